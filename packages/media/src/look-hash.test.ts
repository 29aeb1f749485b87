import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bitsBetween, LOOKALIKE_MAX_BITS, lookHashOf } from './look-hash.ts'

/** A picture of soft hills, the same at every size, with another one for every seed. */
function hills(width: number, height: number, seed: number, channels = 3) {
  const pixels = new Uint8Array(width * height * channels)
  const waves = Array.from({ length: 6 }, (_, wave) => {
    const turn = ((seed * 7 + wave) * 2.399) % (2 * Math.PI)
    return { turn, speed: 3 + ((seed * 13 + wave * 5) % 17), start: seed + wave * 1.7 }
  })
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [across, down] = [(x + 0.5) / width, (y + 0.5) / height]
      const sum = waves.reduce(
        (total, { turn, speed, start }) =>
          total + Math.sin(speed * (across * Math.cos(turn) + down * Math.sin(turn)) + start),
        0,
      )
      pixels.fill(128 + 20 * sum, (y * width + x) * channels, (y * width + x + 1) * channels)
    }
  }
  return { width, height, channels, pixels }
}

function hashOf(picture: Parameters<typeof lookHashOf>[0]): string {
  const hash = lookHashOf(picture)
  assert.ok(hash !== null)
  assert.match(hash, /^[0-9a-f]{16}$/)
  return hash
}

test('lookHashOf() hardly changes with size, proportion, a fourth channel and light', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const hash = hashOf(hills(160, 120, seed))
    assert.ok(bitsBetween(hash, hashOf(hills(97, 131, seed))) <= LOOKALIKE_MAX_BITS)
    assert.ok(bitsBetween(hash, hashOf(hills(20, 15, seed, 4))) <= LOOKALIKE_MAX_BITS)
    const { pixels, ...rest } = hills(160, 120, seed)
    const brighter = pixels.map((value) => Math.min(255, 0.8 * value + 40))
    assert.ok(bitsBetween(hash, hashOf({ ...rest, pixels: brighter })) <= LOOKALIKE_MAX_BITS)
  }
})

test('lookHashOf() of different pictures differs in many bits', () => {
  const hashes = Array.from({ length: 20 }, (_, seed) => hashOf(hills(160, 120, seed + 1)))
  for (const [index, one] of hashes.entries()) {
    for (const other of hashes.slice(index + 1)) assert.ok(bitsBetween(one, other) > LOOKALIKE_MAX_BITS)
  }
})

test('lookHashOf() does not tell one blank picture from another', () => {
  const blank = { width: 40, height: 30, channels: 3, pixels: new Uint8Array(3 * 40 * 30).fill(90) }
  assert.equal(lookHashOf(blank), null)
  assert.equal(lookHashOf({ width: 1, height: 1, channels: 3, pixels: new Uint8Array([1, 2, 3]) }), null)
})

test('bitsBetween() is none for the same look, all for the opposite, and the same both ways', () => {
  assert.equal(bitsBetween('0000000000000000', 'ffffffffffffffff'), 64)
  assert.throws(() => bitsBetween('0', '0000000000000000'))
  const look = fc.stringMatching(/^[0-9a-f]{16}$/)
  fc.assert(
    fc.property(look, look, look, (one, other, third) => {
      assert.equal(bitsBetween(one, one), 0)
      assert.equal(bitsBetween(one, other), bitsBetween(other, one))
      assert.ok(bitsBetween(one, third) <= bitsBetween(one, other) + bitsBetween(other, third))
    }),
  )
})
