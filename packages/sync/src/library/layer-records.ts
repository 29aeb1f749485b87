import type { LibraryRecord } from '@rollcall/protocol'
import { createRecordIndex } from './record-index.ts'
import type { RecordIndex } from './record-index.ts'
import { positionOf } from './record-scope.ts'

/** Records over others: what is put here covers what lies below, which is not touched. `changed` are those of the layer. */
export interface RecordLayer extends RecordIndex {
  readonly changed: () => Iterable<LibraryRecord>
}

/** The part of an index that a layer looks down into. */
export type RecordsBelow = Omit<RecordIndex, 'putRecord' | 'dropRecord'>

/**
 * Makes a layer over `below`. A list is copied when something in it changes for the first time, so a layer costs as much as what it
 * touches. Records are never dropped in a layer.
 */
export function layerRecords(below: RecordsBelow): RecordLayer {
  const layer = createRecordIndex()
  const touched = new Map<string, RecordIndex>()

  function touch(scope: string): RecordIndex {
    const known = touched.get(scope)
    if (known !== undefined) return known
    const copy = createRecordIndex(below.recordsIn(scope))
    touched.set(scope, copy)
    return copy
  }

  const record: RecordIndex['record'] = (kind, key) => layer.record(kind, key) ?? below.record(kind, key)
  return {
    record,
    putRecord: (changed) => {
      const before = record(changed.kind, changed.key)
      if (before !== null) touch(positionOf(before).scope).dropRecord(before.kind, before.key)
      touch(positionOf(changed).scope).putRecord(changed)
      layer.putRecord(changed)
    },
    dropRecord: (kind) => {
      throw new Error(`Cannot drop ${kind} record: a layer only covers`)
    },
    recordsIn: (scope) => (touched.get(scope) ?? below).recordsIn(scope),
    placeAfter: (scope, place) => (touched.get(scope) ?? below).placeAfter(scope, place),
    lastPlace: (scope) => (touched.get(scope) ?? below).lastPlace(scope),
    entriesWithAsset: (assetId) => {
      const here = layer.entriesWithAsset(assetId)
      const covered = new Set(here.map(({ key }) => key))
      return [...here, ...below.entriesWithAsset(assetId).filter(({ key }) => !covered.has(key))]
    },
    all: function* () {
      for (const each of below.all()) if (layer.record(each.kind, each.key) === null) yield each
      yield* layer.all()
    },
    changed: () => layer.all(),
  }
}
