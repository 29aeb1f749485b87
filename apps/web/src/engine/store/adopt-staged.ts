import { createRecordIndex } from '@rollcall/sync'
import type { Base } from './base.ts'
import { allSlots } from './base.ts'
import { NO_BLOCK } from './columns.ts'
import type { StagedRows } from './pile.ts'
import { keepNewestBatches } from './records-store.ts'
import { mergeChanged, sortNewestFirst } from './time-order.ts'

/** Makes staged rows the whole base. `at`: the number that each block of theirs has got. The rows are the base's from then on. */
export function baseOfStaged(
  { columns, records }: StagedRows,
  at: readonly number[],
  batchesKept: number,
): Base {
  for (let slot = 0; slot < columns.count(); slot++) {
    const block = at[columns.block()[slot] ?? NO_BLOCK] ?? NO_BLOCK
    columns.place(slot, block, columns.row()[slot] ?? 0)
  }
  return {
    columns,
    order: sortNewestFirst(columns, allSlots(columns)),
    records: keepNewestBatches(createRecordIndex(records), batchesKept),
  }
}

/** Puts staged rows into a base, in place. `at`: the number that each block of theirs has got. */
export function mergeStaged(
  base: Base,
  staged: StagedRows,
  at: readonly number[],
  batchesKept: number,
): Base {
  const { columns, records } = base
  const from = staged.columns
  const changed = new Uint32Array(from.count())
  for (let slot = 0; slot < from.count(); slot++) {
    const row = {
      id: from.idAt(slot),
      no: from.no()[slot] ?? 0,
      takenAtS: from.takenAtS()[slot] ?? 0,
      ratio: from.ratio()[slot] ?? 0,
      colour: from.colour()[slot] ?? 0,
      marks: from.marks()[slot] ?? 0,
    }
    const block = at[from.block()[slot] ?? NO_BLOCK] ?? NO_BLOCK
    changed[slot] = columns.put(row, block, from.row()[slot] ?? 0)
  }
  for (const record of staged.records) records.putRecord(record)
  if (staged.records.some(({ kind }) => kind === 'batch')) keepNewestBatches(records, batchesKept)
  return {
    columns,
    records,
    order: changed.length === 0 ? base.order : mergeChanged(columns, base.order, changed),
  }
}
