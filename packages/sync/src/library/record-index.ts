import type { AlbumEntry, AssetId, LibraryRecord, RecordKind, RecordOf } from '@rollcall/protocol'
import { positionOf } from './record-scope.ts'

/** Records in memory, found by key, by list and by asset. */
export interface RecordIndex {
  readonly record: <Kind extends RecordKind>(kind: Kind, key: string) => RecordOf<Kind> | null
  readonly putRecord: (record: LibraryRecord) => void
  readonly dropRecord: (kind: RecordKind, key: string) => void
  /** The list of a scope, in order of place; see `positionOf`. */
  readonly recordsIn: (scope: string) => readonly LibraryRecord[]
  /** The least place in a scope above `place`; above all for null. Null when there is none. */
  readonly placeAfter: (scope: string, place: string | null) => string | null
  readonly lastPlace: (scope: string) => string | null
  readonly entriesWithAsset: (assetId: AssetId) => readonly AlbumEntry[]
  readonly all: () => Iterable<LibraryRecord>
}

/** Makes an index of `records`. A change costs a search in its list, and a move of what stands behind it. */
export function createRecordIndex(records: Iterable<LibraryRecord> = []): RecordIndex {
  const byKey = new Map<string, LibraryRecord>()
  const lists = new Map<string, LibraryRecord[]>()
  const entryKeys = new Map<AssetId, Set<string>>()

  for (const record of records) {
    byKey.set(idOf(record.kind, record.key), record)
    listOf(lists, positionOf(record).scope).push(record)
    noteEntry(record)
  }
  for (const list of lists.values()) list.sort(compare)

  function noteEntry(record: LibraryRecord): void {
    if (record.kind !== 'entry') return
    const keys = entryKeys.get(record.assetId)
    if (keys === undefined) entryKeys.set(record.assetId, new Set([record.key]))
    else keys.add(record.key)
  }

  function record<Kind extends RecordKind>(kind: Kind, key: string): RecordOf<Kind> | null {
    const found = byKey.get(idOf(kind, key))
    return found?.kind === kind ? (found as RecordOf<Kind>) : null
  }

  function dropRecord(kind: RecordKind, key: string): void {
    const held = byKey.get(idOf(kind, key))
    if (held === undefined) return
    byKey.delete(idOf(kind, key))
    listOf(lists, positionOf(held).scope).splice(indexOf(lists, held), 1)
    if (held.kind === 'entry') entryKeys.get(held.assetId)?.delete(key)
  }

  return {
    record,
    dropRecord,
    putRecord: (changed) => {
      dropRecord(changed.kind, changed.key)
      byKey.set(idOf(changed.kind, changed.key), changed)
      listOf(lists, positionOf(changed).scope).splice(indexOf(lists, changed), 0, changed)
      noteEntry(changed)
    },
    recordsIn: (scope) => lists.get(scope) ?? [],
    placeAfter: (scope, place) => {
      const list = lists.get(scope) ?? []
      const next = list[place === null ? 0 : firstIndex(list, (each) => placeOf(each) > place)]
      return next === undefined ? null : placeOf(next)
    },
    lastPlace: (scope) => {
      const last = lists.get(scope)?.at(-1)
      return last === undefined ? null : placeOf(last)
    },
    entriesWithAsset: (assetId) =>
      [...(entryKeys.get(assetId) ?? [])].flatMap((key) => record('entry', key) ?? []),
    all: () => byKey.values(),
  }
}

function idOf(kind: RecordKind, key: string): string {
  return `${kind}/${key}`
}

function placeOf(record: LibraryRecord): string {
  return positionOf(record).place
}

function listOf(lists: Map<string, LibraryRecord[]>, scope: string): LibraryRecord[] {
  const list = lists.get(scope)
  if (list !== undefined) return list
  const fresh: LibraryRecord[] = []
  lists.set(scope, fresh)
  return fresh
}

/** Where a record stands in its list, or would stand. */
function indexOf(lists: Map<string, LibraryRecord[]>, record: LibraryRecord): number {
  return firstIndex(listOf(lists, positionOf(record).scope), (each) => compare(each, record) >= 0)
}

/**
 * By place, then by key: while the rows of a feed are put in one after the other, one of them may have come to the place that another
 * is about to leave.
 */
function compare(one: LibraryRecord, other: LibraryRecord): number {
  const [here, there] = [placeOf(one), placeOf(other)]
  if (here !== there) return here < there ? -1 : 1
  return one.key === other.key ? 0 : one.key < other.key ? -1 : 1
}

/** Where the first record stands that `isIt` and all behind it are; the list's length when there is none. */
function firstIndex(list: readonly LibraryRecord[], isIt: (record: LibraryRecord) => boolean): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const at = list[middle]
    if (at !== undefined && isIt(at)) high = middle
    else low = middle + 1
  }
  return low
}
