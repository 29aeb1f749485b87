import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { inflate } from './inflate.ts'

const LIMIT = 100_000

test('inflate() undoes deflate at every level and strategy', () => {
  const texts = fc.oneof(
    fc.uint8Array({ maxLength: 3000 }),
    fc.string({ maxLength: 300 }).map((text) => new TextEncoder().encode(text.repeat(20))),
  )
  fc.assert(
    fc.property(
      texts,
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 0, max: 4 }),
      (bytes, level, strategy) => {
        assert.deepEqual(inflate(deflateSync(bytes, { level, strategy }), LIMIT), Uint8Array.from(bytes))
      },
    ),
    { numRuns: 200 },
  )
})

test('inflate() stops at its limit', () => {
  const bomb = deflateSync(new Uint8Array(5_000_000))
  assert.equal(inflate(bomb, LIMIT), null)
  assert.equal(inflate(bomb, 5_000_000)?.length, 5_000_000)
})

test('inflate() takes nothing damaged for a text, and never throws', () => {
  const whole = deflateSync(new TextEncoder().encode('words words words'))
  for (let length = 0; length < whole.length - 4; length += 1)
    assert.equal(inflate(whole.subarray(0, length), LIMIT), null)
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      (bytes) => void inflate(Uint8Array.of(0x78, 0x9c, ...bytes), LIMIT),
    ),
  )
})
