import type { FieldEdit } from '@rollcall/protocol'

/** An edit as the merge rules see it: who, when (server clock minus age), and on which base. */
export interface EditStamp extends Pick<FieldEdit, 'editedAt' | 'clientId'> {
  readonly baseSeq: number
  readonly deviceName: string
  /** The server's time now: what expires, expires by it [R13]. */
  readonly now: number
}

/** The mark that an edit leaves on the field that it set. */
export function markOf({ editedAt, clientId }: EditStamp, seq: number): FieldEdit {
  return { seq, editedAt, clientId }
}
