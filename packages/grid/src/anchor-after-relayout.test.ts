import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anchorAfterRelayout, anchorAt, heightOfAnchor } from './anchor-after-relayout.ts'
import { cellOf } from './cells-of.ts'
import type { LayoutOptions } from './layout-timeline.ts'
import { layoutTimeline } from './layout-timeline.ts'
import { anyColumns } from './test-kit/any-columns.ts'
import { anyShare } from './test-kit/any-share.ts'
import { burstyColumns, sampleColumns } from './test-kit/sample-columns.ts'

const OPTIONS: LayoutOptions = { zoom: 'days', width: 800, rowHeight: 150, gap: 4, headerHeight: 40 }
const someChange = fc.record({
  zoom: fc.constantFrom('days', 'all'),
  width: fc.integer({ min: 320, max: 2_000 }),
  rowHeight: fc.integer({ min: 80, max: 300 }),
})
const someShare = anyShare()

test('anchorAfterRelayout() keeps the photo at the top at the top, whatever the width and zoom become', () => {
  fc.assert(
    fc.property(anyColumns(), someChange, someShare, (columns, change, share) => {
      fc.pre(columns.count > 0)
      const before = layoutTimeline(columns, OPTIONS)
      const after = layoutTimeline(columns, { ...OPTIONS, ...change })
      const y = share * before.height
      const anchor = anchorAt(before, y)
      assert.ok(anchor !== null)
      const old = cellOf(before, columns, anchor.position)
      const cell = cellOf(after, columns, anchor.position)
      assert.ok(old !== null && cell !== null)
      const scrolled = anchorAfterRelayout(before, after, y)
      if (y < old.y) assert.equal(scrolled, Math.max(0, cell.y - (old.y - y)), 'as far above it as before')
      else {
        const expected = Math.min(1, (y - old.y) / old.height)
        assert.ok(Math.abs((scrolled - cell.y) / cell.height - expected) < 1e-6, 'as much of it cut off')
      }
    }),
  )
})

test('anchorAfterRelayout() of the same layout moves nothing, and the top stays the top', () => {
  fc.assert(
    fc.property(
      anyColumns(),
      someChange,
      someShare,
      fc.nat({ max: 700 }),
      (columns, change, share, pointPx) => {
        const layout = layoutTimeline(columns, OPTIONS)
        const y = share * Math.max(0, layout.height - 900)
        const same = anchorAfterRelayout(layout, layoutTimeline(columns, OPTIONS), y, pointPx)
        if (y + pointPx <= layout.height) assert.ok(Math.abs(same - y) < 1e-6, `${same} is not ${y}`)
        const after = layoutTimeline(columns, { ...OPTIONS, ...change })
        assert.equal(anchorAfterRelayout(layout, after, 0), 0)
      },
    ),
  )
})

test('heightOfAnchor() comes back to where it was when the width does, however many widths were between', () => {
  const columns = burstyColumns(20_000)
  const before = layoutTimeline(columns, OPTIONS)
  const y = before.height * 0.6 + 0.5
  const anchor = anchorAt(before, y)
  assert.ok(anchor !== null)
  for (let width = 800; width > 300; width -= 50) {
    const height = heightOfAnchor(layoutTimeline(columns, { ...OPTIONS, width }), anchor)
    assert.ok(height > 0)
  }
  assert.ok(Math.abs(heightOfAnchor(before, anchor) - y) < 1e-6)
})

test('heightOfAnchor() shows the nearest newer photo where the one that was held is not shown', () => {
  const columns = burstyColumns(20_000)
  const days = layoutTimeline(columns, OPTIONS)
  const months = layoutTimeline(columns, { ...OPTIONS, zoom: 'months' })
  const anchor = anchorAt(days, days.height / 2)
  assert.ok(anchor !== null)
  const cell = cellOf(months, columns, anchor.position)
  assert.ok(cell !== null && cell.position <= anchor.position)
  const y = heightOfAnchor(months, anchor)
  assert.ok(y >= cell.y - OPTIONS.headerHeight - OPTIONS.gap && y <= cell.y + cell.height)
})

test('anchorAt() holds the same photo when others come before it, once its position is told', () => {
  const photos = Array.from({ length: 500 }, (_, nth) => ({ takenAtS: 1_700_000_000 - nth * 5_000 }))
  const newer = Array.from({ length: 33 }, (_, nth) => ({ takenAtS: 1_700_500_000 + nth * 5_000 }))
  const before = layoutTimeline(sampleColumns(photos), OPTIONS)
  const after = layoutTimeline(sampleColumns([...newer, ...photos]), OPTIONS)
  const y = before.height / 2
  const anchor = anchorAt(before, y)
  assert.ok(anchor !== null)
  const moved = heightOfAnchor(after, { ...anchor, position: anchor.position + 33 })
  assert.ok(Math.abs(moved - y - (after.height - before.height)) < 1e-6)
})

test('anchorAt() has nothing to hold in an empty timeline', () => {
  const empty = layoutTimeline(sampleColumns([]), OPTIONS)
  assert.equal(anchorAt(empty, 0), null)
  assert.equal(anchorAfterRelayout(empty, empty, 500), 0)
})
