import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { whatFits } from './what-fits.ts'

const things = (...bytes: readonly number[]) =>
  bytes.map((each, index) => ({ bytes: each, sameAs: String(index) }))

test('[R8] whatFits() lets through as many as there is room for, the smallest first', () => {
  const { fitting, left, bytes } = whatFits(things(700, 100, 300, 500), 950)
  assert.deepEqual(
    [fitting.map((each) => each.bytes), left.map((each) => each.bytes), bytes],
    [[100, 300, 500], [700], 900],
  )
  assert.equal(whatFits(things(1, 2, 3), null).left.length, 0)
  assert.equal(whatFits(things(1, 2, 3), 0).fitting.length, 0)
})

test('whatFits() charges the same bytes once, as the server does', () => {
  const twice = [
    { bytes: 600, sameAs: 'a' },
    { bytes: 600, sameAs: 'a' },
    { bytes: 700, sameAs: 'b' },
  ]
  const { fitting, left, bytes } = whatFits(twice, 1_000)
  assert.deepEqual([fitting.length, left.length, bytes], [2, 1, 600])
})

test('[R8] whatFits() never takes more than there is, loses nothing, and leaves nothing that would fit', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 40 })
  fc.assert(
    fc.property(sizes, fc.integer({ min: 0, max: 5_000 }), (bytes, room) => {
      const found = whatFits(things(...bytes), room)
      assert.ok(found.bytes <= room)
      assert.equal(found.fitting.length + found.left.length, bytes.length)
      for (const each of found.left) assert.ok(found.bytes + each.bytes > room)
    }),
  )
})
