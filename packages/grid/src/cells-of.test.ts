import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Cell } from './cells-of.ts'
import {
  CELLS_MAX,
  cellOf,
  cellsOf,
  HEADERS_MAX,
  headerAt,
  headersOf,
  smallestRowHeight,
} from './cells-of.ts'
import type { TimelineColumns } from './columns.ts'
import type { LayoutOptions } from './layout-timeline.ts'
import { layoutTimeline } from './layout-timeline.ts'
import { anyColumns } from './test-kit/any-columns.ts'
import { anyShare } from './test-kit/any-share.ts'
import { burstyColumns, sampleColumns } from './test-kit/sample-columns.ts'
import type { TimelineLayout } from './timeline-layout.ts'
import { positionInSlot, rowEnd } from './timeline-layout.ts'

const OPTIONS: LayoutOptions = { zoom: 'days', width: 800, rowHeight: 150, gap: 4, headerHeight: 40 }
const someZoom = fc.constantFrom('days', 'all', 'months', 'years')

/** Every cell, one after the other, which the windows are compared with. */
function allCells(layout: TimelineLayout, columns: TimelineColumns): readonly Cell[] {
  return Array.from({ length: layout.slotCount }, (_, slot) => {
    const cell = cellOf(layout, columns, positionInSlot(layout, slot))
    assert.ok(cell !== null)
    return cell
  })
}

test('cellsOf() gives the cells of the rows that touch the window, and no other', () => {
  fc.assert(
    fc.property(anyColumns(), someZoom, anyShare(-0.2, 1.2), (columns, zoom, share) => {
      const layout = layoutTimeline(columns, { ...OPTIONS, zoom })
      const from = share * layout.height
      const to = from + 500
      const expected = allCells(layout, columns).filter((cell) => cell.y < to && cell.y + cell.height > from)
      const cells = cellsOf(layout, columns, from, to)
      if (expected.length <= CELLS_MAX) assert.deepEqual(cells, expected)
      else assert.ok(cells.length <= CELLS_MAX)
    }),
  )
})

test('cellsOf() counts the upper edge of a window in and its lower edge out', () => {
  const photos = Array.from({ length: 30 }, (_, nth) => ({ takenAtS: 1_700_000_000 - nth, ratio: 1_000 }))
  const columns = sampleColumns(photos)
  const layout = layoutTimeline(columns, { ...OPTIONS, width: 540, rowHeight: 100, gap: 10 })
  const rowsIn = (from: number, to: number): readonly number[] => [
    ...new Set(cellsOf(layout, columns, from, to).map(({ row }) => row)),
  ]
  assert.deepEqual(rowsIn(140, 260), [1])
  assert.deepEqual(rowsIn(139, 261), [0, 1, 2])
  assert.deepEqual(rowsIn(0, 40), [])
  assert.deepEqual(rowsIn(140, 150), [], 'the gap')
  assert.deepEqual(rowsIn(40, 41), [0])
})

test('cellsOf() lays cells side by side, exactly a gap apart and within the width', () => {
  fc.assert(
    fc.property(anyColumns(), someZoom, (columns, zoom) => {
      const layout = layoutTimeline(columns, { ...OPTIONS, zoom })
      const cells = allCells(layout, columns)
      for (const [index, cell] of cells.entries()) {
        const next = cells[index + 1]
        assert.ok(cell.x >= 0 && cell.width >= 1 && cell.x + cell.width <= OPTIONS.width)
        if (next === undefined) continue
        if (next.row === cell.row) assert.equal(next.x, cell.x + cell.width + OPTIONS.gap)
        else assert.deepEqual([next.x, next.y >= cell.y + cell.height + OPTIONS.gap], [0, true])
      }
    }),
  )
})

test('cellsOf() never gives more than the DOM may hold, and leaves out what is furthest from the middle', () => {
  const columns = burstyColumns(5_000)
  const layout = layoutTimeline(columns, { ...OPTIONS, zoom: 'all', rowHeight: 60 })
  const cells = cellsOf(layout, columns, 1_000, 5_000)
  assert.ok(cells.length <= CELLS_MAX && cells.length > CELLS_MAX / 2)
  const first = cells[0]
  const last = cells.at(-1)
  assert.ok(first !== undefined && last !== undefined)
  assert.ok(Math.abs(3_000 - first.y - (last.y - 3_000)) < 200, `${first.y} … ${last.y} is around 3,000`)
  assert.equal(new Set(cells.map(({ position }) => position)).size, cells.length)
  for (const { row } of [first, last]) {
    const inRow = cells.filter((cell) => cell.row === row).length
    assert.equal(inRow, rowEnd(layout, row) - (layout.rowFirst[row] ?? 0), 'whole rows')
  }
  const whole = cellsOf(layout, columns, first.y, last.y + last.height)
  assert.deepEqual(whole, cells)
})

test('smallestRowHeight() is enough for a screen and as much again out of sight', () => {
  const columns = burstyColumns(20_000)
  for (const [width, height] of [
    [390, 844],
    [1_440, 900],
    [3_840, 2_160],
  ] as const) {
    const windowPx = height * 2
    const rowHeight = smallestRowHeight(width, windowPx)
    const layout = layoutTimeline(columns, { ...OPTIONS, width, rowHeight })
    let whole = 0
    for (let nth = 0; nth < 100; nth += 1) {
      const from = (layout.height - windowPx) * (nth / 100)
      const cells = cellsOf(layout, columns, from, from + windowPx)
      const [first, last] = [cells[0], cells.at(-1)]
      assert.ok(first !== undefined && last !== undefined)
      // At the least what is on the screen itself.
      assert.ok(first.y <= from + height / 2 + OPTIONS.headerHeight + rowHeight)
      assert.ok(last.y + rowHeight * 2 >= from + height * 1.5 - OPTIONS.headerHeight)
      if (cells.length < CELLS_MAX) whole += 1
    }
    assert.ok(whole > 50)
  }
})

test('cellsOf() and cellOf() know that there is nothing in an empty timeline', () => {
  const columns = sampleColumns([])
  const layout = layoutTimeline(columns, OPTIONS)
  assert.deepEqual(cellsOf(layout, columns, -100, 1_000), [])
  assert.equal(cellOf(layout, columns, 0), null)
  assert.deepEqual(headersOf(layout, -100, 1_000), [])
  assert.equal(headerAt(layout, 0), null)
})

test('headersOf() gives the headers that touch the window, and headerAt() the one of the group there', () => {
  fc.assert(
    fc.property(anyColumns(), someZoom, anyShare(-0.1, 1.1), (columns, zoom, share) => {
      const layout = layoutTimeline(columns, { ...OPTIONS, zoom })
      const from = share * layout.height
      const every: { first: number; y: number }[] = []
      for (let index = 0; index < layout.headers.count; index += 1) {
        const y = (layout.rowTop[layout.headers.row[index] ?? 0] ?? 0) - OPTIONS.headerHeight
        every.push({ first: layout.headers.first[index] ?? 0, y })
      }
      const touching = every.filter(({ y }) => y < from + 600 && y + OPTIONS.headerHeight > from)
      assert.deepEqual(
        headersOf(layout, from, from + 600).map(({ first, y }) => ({ first, y })),
        touching.slice(0, HEADERS_MAX),
      )
      // A gap belongs to what is below it, so the header there takes over when the row above it has ended.
      const there = every.findLast(({ y }) => y - OPTIONS.gap <= from) ?? every[0]
      assert.equal(headerAt(layout, from)?.first, there?.first)
    }),
  )
})
