import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TimeCount } from './count-time.ts'
import { countTime, formatCount, parseCount } from './count-time.ts'

const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS
const YEAR_MS = 365 * DAY_MS

const LAST: TimeCount = { countedMs: 1_000, wall: 50 * YEAR_MS, monotonic: 7 * DAY_MS, bootId: 'first' }

/** The count after `LAST`, when the clocks have gone on by so much. */
function after(wallMs: number, monotonicMs: number, bootId = 'first') {
  const clock = { now: () => LAST.wall + wallMs, monotonic: () => LAST.monotonic + monotonicMs, bootId }
  const { count, jumpMs } = countTime(LAST, clock)
  return { passed: count.countedMs - LAST.countedMs, jumpMs }
}

test('[R13] countTime() goes by the monotonic clock within a boot, whatever the wall clock does', () => {
  assert.deepEqual(after(HOUR_MS, HOUR_MS), { passed: HOUR_MS, jumpMs: 0 })
  assert.deepEqual(after(10 * YEAR_MS, HOUR_MS), { passed: HOUR_MS, jumpMs: 10 * YEAR_MS - HOUR_MS })
  assert.deepEqual(after(-10 * YEAR_MS, HOUR_MS), { passed: HOUR_MS, jumpMs: 0 })
  assert.deepEqual(after(0, -HOUR_MS), { passed: 0, jumpMs: 0 })
})

test('[R13] countTime() believes no more than two days of the time between two boots', () => {
  assert.deepEqual(after(DAY_MS, -7 * DAY_MS, 'second'), { passed: DAY_MS, jumpMs: 0 })
  assert.deepEqual(after(60 * DAY_MS, -7 * DAY_MS, 'second'), { passed: 2 * DAY_MS, jumpMs: 58 * DAY_MS })
  assert.deepEqual(after(-DAY_MS, 9 * DAY_MS, 'second'), { passed: 0, jumpMs: 0 })
})

test('countTime() begins at nothing', () => {
  const clock = { now: () => 5, monotonic: () => 3, bootId: 'first' }
  assert.deepEqual(countTime(null, clock), {
    count: { countedMs: 0, wall: 5, monotonic: 3, bootId: 'first' },
    jumpMs: 0,
  })
})

test('parseCount() reads what was written, and nothing else', () => {
  assert.deepEqual(parseCount(formatCount(LAST)), LAST)
  for (const text of [null, '', '{', '{}', 'null', '{"countedMs":1,"wall":2,"monotonic":3}'])
    assert.equal(parseCount(text), null)
})
