import { formatSize } from '../accounts/size.ts'
import type { ServerPorts } from '../http/server-ports.ts'
import type { RequestAnswer, WaitingRequest } from '../storage/plan-requests.ts'
import { answerRequest, findWaiting } from '../storage/plan-requests.ts'
import type { AccountRow } from '../store/store.ts'
import { UsageProblem } from './usage-problem.ts'

type Say = (line: string) => void

type AdminPorts = Pick<ServerPorts, 'store' | 'clock' | 'plans'>

/** Longest words to somebody whose request is declined: those of `Storage` in protocol. */
const WORDS_MAX = 1_000

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
  await answer(ports, account, { state: 'granted', plan })
  say(`${account.name} now has ${plan.name}. Its devices see it within a minute, or when they are next on.`)
}

/** Declines what an account asked for; `words` are shown to the person. Throws as {@link adminGrant}. */
export async function adminDecline(ports: AdminPorts, name: string, words: string, say: Say): Promise<void> {
  if (words.length > WORDS_MAX) throw new UsageProblem(`Say it in ${WORDS_MAX} characters.`)
  const { account, request } = await waitingOf(ports, name)
  await answer(ports, account, { state: 'declined', plan: { id: request.plan }, words })
  say(`Declined. ${account.name} keeps the plan it has, and reads your words in: rollcall storage`)
}

async function answer(
  { store }: AdminPorts,
  { libraryId, name }: AccountRow,
  answered: RequestAnswer,
): Promise<void> {
  const done = await answerRequest(store, libraryId, answered)
  if (!done.ok)
    throw new UsageProblem(`${name} has just changed what it asks for. See: rollcall admin requests`)
}

async function waitingOf(ports: AdminPorts, name: string): Promise<WaitingRequest> {
  const account = await ports.store.accounts.byName(name)
  if (account === null)
    throw new UsageProblem(`There is no account ${name}. \`rollcall admin list\` shows them.`)
  const found = (await findWaiting(ports)).find((each) => each.account.accountId === account.accountId)
  if (found !== undefined) return found
  throw new UsageProblem(`${account.name} is not asking for another plan. See: rollcall admin requests`)
}
