import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { startOfPeriod, yearOf } from './calendar.ts'
import { layoutTimeline } from './layout-timeline.ts'
import {
  fractionOf,
  fractionOfScroll,
  positionAt,
  scrollOfFraction,
  stepMonth,
  YEAR_LABELS_MAX,
  yearLabels,
} from './scrubber.ts'
import { anyColumns } from './test-kit/any-columns.ts'
import { anyShare } from './test-kit/any-share.ts'
import { burstyColumns, sampleColumns } from './test-kit/sample-columns.ts'

const OPTIONS = { width: 800, rowHeight: 150, gap: 4, headerHeight: 40 }
const someZoom = fc.constantFrom('days', 'all', 'months', 'years')

function secondsOf(text: string): number {
  return Date.parse(`${text}T12:00:00Z`) / 1_000
}

test('positionAt() is the way back from fractionOf(), in a library of any size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4_000_000 }), fc.nat(), (count, mark) => {
      const columns = { ...sampleColumns([]), count }
      assert.equal(positionAt(columns, fractionOf(columns, mark % count)), mark % count)
    }),
  )
  const columns = { ...sampleColumns([]), count: 11 }
  assert.deepEqual(
    [-1, 0, 0.5, 1, 2].map((fraction) => positionAt(columns, fraction)),
    [0, 0, 5, 10, 10],
  )
  assert.deepEqual([positionAt(sampleColumns([]), 1), fractionOf(sampleColumns([]), 0)], [0, 0])
})

test('fractionOfScroll() rises from 0 at the top to 1 at the bottom', () => {
  fc.assert(
    fc.property(anyColumns(), someZoom, (columns, zoom) => {
      const layout = layoutTimeline(columns, { ...OPTIONS, zoom })
      fc.pre(layout.height > 400)
      const steps = Array.from({ length: 51 }, (_, nth) => (nth / 50) * (layout.height - 400))
      const fractions = steps.map((y) => fractionOfScroll(layout, y, 400))
      assert.equal(fractions[0], 0)
      assert.equal(fractions.at(-1), 1)
      assert.ok(fractions.every((fraction, nth) => nth === 0 || fraction >= (fractions[nth - 1] ?? 0)))
    }),
  )
})

test('scrollOfFraction() puts the mark where it was dragged to, to a small part of one photo', () => {
  const columns = burstyColumns(30_000)
  for (const zoom of ['days', 'all'] as const) {
    const layout = layoutTimeline(columns, { ...OPTIONS, zoom })
    for (let nth = 0; nth <= 1_000; nth += 1) {
      const y = scrollOfFraction(layout, nth / 1_000, 900)
      assert.ok(y >= 0 && y <= layout.height - 900)
      assert.ok(Math.abs(fractionOfScroll(layout, y, 900) - nth / 1_000) < 0.01 / columns.count, `${nth}`)
    }
  }
})

test('scrollOfFraction() brings the photo of that fraction into sight', () => {
  fc.assert(
    fc.property(anyColumns(), anyShare(), (columns, fraction) => {
      const layout = layoutTimeline(columns, { ...OPTIONS, zoom: 'days' })
      fc.pre(columns.count > 0)
      const y = scrollOfFraction(layout, fraction, 400)
      const position = Math.min(columns.count - 1, Math.floor(fraction * columns.count))
      const row = layout.rowFirst.findLastIndex((first) => first <= position)
      const top = layout.rowTop[row] ?? 0
      assert.ok(top < y + 400 && top + (layout.rowHeight[row] ?? 0) >= y - 1, `${top} of ${y}`)
    }),
  )
})

test('fractionOfScroll() and scrollOfFraction() of a timeline that fits stand still', () => {
  const layout = layoutTimeline(sampleColumns([{ takenAtS: 5 }]), { ...OPTIONS, zoom: 'days' })
  assert.deepEqual([fractionOfScroll(layout, 0, 900), scrollOfFraction(layout, 0.7, 900)], [0, 0])
  const empty = layoutTimeline(sampleColumns([]), { ...OPTIONS, zoom: 'days' })
  assert.deepEqual([fractionOfScroll(empty, 5, 900), scrollOfFraction(empty, 1, 900)], [0, 0])
})

test('yearLabels() stand where each year begins, and none nearer to another than can be read', () => {
  fc.assert(
    fc.property(anyColumns(), fc.integer({ min: 50, max: 2_000 }), (columns, heightPx) => {
      const years = Array.from(columns.takenAtS, yearOf)
      const every = yearLabels(columns, heightPx, 0)
      assert.deepEqual(
        every.map(({ year }) => year),
        [...new Set(years)],
      )
      for (const { year, fraction } of every) {
        assert.equal(fraction, fractionOf(columns, years.indexOf(year)))
      }
      const some = yearLabels(columns, heightPx, 24)
      assert.deepEqual(some[0], every[0])
      assert.ok(some.every((label) => every.some(({ year }) => year === label.year)))
      for (const [index, { fraction }] of some.entries()) {
        if (index > 0) assert.ok((fraction - (some[index - 1]?.fraction ?? 0)) * heightPx >= 24 - 1e-9)
      }
    }),
  )
  const ages = sampleColumns(Array.from({ length: 300 }, (_, nth) => ({ takenAtS: nth * 366 * 86_400 })))
  assert.equal(yearLabels(ages, 100_000, 0).length, YEAR_LABELS_MAX)
})

test('stepMonth() goes to the newest photo of the next month that has one, and stays at the ends', () => {
  const days = ['2024-06-30', '2024-06-02', '2024-03-31', '2023-12-31', '2023-12-01', '2023-12-01']
  const columns = sampleColumns(days.map((day) => ({ takenAtS: secondsOf(day) })))
  const positions = [0, 1, 2, 3, 4, 5]
  assert.deepEqual(
    positions.map((position) => stepMonth(columns, position, 1)),
    [2, 2, 3, 3, 3, 3],
  )
  assert.deepEqual(
    positions.map((position) => stepMonth(columns, position, -1)),
    [0, 0, 0, 2, 2, 2],
  )
})

test('stepMonth() goes through every month of a library, one after the other', () => {
  fc.assert(
    fc.property(anyColumns(), (columns) => {
      fc.pre(columns.count > 0)
      const months = new Set(Array.from(columns.takenAtS, (timeS) => startOfPeriod(timeS, 'month')))
      let position = 0
      let steps = 1
      for (; stepMonth(columns, position, 1) !== position; steps += 1) {
        const next = stepMonth(columns, position, 1)
        assert.equal(stepMonth(columns, next, -1), position)
        position = next
      }
      assert.equal(steps, months.size)
    }),
  )
})
