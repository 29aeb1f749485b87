import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cellOf } from './cells-of.ts'
import { layoutTimeline } from './layout-timeline.ts'
import { selectInRectangle } from './select-in-rectangle.ts'
import { countOf, positionsOf } from './selection.ts'
import { anyColumns } from './test-kit/any-columns.ts'
import { anyShare } from './test-kit/any-share.ts'
import { burstyColumns, sampleColumns } from './test-kit/sample-columns.ts'
import { positionInSlot } from './timeline-layout.ts'

const OPTIONS = { width: 800, rowHeight: 150, gap: 4, headerHeight: 40 }

test('selectInRectangle() takes exactly the photos that the rectangle touches', () => {
  const someZoom = fc.constantFrom('days', 'all', 'months', 'years')
  const someX = fc.integer({ min: -50, max: 900 })
  const someY = anyShare(-0.1, 1.1)
  fc.assert(
    fc.property(anyColumns(), someZoom, fc.tuple(someX, someX, someY, someY), (columns, zoom, corners) => {
      const layout = layoutTimeline(columns, { ...OPTIONS, zoom })
      const left = Math.min(corners[0], corners[1])
      const right = Math.max(corners[0], corners[1])
      const top = Math.min(corners[2], corners[3]) * layout.height
      const bottom = Math.max(corners[2], corners[3]) * layout.height
      const expected: number[] = []
      for (let slot = 0; slot < layout.slotCount; slot += 1) {
        const cell = cellOf(layout, columns, positionInSlot(layout, slot))
        assert.ok(cell !== null)
        const isBeside = cell.x > right || cell.x + cell.width <= left
        const isOutside = cell.y > bottom || cell.y + cell.height <= top
        if (!isBeside && !isOutside) expected.push(cell.position)
      }
      const selected = selectInRectangle(layout, columns, { left, right, top, bottom })
      assert.deepEqual(Array.from(positionsOf(selected)), expected)
    }),
  )
})

test('selectInRectangle() over everything is everything, as one range', () => {
  const columns = burstyColumns(3_000)
  const layout = layoutTimeline(columns, { ...OPTIONS, zoom: 'all' })
  const everything = { left: 0, right: 800, top: 0, bottom: layout.height }
  const selected = selectInRectangle(layout, columns, everything)
  assert.deepEqual([countOf(selected), selected.edges.length], [3_000, 2])
})

test('selectInRectangle() leaves out what it only comes next to', () => {
  const photos = Array.from({ length: 30 }, (_, nth) => ({ takenAtS: 1_700_000_000 - nth, ratio: 1_000 }))
  const columns = sampleColumns(photos)
  // Rows of five squares of 100, the first one 40 from the top.
  const options = { zoom: 'days', width: 500, rowHeight: 100, gap: 0, headerHeight: 40 } as const
  const layout = layoutTimeline(columns, options)
  const selected = selectInRectangle(layout, columns, { left: 100, right: 299, top: 140, bottom: 239 })
  assert.deepEqual(Array.from(positionsOf(selected)), [6, 7])
})
