import type {
  AccountId,
  AdminAccount,
  AdminAccounts,
  Outcome,
  Problem,
  ServerHealth,
} from '@rollcall/protocol'
import {
  accepted,
  accountIdSchema,
  adminAccountSchema,
  adminAccountsSchema,
  changePlanSchema,
  newAccountSchema,
  planAnswerSchema,
  problem,
  refused,
  serverHealthSchema,
  serverOwnerSchema,
} from '@rollcall/protocol'
import { z } from 'zod'
import type { Caller } from '../../accounts/authenticate.ts'
import { createAccount } from '../../accounts/create-account.ts'
import { problemOfAccount } from '../../accounts/problem-of-account.ts'
import { SCRUB_AFTER_MS } from '../../scrub/scrub-due.ts'
import { answerRequest, givePlan } from '../../storage/plan-requests.ts'
import { fixedPlans, plansFor, startOfNew } from '../../storage/plan-book.ts'
import type { AccountRow } from '../../store/store.ts'
import type { Asked, Route } from '../route.ts'
import { deviceRoute } from '../route.ts'
import type { ServerPorts } from '../server-ports.ts'

const PATH = '/api/v1/admin'

/** A stored original that is due is read within as long again; see `scrub-due.ts`. */
const SCRUB_EVERY_MS = 2 * SCRUB_AFTER_MS

const byAccount = z.object({ accountId: accountIdSchema })

type Listed = Awaited<ReturnType<ServerPorts['store']['accounts']['list']>>[number]

/** What the owner of a server sees and does of its accounts, its plans and its disk. Nobody else is let in, but for who the owner is. */
export function adminRoutes(ports: ServerPorts): readonly Route[] {
  return [
    ownerRoute(ports),
    healthRoute(ports),
    accountsRoute(ports),
    newAccountRoute(ports),
    planRoute(ports),
    answerRoute(ports),
  ]
}

function ownerRoute({ store }: ServerPorts): Route {
  return deviceRoute(
    {
      method: 'GET',
      path: '/api/v1/owner',
      summary: 'Who owns this server',
      answer: { json: serverOwnerSchema },
      refuses: [],
    },
    async (_, { account }) => {
      const owner = (await store.accounts.list()).find(({ isOwner }) => isOwner)
      return accepted({ owner: owner?.name ?? '', isOwner: account.isOwner })
    },
  )
}

function healthRoute(ports: ServerPorts): Route {
  return ownerOnly(
    {
      method: 'GET',
      path: `${PATH}/health`,
      summary: 'How far the server is with reading stored originals again, and how much room its disk has',
      answer: { json: serverHealthSchema },
      refuses: [],
    },
    async () => accepted(await readHealth(ports)),
  )
}

function accountsRoute(ports: ServerPorts): Route {
  return ownerOnly(
    {
      method: 'GET',
      path: `${PATH}/accounts`,
      summary: 'All accounts with what they store, and the plans there are',
      answer: { json: adminAccountsSchema },
      refuses: [],
    },
    async () => accepted(await readAccounts(ports)),
  )
}

function newAccountRoute(ports: ServerPorts): Route {
  return ownerOnly(
    {
      method: 'POST',
      path: `${PATH}/accounts`,
      summary: 'Makes a further account',
      body: newAccountSchema,
      answer: { json: adminAccountSchema },
      status: 201,
      refuses: ['not_found'],
    },
    async ({ body }) => {
      const { plans = fixedPlans() } = ports
      const list = await plans.read()
      const plan = body.plan === null ? null : (list.plans.find(({ id }) => id === body.plan) ?? undefined)
      if (plan === undefined) return refused(problem('not_found', { plan: body.plan ?? '' }))
      const start = plan === null ? startOfNew(list) : { planId: plan.id, quotaBytes: plan.quotaBytes }
      const made = await createAccount(ports, { name: body.account, password: body.password, ...start })
      if (!made.ok) return refused(problemOfAccount(made.refusal))
      return await tellAccount(ports, made.value.accountId)
    },
  )
}

function planRoute(ports: ServerPorts): Route {
  return ownerOnly(
    {
      method: 'PUT',
      path: `${PATH}/accounts/{accountId}/plan`,
      summary: 'Gives an account a plan; deletes nothing [R8]',
      params: byAccount,
      body: changePlanSchema,
      answer: { json: adminAccountSchema },
      refuses: ['not_found'],
    },
    async ({ params, body }) => {
      const { store, plans = fixedPlans() } = ports
      const account = await store.accounts.byId(params.accountId)
      const plan = (await plans.read()).plans.find(({ id }) => id === body.plan)
      if (account === null || plan === undefined) return refused(problem('not_found', { plan: body.plan }))
      await store.write(account.libraryId, (writer) => givePlan(writer, plan))
      return await tellAccount(ports, account.accountId)
    },
  )
}

function answerRoute(ports: ServerPorts): Route {
  return ownerOnly(
    {
      method: 'POST',
      path: `${PATH}/accounts/{accountId}/plan-answers`,
      summary: 'Grants or declines a plan that an account asked for',
      params: byAccount,
      body: planAnswerSchema,
      answer: { json: adminAccountSchema },
      refuses: ['not_found'],
    },
    async ({ params, body }) => {
      const { store, plans = fixedPlans() } = ports
      const account = await store.accounts.byId(params.accountId)
      if (account === null) return refused(problem('not_found'))
      const plan = (await plans.read()).plans.find(({ id }) => id === body.plan)
      if (body.answer === 'granted' && plan === undefined)
        return refused(problem('not_found', { plan: body.plan }))
      const answered = await answerRequest(
        store,
        account.libraryId,
        plan !== undefined && body.answer === 'granted'
          ? { state: 'granted', plan }
          : { state: 'declined', plan: { id: body.plan }, words: body.words },
      )
      if (!answered.ok) return refused(problem('not_found', { because: answered.refusal }))
      return await tellAccount(ports, account.accountId)
    },
  )
}

type Declaration<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType> = Parameters<
  typeof deviceRoute<Params, Query, Body>
>[0]

/** A route that refuses `owner_only` to everybody but the owner of the server. */
function ownerOnly<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType>(
  declared: Declaration<Params, Query, Body>,
  handle: (
    asked: Asked<z.output<Params>, z.output<Query>, z.output<Body>>,
    caller: Caller,
  ) => Promise<Outcome<unknown, Problem>>,
): Route {
  return deviceRoute(
    { ...declared, refuses: ['owner_only', ...declared.refuses] },
    async (asked: Asked<z.output<Params>, z.output<Query>, z.output<Body>>, caller) =>
      caller.account.isOwner ? await handle(asked, caller) : refused(problem('owner_only')),
  )
}

async function readAccounts(ports: ServerPorts): Promise<AdminAccounts> {
  const { store, plans = fixedPlans() } = ports
  const list = await plans.read()
  const accounts: AdminAccount[] = []
  for (const account of await store.accounts.list()) accounts.push(await adminAccountOf(ports, account))
  return {
    accounts,
    plans: [...plansFor(list, { name: '', isOwner: true })],
    newAccounts: list.newAccounts,
  }
}

async function tellAccount(
  ports: ServerPorts,
  accountId: AccountId,
): Promise<Outcome<AdminAccount, Problem>> {
  const account: (AccountRow & Listed) | undefined = (await ports.store.accounts.list()).find(
    (each) => each.accountId === accountId,
  )
  return account === undefined
    ? refused(problem('not_found'))
    : accepted(await adminAccountOf(ports, account))
}

async function adminAccountOf({ store }: ServerPorts, account: Listed): Promise<AdminAccount> {
  const { accountId, libraryId, name, isOwner, usedBytes, quotaBytes } = account
  const { planId, request } = await store.read(libraryId, (reader) => reader.storageChoice())
  const devices = await store.accounts.devicesOf(accountId)
  const isWaiting = request?.state === 'waiting'
  return {
    accountId,
    name,
    isOwner,
    usedBytes,
    quotaBytes,
    planId,
    waiting: isWaiting ? { plan: request.plan, askedAt: request.askedAt } : null,
    devices: devices.length,
    lastSeenAt: devices.reduce<number | null>(
      (last, { lastSeenAt }) => Math.max(last ?? 0, lastSeenAt),
      null,
    ),
  }
}

async function readHealth({ store, blobs, clock }: ServerPorts): Promise<ServerHealth> {
  const freeBytes = await blobs.freeBytes()
  const now = clock.now()
  const libraries: ServerHealth['libraries'] = []
  for (const { name, libraryId } of await store.accounts.list()) {
    const found = await store.read(libraryId, (reader) => reader.verification(now - SCRUB_AFTER_MS, now))
    libraries.push({ name, ...found })
  }
  return {
    freeBytes: Number.isFinite(freeBytes) ? Math.max(0, Math.floor(freeBytes)) : null,
    scrubEveryMs: SCRUB_EVERY_MS,
    libraries,
  }
}
