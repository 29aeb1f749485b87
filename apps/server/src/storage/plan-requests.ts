import type { LibraryId, Outcome, Plan, Storage } from '@rollcall/protocol'
import { accepted, refused } from '@rollcall/protocol'
import type { LibraryWriter, Store } from '../store/store.ts'
import type { PlanBook } from './plan-book.ts'
import { fixedPlans } from './plan-book.ts'

type PlanRequest = NonNullable<Storage['request']>

/** A plan that somebody asked for and nobody has answered. `plan` null: it is offered no more. */
export interface WaitingRequest {
  readonly account: Awaited<ReturnType<Store['accounts']['list']>>[number]
  readonly request: PlanRequest
  readonly plan: Plan | null
}

/** What reading and answering requests needs of the world. */
export interface RequestPorts {
  readonly store: Store
  readonly plans?: PlanBook
}

/** Every plan that was asked for and is not answered, in the order of the accounts. */
export async function findWaiting({ store, plans = fixedPlans() }: RequestPorts): Promise<WaitingRequest[]> {
  const list = await plans.read()
  const waiting: WaitingRequest[] = []
  for (const account of await store.accounts.list()) {
    const { request } = await store.read(account.libraryId, (reader) => reader.storageChoice())
    if (request?.state !== 'waiting') continue
    waiting.push({ account, request, plan: list.plans.find(({ id }) => id === request.plan) ?? null })
  }
  return waiting
}

/** How a request is answered. `plan`: the one that was asked for; `words` are shown to the person. */
export type RequestAnswer =
  | { readonly state: 'granted'; readonly plan: Plan }
  | { readonly state: 'declined'; readonly plan: Pick<Plan, 'id'>; readonly words: string }

/**
 * Answers, in the library's turn, a plan that was asked for. Refuses `no_such_request` when that plan is not, or not any more, what is asked
 * for: so an answer that is sent twice is refused the second time.
 */
export async function answerRequest(
  store: Store,
  libraryId: LibraryId,
  answer: RequestAnswer,
): Promise<Outcome<null, 'no_such_request'>> {
  return await store.write(libraryId, (writer) => {
    const { planId, request } = writer.storageChoice()
    if (request?.state !== 'waiting' || request.plan !== answer.plan.id) return refused('no_such_request')
    const isGranted = answer.state === 'granted'
    const answered = { ...request, state: answer.state, words: isGranted ? '' : answer.words }
    writer.putStorageChoice({ planId: isGranted ? answer.plan.id : planId, request: answered })
    if (isGranted) writer.setQuota(answer.plan.quotaBytes)
    return accepted(null)
  })
}

/**
 * Gives a library a plan, in its turn. A plan that is smaller than what is stored deletes nothing: only new originals wait [R8]. What was
 * asked for is granted when it is this plan, and otherwise stays asked. Done again, it changes nothing.
 */
export function givePlan(writer: LibraryWriter, { id, quotaBytes }: Plan): void {
  const { request } = writer.storageChoice()
  const isGranted = request?.state === 'waiting' && request.plan === id
  writer.putStorageChoice({
    planId: id,
    request: isGranted ? { ...request, state: 'granted', words: '' } : request,
  })
  writer.setQuota(quotaBytes)
}
