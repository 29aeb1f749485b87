import { isDeepStrictEqual } from 'node:util'
import type { LibraryRecord } from '@rollcall/protocol'
import { positionOf } from '@rollcall/sync'

/*
 * Compares what a replica holds with what the library held at the same position of its feed.
 */

interface Row {
  readonly seq: number
}

const agreedPairs = new WeakMap<Row, Row>()

/** How two sets of rows differ, by key; null when they do not. Pairs that were found equal are not compared again. */
export function differenceOf<Key extends string, Value extends Row>(
  expected: ReadonlyMap<Key, Value>,
  found: ReadonlyMap<Key, Value>,
): string | null {
  for (const [key, row] of expected) {
    const held = found.get(key)
    if (held === undefined) return `${key} (seq ${row.seq}) is missing`
    if (agreedPairs.get(held) === row) continue
    if (!isDeepStrictEqual(held, row)) return `${key} is at seq ${held.seq}, not ${row.seq}, or differs`
    agreedPairs.set(held, row)
  }
  for (const key of found.keys()) if (!expected.has(key)) return `${key} should not be there`
  return null
}

/** The name of a record apart from all others of its library. */
export function nameOfRecord({ kind, key }: Pick<LibraryRecord, 'kind' | 'key'>): string {
  return `${kind} ${key}`
}

/** Records by {@link nameOfRecord}. */
export function recordsByName(records: Iterable<LibraryRecord>): ReadonlyMap<string, LibraryRecord> {
  return new Map([...records].map((record) => [nameOfRecord(record), record]))
}

/** Where a list of a replica is not in the order of its places, or not all of it; null when every list is right. */
export function disorderOf(
  expected: Iterable<LibraryRecord>,
  listed: (scope: string) => readonly LibraryRecord[],
): string | null {
  const lists = new Map<string, LibraryRecord[]>()
  for (const record of expected) {
    const { scope } = positionOf(record)
    const list = lists.get(scope)
    if (list === undefined) lists.set(scope, [record])
    else list.push(record)
  }
  const placeOf = (record: LibraryRecord) => `${positionOf(record).place}\0${record.key}`
  for (const [scope, records] of lists) {
    const inOrder = records.toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1))
    const found = listed(scope)
    const isSame = found.length === inOrder.length && inOrder.every(({ key }, at) => found[at]?.key === key)
    if (!isSame) return `${scope} is in another order, or not whole`
  }
  return null
}
