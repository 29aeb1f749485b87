import type { Selection } from '@rollcall/grid'
import { countOf, NOTHING_SELECTED, positionsOf, rangeOf, selectionOf } from '@rollcall/grid'

/** The same photos in another state of the timeline, by their handles; those that are gone from it are not selected any more. */
export function remapSelection(selection: Selection, before: Uint32Array, after: Uint32Array): Selection {
  const count = countOf(selection)
  if (count === 0) return NOTHING_SELECTED
  if (count === before.length) return rangeOf(0, after.length)
  const chosen = new Set<number>()
  for (let from = 0; ; ) {
    const page = positionsOf(selection, from)
    const last = page.at(-1)
    if (last === undefined) break
    for (const position of page) chosen.add(before[position] ?? 0)
    from = last + 1
  }
  const positions: number[] = []
  for (let position = 0; position < after.length && positions.length < chosen.size; position += 1)
    if (chosen.has(after[position] ?? 0)) positions.push(position)
  return selectionOf(positions)
}

/** The handles of the selected photos, from the top. */
export function handlesOf(selection: Selection, handles: Uint32Array): Uint32Array {
  const chosen = new Uint32Array(countOf(selection))
  let at = 0
  for (let from = 0; ; ) {
    const page = positionsOf(selection, from)
    const last = page.at(-1)
    if (last === undefined) return chosen
    for (const position of page) chosen[at++] = handles[position] ?? 0
    from = last + 1
  }
}

/** Where a photo stands in another state of the timeline; where it is gone, the nearest older one that is not. Null when none is left. */
export function remapPosition(position: number, before: Uint32Array, after: Uint32Array): number | null {
  for (let next = position; next < Math.min(before.length, position + LOOKS_MAX); next += 1) {
    const found = after.indexOf(before[next] ?? 0)
    if (found >= 0) return found
  }
  return after.length === 0 ? null : Math.min(position, after.length - 1)
}

/** Neighbours that are looked for, each through the whole timeline. */
const LOOKS_MAX = 8
