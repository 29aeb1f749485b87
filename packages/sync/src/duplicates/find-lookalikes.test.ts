import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LOOK_BITS_MAX } from './compare-looks.ts'
import { bitsBetween, findLookalikes } from './find-lookalikes.ts'

const BASE = '5a3c96f01e2d4b87'

function turnBits(look: string, bits: readonly number[]): string {
  const turned = bits.reduce((value, bit) => value ^ (1n << BigInt(bit)), BigInt(`0x${look}`))
  return turned.toString(16).padStart(16, '0')
}

test('findLookalikes() finds every pair that is near enough, and no other', () => {
  const someBits = fc.uniqueArray(fc.nat({ max: 63 }), { maxLength: LOOK_BITS_MAX + 2 })
  const someMaxBits = fc.integer({ min: 0, max: LOOK_BITS_MAX })
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 2n ** 64n - 2n }),
      someBits,
      someMaxBits,
      (value, bits, maxBits) => {
        const look = value.toString(16).padStart(16, '0')
        const other = turnBits(look, bits)
        const isFlat = other === '0'.repeat(16) || other === 'f'.repeat(16)
        assert.equal(bitsBetween(look, other), bits.length)
        const expected = bits.length <= maxBits && !isFlat ? [[0, 1]] : []
        assert.deepEqual(findLookalikes([look, other], maxBits), expected)
      },
    ),
    { numRuns: 2_000 },
  )
})

test('findLookalikes() puts each into one group, alike to the first of it, among many others', () => {
  let state = 1
  const word = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state >>> 8).toString(16).padStart(6, '0').slice(0, 4)
  }
  const others = Array.from({ length: 5_000 }, () => word() + word() + word() + word())
  const near = [[0], [1, 2], [3, 4, 5, 6]].map((bits) => turnBits(BASE, bits))
  const far = turnBits(BASE, [3, 4, 5, 6, 7])
  const groups = findLookalikes([BASE, ...others, ...near, null, BASE, far], 4)
  const expected = [0, 5_001, 5_002, 5_003, 5_005]
  assert.deepEqual(
    groups.find((group) => group.includes(0)),
    expected,
  )
  assert.equal(
    groups.some((group) => group.includes(5_006) && group.includes(0)),
    false,
  )
  const all = groups.flat()
  assert.equal(new Set(all).size, all.length)
})

test('findLookalikes() does not tire of many equal and nearly equal pictures', () => {
  const equal = Array.from({ length: 20_000 }, () => BASE)
  assert.deepEqual(
    findLookalikes(equal, 4).map((group) => group.length),
    [20_000],
  )
  assert.deepEqual(
    findLookalikes(
      Array.from({ length: 20_000 }, () => '0'.repeat(16)),
      4,
    ),
    [],
  )
  // All within a few bits of each other: 64 bits, of which 13 are used.
  const close = Array.from(
    { length: 8_192 },
    (_, index) => `aaaaaaaaaaaa${index.toString(16).padStart(4, '0')}`,
  )
  const groups = findLookalikes(close, 4)
  assert.ok(
    groups.every((group) =>
      group.every((at) => bitsBetween(close[at] ?? '', close[group[0] ?? 0] ?? '') <= 8),
    ),
  )
  assert.ok(groups.flat().length > close.length / 2)
})

test('findLookalikes() refuses distances that would take too long', () => {
  assert.throws(() => findLookalikes([], LOOK_BITS_MAX + 1), /bits/)
  assert.deepEqual(findLookalikes([null, 'nonsense', 'nonsense'], 2), [])
})
