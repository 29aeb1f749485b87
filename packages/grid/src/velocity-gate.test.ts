import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { GateState, Sharpness } from './velocity-gate.ts'
import { REST_MS, velocityGate } from './velocity-gate.ts'

const VIEWPORT = 900

/** What the gate says at each of these heights, one after the other at this interval. */
function sharpnessAlong(heights: readonly number[], intervalMs: number): readonly Sharpness[] {
  let state: GateState | null = null
  return heights.map((virtualY, nth) => {
    state = velocityGate(state, { virtualY, viewportHeight: VIEWPORT, atMs: 5_000 + nth * intervalMs })
    return state.sharpness
  })
}

test('velocityGate() shows colours over one viewport a frame, on a screen of any rate', () => {
  for (const hertz of [30, 60, 120, 240]) {
    const interval = 1_000 / hertz
    const fast = (VIEWPORT * 1.1 * 60) / hertz
    const slow = (VIEWPORT * 0.9 * 60) / hertz
    assert.deepEqual(
      sharpnessAlong([0, fast, 2 * fast], interval),
      ['small', 'colours', 'colours'],
      `${hertz}`,
    )
    assert.deepEqual(sharpnessAlong([9e6, 9e6 - slow, 9e6 - 2 * slow], interval), ['small', 'small', 'small'])
  }
})

test('velocityGate() shows medium after 90 ms of rest, and small as soon as it moves again', () => {
  const heights = [0, 50_000, 50_000, 50_000, 50_000, 50_000, 50_000, 50_100, 50_100]
  assert.deepEqual(sharpnessAlong(heights, 20), [
    'small',
    'colours',
    'small',
    'small',
    'small',
    'small',
    'medium',
    'small',
    'small',
  ])
})

test('velocityGate() says when to ask again, and asking then is enough', () => {
  const first = velocityGate(null, { virtualY: 7, viewportHeight: VIEWPORT, atMs: 1_000 })
  assert.equal(first.restsAtMs, 1_000 + REST_MS)
  const early = velocityGate(first, { virtualY: 7, viewportHeight: VIEWPORT, atMs: 1_089 })
  assert.deepEqual([early.sharpness, early.restsAtMs], ['small', 1_090])
  const due = velocityGate(early, { virtualY: 7, viewportHeight: VIEWPORT, atMs: 1_090 })
  assert.deepEqual([due.sharpness, due.restsAtMs], ['medium', null])
  const later = velocityGate(due, { virtualY: 7, viewportHeight: VIEWPORT, atMs: 9_000 })
  assert.deepEqual([later.sharpness, later.restsAtMs], ['medium', null])
})

test('velocityGate() takes the trembling of half a pixel for rest, but not a crawl of as much', () => {
  const trembling = Array.from({ length: 20 }, (_, nth) => 100 + (nth % 2) * 0.5)
  assert.equal(sharpnessAlong(trembling, 16).at(-1), 'medium')
  const crawl = Array.from({ length: 200 }, (_, nth) => 100 + nth * 0.5)
  assert.ok(sharpnessAlong(crawl, 16).every((sharpness) => sharpness === 'small'))
  const afterRest = sharpnessAlong([...Array.from({ length: 10 }, () => 100), ...crawl], 16)
  assert.deepEqual(
    afterRest.map((sharpness) => sharpness === 'medium'),
    afterRest.map((_, nth) => nth >= 6 && nth < 12),
  )
})

test('velocityGate() never shows medium sooner than 90 ms after a movement', () => {
  const sample = fc.record({
    step: fc.integer({ min: -3_000, max: 3_000 }),
    waitMs: fc.integer({ min: 0, max: 60 }),
  })
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 60 }), (samples) => {
      let state: GateState | null = null
      let virtualY = 1_000_000
      let atMs = 0
      let movedAtMs = 0
      for (const { step, waitMs } of samples) {
        const moves = step % 3 !== 0
        atMs += waitMs
        if (moves || state === null) movedAtMs = atMs
        virtualY += moves ? step : 0
        state = velocityGate(state, { virtualY, viewportHeight: VIEWPORT, atMs })
        assert.equal(state.sharpness === 'medium', atMs - movedAtMs >= REST_MS)
      }
    }),
  )
})
