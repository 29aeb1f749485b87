import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Period } from './calendar.ts'
import { startOfPeriod } from './calendar.ts'
import { walkRow } from './cells-of.ts'
import { TIMELINE_PHOTOS_MAX } from './columns.ts'
import type { LayoutOptions } from './layout-timeline.ts'
import { layoutTimeline } from './layout-timeline.ts'
import { anyColumns } from './test-kit/any-columns.ts'
import { burstyColumns, sampleColumns } from './test-kit/sample-columns.ts'
import type { TimelineLayout, Zoom } from './timeline-layout.ts'
import { drawnHeightOf, positionInSlot, rowEnd } from './timeline-layout.ts'

const PERIODS: Readonly<Record<Zoom, Period>> = { days: 'day', all: 'month', months: 'month', years: 'year' }
const NOON = Date.UTC(2024, 5, 2, 12) / 1_000

function optionsFor(changes: Partial<LayoutOptions> = {}): LayoutOptions {
  return { zoom: 'days', width: 1_000, rowHeight: 200, gap: 4, headerHeight: 48, ...changes }
}

const someOptions = fc.record<LayoutOptions>({
  zoom: fc.constantFrom('days', 'all', 'months', 'years'),
  width: fc.oneof(fc.integer({ min: 0, max: 4_000 }), fc.double({ min: 40, max: 500, noNaN: true })),
  rowHeight: fc.oneof(fc.integer({ min: 10, max: 400 }), fc.double({ min: 20, max: 400, noNaN: true })),
  gap: fc.integer({ min: 0, max: 40 }),
  headerHeight: fc.integer({ min: 0, max: 80 }),
})

function rowsOf(layout: TimelineLayout): readonly number[] {
  return Array.from({ length: layout.rowCount }, (_, row) => row)
}

test('layoutTimeline() shows each photo once and in order, in rows that no two groups share', () => {
  fc.assert(
    fc.property(anyColumns(), someOptions, (columns, options) => {
      const layout = layoutTimeline(columns, options)
      const groupOf = (position: number): number =>
        startOfPeriod(columns.takenAtS[position] ?? 0, PERIODS[options.zoom])
      const ends = rowsOf(layout).map((row) => rowEnd(layout, row))
      assert.deepEqual([0, ...ends.slice(0, -1)].slice(0, layout.rowCount), Array.from(layout.rowFirst))
      assert.equal(ends.at(-1) ?? 0, layout.slotCount)
      for (const row of rowsOf(layout)) {
        const first = positionInSlot(layout, layout.rowFirst[row] ?? 0)
        const last = positionInSlot(layout, rowEnd(layout, row) - 1)
        assert.ok(last >= first && groupOf(first) === groupOf(last))
      }
      const groups = [...new Set(Array.from(columns.takenAtS, (_, position) => groupOf(position)))]
      const { headers } = layout
      assert.deepEqual(
        Array.from(headers.first, (first) => groupOf(first)),
        groups,
      )
      for (let index = 0; index < headers.count; index += 1) {
        const first = headers.first[index] ?? 0
        assert.equal(positionInSlot(layout, layout.rowFirst[headers.row[index] ?? 0] ?? 0), first)
        assert.equal(headers.timeS[index], columns.takenAtS[first])
        assert.equal((headers.first[index + 1] ?? columns.count) - first, headers.photos[index])
      }
      if (layout.shown === null) assert.equal(layout.slotCount, columns.count)
    }),
    { numRuns: 300 },
  )
})

test('layoutTimeline() fills each row to the pixel but the last of a group, which it does not stretch', () => {
  fc.assert(
    fc.property(anyColumns(), someOptions, (columns, options) => {
      const layout = layoutTimeline(columns, options)
      const { width, rowHeight } = layout.shape
      const lastRows = new Set([...Array.from(layout.headers.row, (row) => row - 1), layout.rowCount - 1])
      for (const row of rowsOf(layout)) {
        let rightPx = 0
        walkRow(layout, columns, row, (_, x, cellWidth) => {
          rightPx = x + cellWidth
        })
        const height = layout.rowHeight[row] ?? 0
        const isUnstretched = lastRows.has(row) && height === Math.fround(rowHeight)
        if (isUnstretched) assert.ok(rightPx <= width, `row ${row} ends at ${rightPx} of ${width}`)
        else assert.equal(rightPx, width, `row ${row}`)
        assert.ok(height >= rowHeight * 0.4 && height <= rowHeight * 1.2501, `${height} for ${rowHeight}`)
      }
    }),
    { numRuns: 300 },
  )
})

test('layoutTimeline() stacks rows and headers without a hole and without an overlap', () => {
  fc.assert(
    fc.property(anyColumns(), someOptions, (columns, options) => {
      const layout = layoutTimeline(columns, options)
      const headed = new Set(layout.headers.row)
      let y = 0
      for (const row of rowsOf(layout)) {
        if (headed.has(row)) y += layout.shape.headerHeight
        assert.equal(layout.rowTop[row], y)
        y += drawnHeightOf(layout, row) + layout.shape.gap
      }
      assert.equal(layout.height, layout.rowCount === 0 ? 0 : y - layout.shape.gap)
    }),
  )
})

test('layoutTimeline() shows so many photos of a month or year at most, evenly spread from its newest on', () => {
  const columns = sampleColumns([
    ...Array.from({ length: 300 }, (_, nth) => ({ takenAtS: NOON - nth })),
    ...Array.from({ length: 7 }, (_, nth) => ({ takenAtS: NOON - 90 * 86_400 - nth })),
  ])
  const months = layoutTimeline(columns, optionsFor({ zoom: 'months' }))
  const expected = Array.from({ length: 30 }, (_, nth) => nth * 10)
  assert.deepEqual(Array.from(months.shown ?? []), [...expected, 300, 301, 302, 303, 304, 305, 306])
  assert.deepEqual(Array.from(months.headers.photos), [300, 7])
  const years = layoutTimeline(columns, optionsFor({ zoom: 'years' }))
  assert.equal(years.slotCount, 60)
  assert.deepEqual(Array.from(years.headers.photos), [307])
  assert.ok((years.shown ?? []).every((position, slot, all) => slot === 0 || position > (all[slot - 1] ?? 0)))
})

test('layoutTimeline() bounds panoramas and tall photos, on a narrow screen too', () => {
  for (const width of [120, 390, 1_440]) {
    const columns = sampleColumns([
      { takenAtS: NOON, ratio: 10_000 },
      { takenAtS: NOON - 90_000, ratio: 100 },
    ])
    const layout = layoutTimeline(columns, optionsFor({ width, rowHeight: 110 }))
    const widths: number[] = []
    for (const row of rowsOf(layout)) walkRow(layout, columns, row, (_, __, cell) => widths.push(cell))
    assert.deepEqual(widths, [Math.min(Math.floor((width / 110) * 1_000) * 0.11, 440), 44].map(Math.round))
    assert.ok(rowsOf(layout).every((row) => drawnHeightOf(layout, row) === 110))
  }
})

test('layoutTimeline() of nothing is empty, and of a box without a width is still a layout', () => {
  const empty = layoutTimeline(sampleColumns([]), optionsFor())
  assert.deepEqual([empty.height, empty.rowCount, empty.headers.count], [0, 0, 0])
  const hidden = layoutTimeline(sampleColumns([{ takenAtS: NOON }]), optionsFor({ width: 0 }))
  assert.deepEqual([hidden.shape.width, hidden.rowCount], [48, 1])
})

test('layoutTimeline() throws on more photos than it takes, and on a size that is none', () => {
  const columns = { ...sampleColumns([]), count: TIMELINE_PHOTOS_MAX + 1 }
  assert.throws(() => layoutTimeline(columns, optionsFor()), /too many/)
  assert.throws(() => layoutTimeline(sampleColumns([]), optionsFor({ width: Number.NaN })), /a size is NaN/)
})

test('layoutTimeline() lays a million photos out higher than any browser can scroll', () => {
  const columns = burstyColumns(1_000_000)
  const layout = layoutTimeline(columns, optionsFor({ width: 868, rowHeight: 235 }))
  assert.ok(layout.height > 60_000_000, `${layout.height}`)
  assert.equal(rowEnd(layout, layout.rowCount - 1), 1_000_000)
  assert.ok(layout.rowTop.buffer.byteLength <= 8 * layout.rowCount, 'no room is kept that is not used')
})
