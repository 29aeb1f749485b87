import type { ClientId, FieldEdit } from '@rollcall/protocol'

/** An edit as the merge rules see it: who, when (server clock minus age), and on which base. */
export interface EditStamp extends Pick<FieldEdit, 'editedAt' | 'clientId'> {
  readonly baseSeq: number
  readonly deviceName: string
  /** The server's time now: what expires, expires by it [R13]. */
  readonly now: number
}

/**
 * The mark that an edit leaves where `last` was; undefined where nothing stands that it could hide. When the edit covers what others said
 * and its client had not seen, that is kept beside it: the client must not hide it from its own later edits (see
 * {@link isChangedByOthers}).
 */
export function markOf(edit: EditStamp, seq: number, last: FieldEdit | undefined): FieldEdit {
  const { clientId, editedAt, baseSeq } = edit
  const othersSeq = last === undefined ? 0 : lastByOthers(last, clientId)
  return othersSeq > baseSeq ? { seq, editedAt, clientId, othersSeq } : { seq, editedAt, clientId }
}

/**
 * The mark of a field whose last edit stays, though another one that lost against it is not to be forgotten. Nobody remembers whose that
 * was; its own client, too, is held to have seen it only once it has read the feed that far.
 */
export function markWithLost(last: FieldEdit, seq: number): FieldEdit {
  return { ...last, othersSeq: seq }
}

/** Whether anybody but the editor's own client changed a field after what the editor had seen. */
export function isChangedByOthers({ clientId, baseSeq }: EditStamp, last: FieldEdit | undefined): boolean {
  return last !== undefined && lastByOthers(last, clientId) > baseSeq
}

function lastByOthers({ seq, clientId: by, othersSeq }: FieldEdit, clientId: ClientId): number {
  const byOthers = typeof othersSeq === 'number' ? othersSeq : 0
  return by === clientId ? byOthers : Math.max(seq, byOthers)
}
