import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestClock } from '../test-kit/test-clock.ts'
import { createPace } from './pace.ts'

test('createPace() lets everything through at once until somebody limits it', async () => {
  const clock = createTestClock()
  const pace = createPace(clock)
  await pace.take(1_000_000_000)
  await pace.take(1_000_000_000)
  assert.equal(clock.monotonic(), 0)
})

test('createPace() keeps to so many bytes a second, whoever takes them', async () => {
  const clock = createTestClock()
  const pace = createPace(clock)
  pace.allow(1_000)
  await pace.take(500)
  assert.equal(clock.monotonic(), 0)
  await Promise.all([pace.take(500), pace.take(4_000)])
  await pace.take(1)
  assert.ok(clock.monotonic() >= 5_000 && clock.monotonic() < 5_600, `${clock.monotonic()}`)
})

test('createPace() saves nothing up while nothing moves', async () => {
  const clock = createTestClock()
  const pace = createPace(clock)
  pace.allow(1_000)
  clock.advance(60_000)
  await pace.take(2_000)
  await pace.take(1)
  assert.ok(clock.monotonic() >= 62_000, `${clock.monotonic()}`)
})

test('createPace() lets those who wait go on when the limit is lifted', async () => {
  const clock = createTestClock()
  const pace = createPace(clock)
  pace.allow(1)
  await pace.take(1_000_000)
  const waiting = pace.take(1)
  pace.allow(null)
  await waiting
  assert.ok(clock.monotonic() < 5_000)
})
