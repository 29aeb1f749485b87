import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LibraryId } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import { createInProcessNotifier } from './in-process-notifier.ts'

const LIBRARY = '1'.repeat(32) as LibraryId

/** A clock whose sleepers wake when the test says so. */
function createHandClock() {
  const wakers: (() => void)[] = []
  const sleep = () => new Promise<void>((resolve) => wakers.push(resolve))
  const clock: Clock = { now: () => 0, monotonic: () => 0, bootId: '', sleep }
  const tick = async () => {
    for (const wake of wakers.splice(0)) wake()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { clock, tick }
}

test('createInProcessNotifier() tells the first poke at once and those of the next 50 ms as one', async () => {
  const { clock, tick } = createHandClock()
  const notifier = createInProcessNotifier(clock)
  const heard: number[] = []
  notifier.subscribe(LIBRARY, ({ head }) => heard.push(head))
  for (const head of [1, 2, 4, 3]) notifier.publish(LIBRARY, { epoch: 1, head })
  assert.deepEqual(heard, [1])
  await tick()
  assert.deepEqual(heard, [1, 4])
  await tick()
  notifier.publish(LIBRARY, { epoch: 1, head: 5 })
  assert.deepEqual(heard, [1, 4, 5])
})

test('createInProcessNotifier() tells a waiting poke also to who came meanwhile', async () => {
  const { clock, tick } = createHandClock()
  const notifier = createInProcessNotifier(clock)
  const heard: number[] = []
  notifier.subscribe(LIBRARY, () => {})
  notifier.publish(LIBRARY, { epoch: 1, head: 1 })
  notifier.publish(LIBRARY, { epoch: 1, head: 2 })
  notifier.subscribe(LIBRARY, ({ head }) => heard.push(head))
  await tick()
  assert.deepEqual(heard, [2])
})
