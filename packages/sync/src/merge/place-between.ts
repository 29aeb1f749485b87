import type { Album, AlbumEntry } from '@rollcall/protocol'
import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing'
import { positionOf } from '../library/record-scope.ts'
import type { LibraryDraft } from './draft.ts'

/** A place among siblings, as a client names it. */
export type After<Key extends string> = Key | 'start' | 'end'

/** A place longer than this is the mark of many insertions at one spot; its list gets fresh places. */
const PLACE_LENGTH_MAX = 64

/**
 * The place key for something that is to stand after `after` in a list: between its neighbours as the library has them now, so two
 * devices that insert at one spot never interleave letters of one key. `own` is the place that it has already, if any. A sibling that is
 * not in the list means its end. Keys sort by code unit; see https://github.com/rocicorp/fractional-indexing.
 */
export function placeBetween(
  draft: LibraryDraft,
  scope: string,
  after: { readonly place: string } | 'start' | 'end',
  own: string | null,
): string {
  const before = after === 'end' ? draft.lastPlace(scope) : after === 'start' ? null : after.place
  if (after === 'end' && before !== null && before === own) return own
  const next = after === 'end' ? null : draft.placeAfter(scope, before)
  const beyond = next !== null && next === own ? draft.placeAfter(scope, own) : next
  return generateKeyBetween(before, beyond)
}

/** Rows beside a long place whose own are longer than this get fresh ones with it. */
const PLACE_LENGTH_SHORT = 16

/**
 * Gives the rows around a place that has grown long fresh, short places between those of the next rows whose places are short. Order stays,
 * and the rest of the list, which may be long, is left alone.
 */
export function shortenPlaces(draft: LibraryDraft, scope: string, place: string): void {
  if (place.length <= PLACE_LENGTH_MAX) return
  const rows = draft
    .recordsIn(scope)
    .filter((row): row is Album | AlbumEntry => positionOf(row).scope === scope && isPlaced(row))
  const isLong = (row: Album | AlbumEntry | undefined) => (row?.place.length ?? 0) > PLACE_LENGTH_SHORT
  const at = rows.findIndex((row) => row.place === place)
  if (at < 0) return
  let from = at
  while (isLong(rows[from - 1])) from--
  let to = at + 1
  while (isLong(rows[to])) to++
  const places = generateNKeysBetween(rows[from - 1]?.place ?? null, rows[to]?.place ?? null, to - from)
  for (const [index, row] of rows.slice(from, to).entries()) {
    draft.putRecord({ ...row, place: places[index] ?? row.place, seq: draft.nextSeq() })
  }
}

function isPlaced(row: { readonly kind: string }): boolean {
  return row.kind === 'album' || row.kind === 'entry'
}
