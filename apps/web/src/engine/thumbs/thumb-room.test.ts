import assert from 'node:assert/strict'
import { test } from 'node:test'
import { packsToDrop } from './thumb-room.ts'

const PACKS = [
  { pack: 0, bytes: 100, usedAt: 9, isNear: false },
  { pack: 1, bytes: 100, usedAt: 3, isNear: true },
  { pack: 2, bytes: 100, usedAt: 5, isNear: false },
  { pack: 3, bytes: 100, usedAt: 1, isNear: false },
]

test('packsToDrop() lets the least recently used go first, only as many as are needed', () => {
  assert.deepEqual(packsToDrop(PACKS, 1, { mayDropNear: false }), [3])
  assert.deepEqual(packsToDrop(PACKS, 150, { mayDropNear: false }), [3, 2])
  assert.deepEqual(packsToDrop(PACKS, 0, { mayDropNear: false }), [])
})

test('packsToDrop() keeps the newest photos, and lets them go last where the room itself is smaller', () => {
  assert.deepEqual(packsToDrop(PACKS, 10_000, { mayDropNear: false }), [3, 2, 0])
  assert.deepEqual(packsToDrop(PACKS, 10_000, { mayDropNear: true }), [3, 2, 0, 1])
})
