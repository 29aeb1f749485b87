import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestClock } from '../test-kit/test-clock.ts'
import { createRateMeter } from './rate-meter.ts'

test('createRateMeter() measures from the first transfer under way to the last one', () => {
  const clock = createTestClock()
  const meter = createRateMeter(clock)
  assert.equal(meter.look(true, null), null)
  clock.advance(4_000)
  meter.moved(3_000_000)
  clock.advance(1_000)
  meter.moved(2_000_000)
  assert.equal(meter.look(false, null), 1_000_000)
  clock.advance(60_000)
  assert.equal(meter.look(false, 1_000_000), null)
})

test('createRateMeter() tells of a long transfer before it has ended, and lets the newest count for half', () => {
  const clock = createTestClock()
  const meter = createRateMeter(clock)
  meter.look(true, null)
  meter.moved(60_000_000)
  clock.advance(30_000)
  assert.equal(meter.look(true, 4_000_000), 3_000_000)
  meter.moved(10)
  clock.advance(10_000)
  assert.equal(meter.look(false, 3_000_000), null)
})
