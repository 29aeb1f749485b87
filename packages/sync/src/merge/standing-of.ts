import type { FieldEdit } from '@rollcall/protocol'
import type { EditStamp } from './edit-stamp.ts'

/** How an edit relates to the last one of the same field: it came `after`, or concurrently and `wins` or `loses`. */
export type Standing = 'after' | 'wins' | 'loses'

/**
 * The rule of the merge table: an edit made in sight of the last one just applies; of two concurrent edits the one made
 * later wins, by age and never by a device's clock [R13]; of two made at the same moment, the one of the greater client id.
 */
export function standingOf(edit: EditStamp, last: FieldEdit | undefined): Standing {
  if (last === undefined || last.seq <= edit.baseSeq || last.clientId === edit.clientId) return 'after'
  if (edit.editedAt !== last.editedAt) return edit.editedAt > last.editedAt ? 'wins' : 'loses'
  return edit.clientId > last.clientId ? 'wins' : 'loses'
}
