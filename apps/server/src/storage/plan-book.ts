import type { Plan } from '@rollcall/protocol'
import { planSchema } from '@rollcall/protocol'
import { nameKey } from '@rollcall/sync'
import { z } from 'zod'

/** Plans that a server has at most. */
const PLANS_MAX = 50

/** Accounts that one plan is kept for at most. */
const ACCOUNTS_MAX = 1_000

/** A plan as the server's owner offers it. `accounts`: the names of those who may take it; without it, everybody may. */
const offeredPlanSchema = planSchema.extend({
  accounts: z.array(z.string().min(1).max(200)).max(ACCOUNTS_MAX).exactOptional(),
})

/** What `plans.json` holds: the plans, each id once, and the one that new accounts have; null: none, they have no limit. */
export const planListSchema = z
  .object({
    newAccounts: z.string().nullable(),
    plans: z.array(offeredPlanSchema).max(PLANS_MAX),
  })
  .refine(({ plans }) => new Set(plans.map(({ id }) => id)).size === plans.length, {
    message: 'two plans have the same id',
    path: ['plans'],
  })
  .refine(({ newAccounts, plans }) => newAccounts === null || plans.some(({ id }) => id === newAccounts), {
    message: 'names none of the plans',
    path: ['newAccounts'],
  })
/** See {@link planListSchema}. */
export type PlanList = z.infer<typeof planListSchema>

/** Where a server has its plans from. */
export interface PlanBook {
  /** The plans as they are now. Never rejects: when they cannot be read, the last ones that could be are answered. */
  readonly read: () => Promise<PlanList>
}

const GB = 1_000_000_000

/** What a server offers until its owner says otherwise: 5 GB for the taking, more for the asking. */
export const DEFAULT_PLANS: PlanList = {
  newAccounts: 'free',
  plans: [
    { id: 'free', name: '5 GB', quotaBytes: 5 * GB, access: 'self' },
    { id: '50gb', name: '50 GB', quotaBytes: 50 * GB, access: 'request' },
    { id: '200gb', name: '200 GB', quotaBytes: 200 * GB, access: 'request' },
    { id: '2tb', name: '2 TB', quotaBytes: 2_000 * GB, access: 'request' },
    { id: '6tb', name: '6 TB', quotaBytes: 6_000 * GB, access: 'request' },
    { id: '12tb', name: '12 TB', quotaBytes: 12_000 * GB, access: 'request' },
    { id: 'unlimited', name: 'Unlimited', quotaBytes: null, access: 'request' },
  ],
}

/**
 * What a server goes by whose plans could never be read: it offers none to anybody, so nobody's room changes, and new accounts have the
 * room that they had by default, until the server's owner says otherwise.
 */
export const UNREAD_PLANS: PlanList = {
  newAccounts: 'unread',
  plans: [{ id: 'unread', name: '5 GB', quotaBytes: 5 * GB, access: 'request', accounts: [] }],
}

/** Plans that do not change. */
export function fixedPlans(list: PlanList = DEFAULT_PLANS): PlanBook {
  return { read: async () => list }
}

/** Whose plan it is about. The owner of the server need not ask themselves, so takes any plan. */
export interface PlanTaker {
  readonly name: string
  readonly isOwner: boolean
}

/** The plans that an account may take or ask for, as it is told of them. Who else may have one is nobody's business. */
export function plansFor({ plans }: PlanList, { name, isOwner }: PlanTaker): readonly Plan[] {
  const key = nameKey(name)
  return plans
    .filter(
      ({ accounts }) => isOwner || accounts === undefined || accounts.some((each) => nameKey(each) === key),
    )
    .map(({ accounts: _accounts, ...plan }) => (isOwner ? { ...plan, access: 'self' } : plan))
}

/** What a new account begins with: the plan for new ones, unless somebody said another quota (null: no limit), which is one of its own. */
export function startOfNew(
  { newAccounts, plans }: PlanList,
  quotaBytes?: number | null,
): { readonly planId: string | null; readonly quotaBytes: number | null } {
  const plan = plans.find(({ id }) => id === newAccounts)
  if (quotaBytes !== undefined && quotaBytes !== plan?.quotaBytes) return { planId: null, quotaBytes }
  return { planId: plan?.id ?? null, quotaBytes: plan?.quotaBytes ?? null }
}
