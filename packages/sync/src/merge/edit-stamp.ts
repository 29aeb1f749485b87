import type { FieldEdit } from '@rollcall/protocol'

/** An edit as the merge rules see it: who, when (server clock minus age), and on which base. */
export interface EditStamp extends Pick<FieldEdit, 'editedAt' | 'clientId'> {
  readonly baseSeq: number
  readonly deviceName: string
}
