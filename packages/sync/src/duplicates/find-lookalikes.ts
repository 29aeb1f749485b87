import type { LookColumns, Steps } from './compare-looks.ts'
import { compareLooks, countBits, doSteps } from './compare-looks.ts'

const LOOK = /^[0-9a-f]{16}$/

/**
 * Groups hashes of 16 hex digits that differ in at most `maxBits` bits from the first of their group: likeness is not passed on, or a film would be one group.
 * Answers positions in `looks`, each in one group at most, none alone; groups and members in the order of `looks`. Null, hashes of one
 * colour and texts that are no hash are in none. Throws when `maxBits` is above `LOOK_BITS_MAX`.
 */
export function findLookalikes(
  looks: readonly (string | null)[],
  maxBits: number,
): readonly (readonly number[])[] {
  return doSteps(findLookalikesInSteps(looks, maxBits))
}

/** As {@link findLookalikes}, step by step. */
export function* findLookalikesInSteps(
  looks: readonly (string | null)[],
  maxBits: number,
): Steps<readonly (readonly number[])[]> {
  const { distinct, nextSame, like } = yield* compareLooks(toColumns(looks), maxBits)
  const isTaken = new Uint8Array(distinct.length)
  const groups: (readonly number[])[] = []
  for (let first = 0; first < distinct.length; first++) {
    if (isTaken[first] === 1) continue
    const members = [first, ...(like.get(first) ?? [])].filter((hash) => isTaken[hash] === 0)
    const group: number[] = []
    for (const hash of members)
      for (let at = distinct[hash] ?? -1; at >= 0; at = nextSame[at] ?? -1) group.push(at)
    if (group.length < 2) continue
    for (const hash of members) isTaken[hash] = 1
    groups.push(group.toSorted((one, other) => one - other))
  }
  return groups.toSorted((one, other) => (one[0] ?? 0) - (other[0] ?? 0))
}

/** A look as two numbers, of 32 bits each; null for texts that are no hash. */
export function lookBits(look: string | null): readonly [high: number, low: number] | null {
  if (look === null || !LOOK.test(look)) return null
  return [Number.parseInt(look.slice(0, 8), 16), Number.parseInt(look.slice(8), 16)]
}

function toColumns(looks: readonly (string | null)[]): LookColumns {
  const columns = { high: new Uint32Array(looks.length), low: new Uint32Array(looks.length) }
  for (const [position, look] of looks.entries()) {
    const bits = lookBits(look)
    if (bits === null) continue
    columns.high[position] = bits[0]
    columns.low[position] = bits[1]
  }
  return columns
}

/** In how many bits two hashes of 16 hex digits differ. */
export function bitsBetween(look: string, other: string): number {
  return (
    countBits(Number.parseInt(look.slice(0, 8), 16) ^ Number.parseInt(other.slice(0, 8), 16)) +
    countBits(Number.parseInt(look.slice(8), 16) ^ Number.parseInt(other.slice(8), 16))
  )
}
