import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assetIdSchema } from '@rollcall/protocol'
import fc from 'fast-check'
import { createColumns } from './columns.ts'
import { mergeChanged, sortNewestFirst } from './time-order.ts'

const idOf = (mark: number) => assetIdSchema.parse((mark * 2_654_435_761).toString(16).padStart(32, '0'))
const anyRow = fc.record({
  mark: fc.nat({ max: 5_000 }),
  // Times that fall, rise and repeat.
  at: fc.integer({ min: -50, max: 50 }),
})
const rowOf = ({ mark, at }: { mark: number; at: number }) => ({
  ...{ id: idOf(mark), no: mark, takenAtS: at, ratio: 1_000 + mark, colour: mark, marks: mark % 256 },
})

test('createColumns() finds every id that was put in, at the slot that it got first, and no other', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 3_000 }), fc.array(fc.nat({ max: 6_000 })), (rows, asked) => {
      const columns = createColumns()
      const slots = new Map<number, number>()
      for (const row of rows) {
        const slot = columns.put(rowOf(row), 1, row.mark)
        assert.equal(slot, slots.get(row.mark) ?? slots.size)
        slots.set(row.mark, slot)
      }
      assert.equal(columns.count(), slots.size)
      for (const mark of [...asked, ...slots.keys()]) {
        const slot = columns.slotOf(idOf(mark))
        assert.equal(slot, slots.get(mark) ?? null)
        if (slot === null) continue
        assert.deepEqual(
          [columns.idAt(slot), columns.no()[slot], columns.ratio()[slot], columns.row()[slot]],
          [idOf(mark), mark, 1_000 + mark, mark],
        )
      }
      const again = createColumns(columns.arrays())
      for (const [mark, slot] of slots) assert.equal(again.slotOf(idOf(mark)), slot)
    }),
    { numRuns: 40 },
  )
})

test('sortNewestFirst() and mergeChanged() give the order that plain sorting gives', () => {
  fc.assert(
    fc.property(fc.array(anyRow), fc.array(anyRow, { maxLength: 20 }), (rows, changes) => {
      const columns = createColumns()
      for (const row of rows) columns.put(rowOf(row), 0, 0)
      const plain = () =>
        Array.from({ length: columns.count() }, (_, slot) => slot).toSorted(
          (one, other) =>
            (columns.takenAtS()[other] ?? 0) - (columns.takenAtS()[one] ?? 0) ||
            (columns.no()[other] ?? 0) - (columns.no()[one] ?? 0),
        )
      const order = sortNewestFirst(
        columns,
        Uint32Array.from({ length: columns.count() }, (_, slot) => slot),
      )
      assert.deepEqual([...order], plain())
      const changed = new Set(changes.map((row) => columns.put(rowOf(row), 0, 0)))
      assert.deepEqual([...mergeChanged(columns, order, Uint32Array.from(changed))], plain())
    }),
    { numRuns: 300 },
  )
})
