import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sha256 } from '@rollcall/protocol'
import { decodePlaces, encodePlaces, isTornIndex } from './thumb-index.ts'

const ONE = { sha256: 'ab'.repeat(32) as Sha256, pack: 3, from: 2_308, length: 4_000_000_000 }
const OTHER = { sha256: '01'.repeat(32) as Sha256, pack: 0, from: 0, length: 1 }

test('decodePlaces() reads what encodePlaces() wrote, the later of two', () => {
  const bytes = encodePlaces([ONE, OTHER, { ...ONE, pack: 9 }])
  assert.deepEqual([...decodePlaces(bytes).values()], [{ ...ONE, pack: 9 }, OTHER])
  assert.equal(isTornIndex(bytes), false)
})

test('decodePlaces() leaves out an entry that a kill cut short', () => {
  const bytes = encodePlaces([ONE, OTHER]).subarray(0, 44 + 20)
  assert.deepEqual([...decodePlaces(bytes).values()], [ONE])
  assert.equal(isTornIndex(bytes), true)
})
