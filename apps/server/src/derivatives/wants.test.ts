import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LibraryId, Sha256 } from '@rollcall/protocol'
import { createWants } from './wants.ts'

const LIBRARY = '1'.repeat(32) as LibraryId
const OTHER = '2'.repeat(32) as LibraryId
const hash = (mark: number) => String(mark).padStart(64, '0') as Sha256

test('createWants() gives the newest want first, each once', () => {
  const wants = createWants()
  for (const mark of [1, 2, 3, 1]) wants.want(LIBRARY, hash(mark))
  assert.deepEqual(wants.take(OTHER, 9), [])
  assert.deepEqual(wants.take(LIBRARY, 2), [hash(1), hash(3)])
  assert.deepEqual(wants.take(LIBRARY, 9), [hash(2)])
  assert.deepEqual(wants.take(LIBRARY, 9), [])
})

test('createWants() remembers a bounded number, the newest', () => {
  const wants = createWants()
  for (let mark = 0; mark < 5_000; mark++) wants.want(LIBRARY, hash(mark))
  const taken = wants.take(LIBRARY, 10_000)
  assert.equal(taken.length, 1_000)
  assert.equal(taken[0], hash(4_999))
})

test('createWants() tells listeners until they stop listening', () => {
  const wants = createWants()
  let heard = 0
  const stop = wants.onWant(() => heard++)
  wants.want(LIBRARY, hash(1))
  stop()
  wants.want(LIBRARY, hash(2))
  assert.equal(heard, 1)
})
