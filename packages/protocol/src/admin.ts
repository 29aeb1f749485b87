import { z } from 'zod'
import { personalNameSchema } from './account.ts'
import { accountIdSchema } from './ids.ts'
import { PASSWORD_MAX } from './limits.ts'
import { countSchema, timeSchema } from './numbers.ts'
import { planSchema, storageSchema } from './storage.ts'

/*
 * What the owner of a server sees and does of its accounts. Nothing of what is in their libraries.
 */

/** Accounts that one answer tells; a server of a family has a few. */
const ACCOUNTS_MAX = 10_000

/** Who owns this server, for every account of it, and whether that is the caller. */
export const serverOwnerSchema = z.object({ owner: z.string(), isOwner: z.boolean() })
/** See {@link serverOwnerSchema}. */
export type ServerOwner = z.infer<typeof serverOwnerSchema>

/** An account, as the owner of its server sees it. `quotaBytes` null: no limit. */
export const adminAccountSchema = z.object({
  accountId: accountIdSchema,
  name: z.string(),
  isOwner: z.boolean(),
  usedBytes: countSchema,
  quotaBytes: countSchema.nullable(),
  /** Null: a limit of its own, of no plan. */
  planId: z.string().nullable(),
  /** A plan that it asked for and that nobody has answered. */
  waiting: z.object({ plan: z.string(), askedAt: timeSchema }).nullable(),
  devices: countSchema,
  /** When one of its devices was last heard of; null: it has none. */
  lastSeenAt: timeSchema.nullable(),
})
/** See {@link adminAccountSchema}. */
export type AdminAccount = z.infer<typeof adminAccountSchema>

/** All accounts of a server, the oldest first, and the plans that it offers. `newAccounts`: the plan that new ones begin with. */
export const adminAccountsSchema = z.object({
  accounts: z.array(adminAccountSchema).max(ACCOUNTS_MAX),
  plans: storageSchema.shape.plans,
  newAccounts: z.string().nullable(),
})
/** See {@link adminAccountsSchema}. */
export type AdminAccounts = z.infer<typeof adminAccountsSchema>

/** Makes a further account. `plan` null: as new accounts begin. */
export const newAccountSchema = z.object({
  account: personalNameSchema,
  password: z.string().min(1).max(PASSWORD_MAX),
  plan: planSchema.shape.id.nullable(),
})
/** See {@link newAccountSchema}. */
export type NewAccountWish = z.infer<typeof newAccountSchema>

/** Answers who asked for a plan. `plan`: the one that is answered, in case they ask for another by now; `words` are shown to them. */
export const planAnswerSchema = z.object({
  plan: z.string().min(1).max(100),
  answer: z.enum(['granted', 'declined']),
  words: z.string().max(1_000),
})
/** See {@link planAnswerSchema}. */
export type PlanAnswer = z.infer<typeof planAnswerSchema>

/** How far the server is with reading stored originals again, and how much room it has. `freeBytes` null: its disk does not say. */
export const serverHealthSchema = z.object({
  freeBytes: countSchema.nullable(),
  scrubEveryMs: countSchema,
  libraries: z
    .array(
      z.object({
        name: z.string(),
        originals: countSchema,
        bytes: countSchema,
        oldestVerifiedAt: timeSchema.nullable(),
        dueOriginals: countSchema,
        dueBytes: countSchema,
        /** Those found missing or changed, that no device has sent again yet. */
        lostOriginals: countSchema,
      }),
    )
    .max(ACCOUNTS_MAX),
})
/** See {@link serverHealthSchema}. */
export type ServerHealth = z.infer<typeof serverHealthSchema>
