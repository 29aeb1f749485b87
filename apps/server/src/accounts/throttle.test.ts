import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Clock } from '@rollcall/sync'
import { createThrottle } from './throttle.ts'

const RULES = { freeAttempts: 3, firstWaitMs: 1000, longestWaitMs: 6000, forgetAfterMs: 60_000, keysMax: 3 }

function throttleAt(start: number) {
  const time = { now: start }
  const clock: Clock = { now: () => 0, monotonic: () => time.now, bootId: '', sleep: async () => {} }
  return { time, throttle: createThrottle(clock, RULES) }
}

test('createThrottle() makes each attempt beyond the free ones wait twice as long, up to a bound', () => {
  const { time, throttle } = throttleAt(5)
  const waits: number[] = []
  for (let attempt = 0; attempt < 7; attempt++) {
    const wait = throttle.begin(['a'])
    waits.push(wait)
    time.now += wait
    if (wait > 0) assert.equal(throttle.begin(['a']), 0)
  }
  assert.deepEqual(waits, [0, 0, 0, 1000, 2000, 4000, 6000])
})

test('createThrottle() counts attempts that run side by side', () => {
  const { throttle } = throttleAt(0)
  const waits = Array.from({ length: 5 }, () => throttle.begin(['a']))
  assert.deepEqual(waits, [0, 0, 0, 1000, 1000])
})

test('createThrottle() keeps keys apart, and counts under all keys or none', () => {
  const { throttle } = throttleAt(0)
  for (let attempt = 0; attempt < 3; attempt++) throttle.begin(['a'])
  assert.equal(throttle.begin(['a', 'b']), 1000)
  assert.deepEqual([throttle.begin(['b']), throttle.begin(['b']), throttle.begin(['b'])], [0, 0, 0])
})

test('createThrottle() forgives one attempt, forgets a key, and forgets one that was quiet', () => {
  const { time, throttle } = throttleAt(0)
  for (let attempt = 0; attempt < 3; attempt++) throttle.begin(['a'])
  throttle.forgive('a')
  assert.deepEqual([throttle.begin(['a']), throttle.begin(['a'])], [0, 1000])
  throttle.forget('a')
  assert.equal(throttle.begin(['a']), 0)
  for (let attempt = 0; attempt < 2; attempt++) throttle.begin(['a'])
  time.now += RULES.forgetAfterMs + 1
  assert.deepEqual([throttle.begin(['a']), throttle.begin(['a'])], [0, 0])
})

test('createThrottle() holds no more keys than it may, and forgets the quietest', () => {
  const { throttle } = throttleAt(0)
  for (let attempt = 0; attempt < 3; attempt++) throttle.begin(['a'])
  for (const key of ['b', 'c', 'd']) throttle.begin([key])
  assert.equal(throttle.begin(['a']), 0)
})
