import type { CommandRecord, Mutation, Plan } from '@rollcall/protocol'
import type { LibraryDraft, MutationContext } from '@rollcall/sync'
import { applyMutation, commandsTo } from '@rollcall/sync'
import type { LibraryWriter } from '../store/store.ts'
import { takePlan } from './take-plan.ts'

/** Whether any of these gives the server itself something to do. */
export function asksServer(mutations: readonly Mutation[]): boolean {
  return mutations.some(({ op, args }) => op === 'issueCommand' && args.target === 'server')
}

/**
 * Does what people told the server to do by a command, and answers each, in the library's turn that brought it: so each is done once,
 * wherever the server is killed. What it cannot do it refuses, saying why.
 */
export function doServerCommands(
  writer: LibraryWriter,
  draft: LibraryDraft,
  { plans, context }: { readonly plans: readonly Plan[]; readonly context: MutationContext },
): void {
  for (const record of writer.recordsIn(commandsTo('server'))) {
    if (record.kind !== 'command' || record.state !== 'waiting') continue
    const { now } = context
    answer(draft, record, context, resultOf(writer, record, { plans, now }))
  }
}

function resultOf(
  writer: LibraryWriter,
  { command }: CommandRecord,
  given: { readonly plans: readonly Plan[]; readonly now: number },
): Pick<CommandRecord, 'facts'> & { readonly state: 'done' | 'refused' } {
  if (command.what !== 'change_plan')
    return { state: 'refused', facts: { because: 'not_for_the_server', what: command.what } }
  const taken = takePlan(writer, command.plan, given)
  return taken.ok ? { state: 'done', facts: taken.value } : { state: 'refused', facts: taken.refusal }
}

function answer(
  draft: LibraryDraft,
  { target, commandId, command }: CommandRecord,
  context: MutationContext,
  result: Pick<CommandRecord, 'facts'> & { readonly state: 'done' | 'refused' },
): void {
  const args = { target, what: command.what, commandId, ...result }
  const mutation: Mutation = { op: 'answerCommand', args, n: 1, baseSeq: 0, ageMs: 0 }
  const outcome = applyMutation(draft, mutation, context)
  if (outcome.kind !== 'applied') throw new Error(`Cannot answer command ${commandId}: ${outcome.kind}`)
}
