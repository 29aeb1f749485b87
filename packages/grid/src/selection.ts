/**
 * Which positions are selected, as ranges that do not touch: `edges` rises, and holds where a range begins, where
 * it ends, where the next begins, and so on. So a position is selected when the number of edges up to it is odd,
 * everything of a library is two numbers, and union, difference and toggling are one walk over two lists of edges.
 * A selection never changes: each function makes another. Positions mean something in one state of the library
 * only; whoever keeps a selection keeps ids.
 */

/** Selected positions. Made by the functions of this file only, so that its edges are in order. */
export interface Selection {
  readonly edges: Uint32Array
}

/** Nothing selected. */
export const NOTHING_SELECTED: Selection = { edges: new Uint32Array(0) }

/** Most positions that are listed at once, see `positionsOf`. */
export const SELECTION_PAGE_MAX = 10_000

/** The positions from … end - 1; nothing when there are none. */
export function rangeOf(from: number, end: number): Selection {
  return end > from ? { edges: Uint32Array.of(from, end) } : NOTHING_SELECTED
}

/** Exactly these positions, which must rise. Throws when they do not. */
export function selectionOf(positions: ArrayLike<number>): Selection {
  const edges: number[] = []
  let end = -1
  for (let index = 0; index < positions.length; index += 1) {
    const position = positions[index] ?? 0
    if (position < end) throw new Error('Cannot select positions: they do not rise')
    if (position !== end) edges.push(position, position)
    end = position + 1
    edges[edges.length - 1] = end
  }
  return { edges: Uint32Array.from(edges) }
}

/** The selection and everything between two photos, both with it, whichever of them comes first. */
export function selectRange(selection: Selection, anchor: number, position: number): Selection {
  return union(selection, rangeOf(Math.min(anchor, position), Math.max(anchor, position) + 1))
}

/** The selection without this photo if it was in it, with it if it was not. */
export function toggle(selection: Selection, position: number): Selection {
  return combine(selection, rangeOf(position, position + 1), (isInOne, isInOther) => isInOne !== isInOther)
}

/** What is in one or the other. */
export function union(one: Selection, other: Selection): Selection {
  return combine(one, other, (isInOne, isInOther) => isInOne || isInOther)
}

/** What is in the first and not in the second. */
export function subtract(one: Selection, other: Selection): Selection {
  return combine(one, other, (isInOne, isInOther) => isInOne && !isInOther)
}

/** What is in both. */
export function intersect(one: Selection, other: Selection): Selection {
  return combine(one, other, (isInOne, isInOther) => isInOne && isInOther)
}

/** Whether this photo is selected. */
export function has(selection: Selection, position: number): boolean {
  const { edges } = selection
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((edges[middle] ?? 0) <= position) low = middle + 1
    else high = middle
  }
  return low % 2 === 1
}

/** How many photos are selected. */
export function countOf(selection: Selection): number {
  const { edges } = selection
  let count = 0
  for (let index = 0; index < edges.length; index += 2) {
    count += (edges[index + 1] ?? 0) - (edges[index] ?? 0)
  }
  return count
}

/**
 * The selected positions from this one on, rising, at most `most` and never more than `SELECTION_PAGE_MAX`. The next
 * page begins one past the last of them; an empty one says that there are no more.
 */
export function positionsOf(selection: Selection, from = 0, most = SELECTION_PAGE_MAX): Uint32Array {
  const { edges } = selection
  const room = Math.min(most, SELECTION_PAGE_MAX)
  const positions: number[] = []
  for (let index = 0; index < edges.length && positions.length < room; index += 2) {
    const end = edges[index + 1] ?? 0
    for (let position = Math.max(from, edges[index] ?? 0); position < end && positions.length < room; ) {
      positions.push(position)
      position += 1
    }
  }
  return Uint32Array.from(positions)
}

/** Walks over the edges of both at once, and keeps those at which `isKept` changes. */
function combine(
  one: Selection,
  other: Selection,
  isKept: (isInOne: boolean, isInOther: boolean) => boolean,
): Selection {
  const edges = new Uint32Array(one.edges.length + other.edges.length)
  let count = 0
  let indexOfOne = 0
  let indexOfOther = 0
  let wasKept = false
  while (indexOfOne < one.edges.length || indexOfOther < other.edges.length) {
    const edgeOfOne = one.edges[indexOfOne] ?? Number.POSITIVE_INFINITY
    const edgeOfOther = other.edges[indexOfOther] ?? Number.POSITIVE_INFINITY
    const edge = Math.min(edgeOfOne, edgeOfOther)
    if (edgeOfOne === edge) indexOfOne += 1
    if (edgeOfOther === edge) indexOfOther += 1
    const keeps = isKept(indexOfOne % 2 === 1, indexOfOther % 2 === 1)
    if (keeps !== wasKept) {
      edges[count] = edge
      count += 1
      wasKept = keeps
    }
  }
  return { edges: edges.slice(0, count) }
}
