import type { ArgsOf, CommandKind, CommandTarget, MutationOutcome } from '@rollcall/protocol'
import type { LibraryDraft } from './draft.ts'
import type { EditStamp } from './edit-stamp.ts'

/** The key of the last command of a sort to somebody. */
export function commandKey(target: CommandTarget, what: CommandKind): string {
  return `${target}:${what}`
}

/**
 * Gives a command. It takes the place of the one of its sort that was given before, done or not: only the last one counts. Giving the same
 * again changes nothing. Refuses `no_such_device`.
 */
export function issueCommand(
  draft: LibraryDraft,
  { target, commandId, command }: ArgsOf<'issueCommand'>,
  { editedAt, deviceName }: EditStamp,
): MutationOutcome {
  const device = target === 'server' ? null : draft.record('device', target)
  if (target !== 'server' && (device === null || device.removedAt !== null))
    return { kind: 'refused', code: 'no_such_device', facts: { deviceId: target } }
  const key = commandKey(target, command.what)
  if (draft.record('command', key)?.commandId === commandId) return { kind: 'unchanged' }
  draft.putRecord({
    kind: 'command',
    key,
    seq: draft.nextSeq(),
    target,
    commandId,
    command,
    issuedAt: editedAt,
    issuedBy: deviceName,
    state: 'waiting',
    facts: {},
    finishedAt: null,
  })
  return { kind: 'applied' }
}

/**
 * Says what became of a command. The first answer counts. An answer to one that another has taken the place of is `superseded`, as nobody
 * waits for it any more. Refuses `no_such_command`.
 */
export function answerCommand(
  draft: LibraryDraft,
  { target, what, commandId, state, facts }: ArgsOf<'answerCommand'>,
  { editedAt }: EditStamp,
): MutationOutcome {
  const record = draft.record('command', commandKey(target, what))
  if (record === null) return { kind: 'refused', code: 'no_such_command', facts: { target, what } }
  if (record.commandId !== commandId || (record.state !== 'waiting' && record.state !== state))
    return { kind: 'superseded', facts: { field: 'command', kept: record.state, lost: state } }
  if (record.state === state) return { kind: 'unchanged' }
  draft.putRecord({ ...record, state, facts, finishedAt: editedAt, seq: draft.nextSeq() })
  return { kind: 'applied' }
}
