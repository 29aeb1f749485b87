import type { Facts, Outcome, Plan } from '@rollcall/protocol'
import { accepted, refused } from '@rollcall/protocol'
import type { LibraryWriter } from '../store/store.ts'

/**
 * Takes a plan in a library's turn, or asks for it where the server's owner has a say. `plans` are those that the account may have, see
 * `plansFor`. Taking one at once withdraws what was asked for. A plan that is smaller than what is stored deletes nothing: only new
 * originals wait [R8]. Answers `state`: `taken` or `asked`; refuses a plan that is not among them. Done again, it changes nothing.
 */
export function takePlan(
  writer: LibraryWriter,
  planId: string,
  { plans, now }: { readonly plans: readonly Plan[]; readonly now: number },
): Outcome<Facts, Facts> {
  const plan = plans.find(({ id }) => id === planId)
  if (plan === undefined) return refused({ because: 'no_such_plan', plan: planId })
  const { usedBytes } = writer.library()
  const { quotaBytes } = plan
  const facts = { plan: plan.id, name: plan.name, quotaBytes, usedBytes }
  const choice = writer.storageChoice()
  const { request } = choice
  if (plan.access === 'self' || choice.planId === plan.id) {
    const isWaiting = request?.state === 'waiting'
    writer.putStorageChoice({ planId: plan.id, request: isWaiting ? null : request })
    writer.setQuota(quotaBytes)
    return accepted({ ...facts, state: 'taken' })
  }
  if (request?.plan !== plan.id || request.state !== 'waiting') {
    const asked = { plan: plan.id, askedAt: now, state: 'waiting', words: '' } as const
    writer.putStorageChoice({ ...choice, request: asked })
  }
  return accepted({ ...facts, state: 'asked' })
}
