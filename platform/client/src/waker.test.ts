import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Clock } from '@rollcall/sync'
import { createWaker } from './waker.ts'

/** A clock whose sleeps end only when they are called off, or when `end` says that their time has come. */
function createStillClock(): Clock & { readonly end: () => void; readonly sleeping: () => number } {
  const sleepers = new Set<() => void>()
  return {
    now: () => 0,
    monotonic: () => 0,
    bootId: 'boot',
    sleeping: () => sleepers.size,
    end: () => {
      for (const resolve of sleepers) resolve()
    },
    sleep: (_milliseconds, signal) =>
      new Promise((resolve) => {
        const stop = () => {
          sleepers.delete(stop)
          resolve()
        }
        sleepers.add(stop)
        signal?.addEventListener('abort', stop, { once: true })
      }),
  }
}

test('createWaker() sleeps until it is rung, its time has come, or it is called off', async () => {
  for (const end of ['ring', 'time', 'abort'] as const) {
    const clock = createStillClock()
    const waker = createWaker(clock)
    const stop = new AbortController()
    const slept = waker.wait(1_000, stop.signal)
    if (end === 'ring') waker.wake()
    else if (end === 'time') clock.end()
    else stop.abort()
    await slept
    assert.equal(clock.sleeping(), 0, `${end} leaves no sleeper behind`)
  }
})

test('createWaker() remembers one ring while nobody sleeps', async () => {
  const clock = createStillClock()
  const waker = createWaker(clock)
  waker.wake()
  waker.wake()
  await waker.wait(1_000, new AbortController().signal)
  let isAwake = false
  const sleepAgain = async () => {
    await waker.wait(1_000, new AbortController().signal)
    isAwake = true
  }
  const second = sleepAgain()
  await Promise.resolve()
  assert.equal(isAwake, false)
  waker.wake()
  await second
})
