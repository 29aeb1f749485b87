import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { startOfPeriod } from './calendar.ts'
import { cellOf } from './cells-of.ts'
import type { TimelineColumns } from './columns.ts'
import type { LayoutOptions } from './layout-timeline.ts'
import { layoutTimeline } from './layout-timeline.ts'
import type { Focus, FocusKey } from './move-focus.ts'
import { moveFocus } from './move-focus.ts'
import { anyColumns } from './test-kit/any-columns.ts'
import { sampleColumns } from './test-kit/sample-columns.ts'
import type { TimelineLayout } from './timeline-layout.ts'
import { positionInSlot } from './timeline-layout.ts'

/** Rows of five squares of 100. */
const SQUARES: LayoutOptions = { zoom: 'days', width: 500, rowHeight: 100, gap: 0, headerHeight: 20 }
const NOON = Date.UTC(2024, 5, 20, 12) / 1_000
const KEYS: readonly FocusKey[] = [
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'Control+Home',
  'Control+End',
  'PageUp',
  'PageDown',
  '[',
  ']',
  '{',
  '}',
]

/** Squares, so many a day, each on a day before the one before it. */
function squares(...days: readonly (readonly [daysBack: number, photos: number])[]): TimelineColumns {
  const photos = days.flatMap(([daysBack, count]) =>
    Array.from({ length: count }, (_, nth) => ({ takenAtS: NOON - daysBack * 86_400 - nth, ratio: 1_000 })),
  )
  return sampleColumns(photos)
}

function press(layout: TimelineLayout, columns: TimelineColumns, from: number, ...keys: FocusKey[]): number {
  let focus: Focus = { position: from, columnX: null }
  for (const key of keys) focus = moveFocus(layout, columns, focus, key, 320)
  return focus.position
}

test('moveFocus() goes along and across rows, and stays at the ends', () => {
  // 0…4, 5…9, 10 11 | 12…16, 17 | 18
  const columns = squares([0, 12], [1, 6], [40, 1])
  const layout = layoutTimeline(columns, SQUARES)
  const cases: readonly (readonly [number, readonly FocusKey[], number])[] = [
    [0, ['ArrowLeft'], 0],
    [4, ['ArrowRight'], 5],
    [18, ['ArrowRight'], 18],
    [7, ['ArrowUp'], 2],
    [2, ['ArrowUp'], 2],
    [7, ['ArrowDown'], 11],
    [7, ['ArrowDown', 'ArrowDown'], 14],
    [7, ['ArrowDown', 'ArrowUp'], 7],
    [9, ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp'], 16],
    [9, ['ArrowDown', 'ArrowLeft', 'ArrowDown'], 12],
    [18, ['ArrowDown'], 18],
    [7, ['Home'], 5],
    [7, ['End'], 9],
    [10, ['End'], 11],
    [7, ['Control+Home'], 0],
    [7, ['Control+End'], 18],
    [0, ['PageDown'], 10],
    [2, ['PageDown', 'PageDown'], 17],
    [0, ['PageDown', 'PageUp'], 0],
    [18, ['PageDown'], 18],
  ]
  for (const [from, keys, expected] of cases) {
    assert.equal(press(layout, columns, from, ...keys), expected, `${from} ${keys.join(' ')}`)
  }
})

test('moveFocus() goes by days with brackets and by months with braces, the opening ones up', () => {
  // Days of 20, 19 and 5 June and of 31 May and 21 April, in a zoom whose headers are months.
  const columns = squares([0, 3], [1, 2], [15, 2], [20, 2], [60, 1])
  const layout = layoutTimeline(columns, { ...SQUARES, zoom: 'all' })
  const cases: readonly (readonly [number, readonly FocusKey[], number])[] = [
    [0, [']'], 3],
    [1, [']', ']', ']'], 7],
    [9, [']'], 9],
    [6, ['['], 3],
    [4, ['[', '[', '['], 0],
    [1, ['}'], 7],
    [1, ['}', '}'], 9],
    [8, ['{'], 0],
    [9, ['{'], 7],
    [2, ['{'], 0],
  ]
  for (const [from, keys, expected] of cases) {
    assert.equal(press(layout, columns, from, ...keys), expected, `${from} ${keys.join(' ')}`)
  }
})

test('moveFocus() always ends on a photo that is shown, and what goes down never goes up', () => {
  const someZoom = fc.constantFrom('days', 'all', 'months', 'years')
  fc.assert(
    fc.property(anyColumns(), someZoom, fc.nat(), (columns, zoom, mark) => {
      fc.pre(columns.count > 0)
      const layout = layoutTimeline(columns, { ...SQUARES, zoom, gap: 3 })
      const from = positionInSlot(layout, mark % layout.slotCount)
      for (const key of KEYS) {
        const to = press(layout, columns, from, key)
        assert.equal(cellOf(layout, columns, to)?.position, to, `${key} from ${from}`)
        const isDown = ['ArrowRight', 'ArrowDown', 'End', 'Control+End', 'PageDown', ']', '}'].includes(key)
        assert.ok(isDown ? to >= from : to <= from, `${key} from ${from} to ${to}`)
      }
    }),
  )
})

test('moveFocus() reaches every row by arrows, every page by pages and every day by brackets', () => {
  fc.assert(
    fc.property(anyColumns(), (columns) => {
      fc.pre(columns.count > 0)
      const layout = layoutTimeline(columns, SQUARES)
      const days = new Set(Array.from(columns.takenAtS, (timeS) => startOfPeriod(timeS, 'day')))
      const walk = (key: FocusKey): number => {
        let focus: Focus = { position: 0, columnX: null }
        for (let steps = 0; ; steps += 1) {
          const next = moveFocus(layout, columns, focus, key, 320)
          if (next.position === focus.position) return steps
          focus = next
        }
      }
      assert.equal(walk('ArrowDown'), layout.rowCount - 1)
      assert.equal(walk(']'), days.size - 1)
      const pages = walk('PageDown')
      assert.ok(pages <= layout.rowCount - 1 && pages >= Math.floor(layout.height / 320) - 1)
    }),
  )
})

test('moveFocus() steps on where the zoom shows no photo of the next day', () => {
  const columns = squares(...Array.from({ length: 20 }, (_, day) => [day, 5] as const))
  const layout = layoutTimeline(columns, { ...SQUARES, zoom: 'months' })
  assert.equal(layout.slotCount, 30)
  const visited: number[] = []
  for (let at = 0; visited.at(-1) !== at; at = press(layout, columns, at, ']')) visited.push(at)
  const days = visited.map((position) => startOfPeriod(columns.takenAtS[position] ?? 0, 'day'))
  assert.equal(new Set(days).size, 20)
  assert.ok(visited.every((position) => layout.shown?.includes(position)))
})

test('moveFocus() goes up past a day of which the zoom shows nothing', () => {
  const columns = squares([0, 48], [1, 1], [2, 50], [3, 1], [4, 50])
  const layout = layoutTimeline(columns, { ...SQUARES, zoom: 'months' })
  const shown = Array.from(layout.shown ?? [])
  assert.ok(!shown.includes(48) && !shown.includes(99), 'the days of one photo')
  assert.equal(press(layout, columns, 100, '['), 95)
  assert.equal(press(layout, columns, 50, '['), 45)
  for (let at = 149; at > 0; ) {
    const next = press(layout, columns, at, '[')
    assert.ok(next < at, `${next} is above ${at}`)
    at = next
  }
})

test('moveFocus() of an empty timeline stays as it is', () => {
  const columns = sampleColumns([])
  const focus = { position: 3, columnX: null }
  for (const key of KEYS)
    assert.equal(moveFocus(layoutTimeline(columns, SQUARES), columns, focus, key, 320), focus)
})
