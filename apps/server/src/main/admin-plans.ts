import type { Plan, Storage } from '@rollcall/protocol'
import { formatSize } from '../accounts/size.ts'
import type { ServerPorts } from '../http/server-ports.ts'
import { fixedPlans } from '../storage/plan-book.ts'
import type { AccountRow } from '../store/store.ts'
import { UsageProblem } from './usage-problem.ts'

type Say = (line: string) => void

type AdminPorts = Pick<ServerPorts, 'store' | 'clock' | 'plans'>

/** Longest words to somebody whose request is declined: those of `Storage` in protocol. */
const WORDS_MAX = 1_000

/** A plan that somebody asked for and nobody has answered. `plan` null: it is offered no more. */
interface Waiting {
  readonly account: Awaited<ReturnType<AdminPorts['store']['accounts']['list']>>[number]
  readonly request: NonNullable<Storage['request']>
  readonly plan: Plan | null
}

/** Lists the plans that were asked for and are not answered, the first one first, as a table or as JSON. */
export async function adminRequests(ports: AdminPorts, asJson: boolean, say: Say): Promise<void> {
  const waiting = (await findWaiting(ports)).toSorted(
    (one, other) => one.request.askedAt - other.request.askedAt,
  )
  if (asJson) {
    const rows = waiting.map(({ account, request: { plan, askedAt } }) => ({
      name: account.name,
      plan,
      askedAt: new Date(askedAt).toISOString(),
      usedBytes: account.usedBytes,
      quotaBytes: account.quotaBytes,
    }))
    say(JSON.stringify(rows, null, 2))
    return
  }
  if (waiting.length === 0) say('Nobody is asking for another plan.')
  for (const { account, request, plan } of waiting) {
    const { name, usedBytes, quotaBytes } = account
    const has = quotaBytes === null ? 'no limit' : formatSize(quotaBytes)
    const day = new Date(request.askedAt).toLocaleDateString('en-GB', {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
    })
    const wish = plan === null ? `${request.plan}, which is offered no more` : plan.name
    say(`${name} asks for ${wish} since ${day}; has ${has}, of which ${formatSize(usedBytes)} are used.`)
    say(`  rollcall admin grant ${name}, or: rollcall admin decline ${name} --words "why"`)
  }
}

/** Gives an account the plan that it asked for. Throws a {@link UsageProblem} when it asked for none, or for one that is gone. */
export async function adminGrant(ports: AdminPorts, name: string, say: Say): Promise<void> {
  const { account, request, plan } = await waitingOf(ports, name)
  if (plan === null)
    throw new UsageProblem(
      `${name} asked for the plan ${request.plan}, which plans.json has no more. Add it there, or decline.`,
    )
  await answer(ports, account, request, 'granted', '', plan)
  say(`${account.name} now has ${plan.name}. Its devices see it within a minute, or when they are next on.`)
}

/** Declines what an account asked for; `words` are shown to the person. Throws as {@link adminGrant}. */
export async function adminDecline(ports: AdminPorts, name: string, words: string, say: Say): Promise<void> {
  if (words.length > WORDS_MAX) throw new UsageProblem(`Say it in ${WORDS_MAX} characters.`)
  const { account, request } = await waitingOf(ports, name)
  await answer(ports, account, request, 'declined', words, null)
  say(`Declined. ${account.name} keeps the plan it has, and reads your words in: rollcall storage`)
}

async function answer(
  { store }: AdminPorts,
  { libraryId, name }: AccountRow,
  answered: Waiting['request'],
  state: 'granted' | 'declined',
  words: string,
  plan: Plan | null,
): Promise<void> {
  await store.write(libraryId, (writer) => {
    const { planId, request } = writer.storageChoice()
    if (request?.state !== 'waiting' || request.plan !== answered.plan)
      throw new UsageProblem(`${name} has just changed what it asks for. See: rollcall admin requests`)
    writer.putStorageChoice({ planId: plan?.id ?? planId, request: { ...request, state, words } })
    if (plan !== null) writer.setQuota(plan.quotaBytes)
  })
}

async function waitingOf(ports: AdminPorts, name: string): Promise<Waiting> {
  const account = await ports.store.accounts.byName(name)
  if (account === null)
    throw new UsageProblem(`There is no account ${name}. \`rollcall admin list\` shows them.`)
  const found = (await findWaiting(ports)).find((each) => each.account.accountId === account.accountId)
  if (found !== undefined) return found
  throw new UsageProblem(`${account.name} is not asking for another plan. See: rollcall admin requests`)
}

async function findWaiting({ store, plans = fixedPlans() }: AdminPorts): Promise<Waiting[]> {
  const list = await plans.read()
  const waiting: Waiting[] = []
  for (const account of await store.accounts.list()) {
    const { request } = await store.read(account.libraryId, (reader) => reader.storageChoice())
    if (request?.state !== 'waiting') continue
    waiting.push({ account, request, plan: list.plans.find(({ id }) => id === request.plan) ?? null })
  }
  return waiting
}
