import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { PackedDerivative } from './derivative-pack.ts'
import { readDerivativePack, writeDerivativePack } from './derivative-pack.ts'
import type { Sha256 } from './ids.ts'
import { PACK_DERIVATIVES_MAX } from './limits.ts'

const hash = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('') as Sha256)
const derivative = fc.record({
  sha256: hash,
  bytes: fc.option(fc.uint8Array({ minLength: 1, maxLength: 200 }), { nil: null }),
})
const derivatives = fc.array(derivative, { maxLength: PACK_DERIVATIVES_MAX })

test('readDerivativePack() reads what writeDerivativePack() wrote', () => {
  fc.assert(
    fc.property(derivatives, (list) => {
      const read = readDerivativePack(writeDerivativePack(list)) ?? []
      assert.deepEqual(read.map(plain), list.map(plain))
    }),
  )
})

function plain({ sha256, bytes }: PackedDerivative) {
  return [sha256, bytes === null ? null : [...bytes]]
}

test('readDerivativePack() refuses a pack that is cut short or goes on', () => {
  fc.assert(
    fc.property(derivatives, fc.nat(), (list, cut) => {
      const pack = writeDerivativePack(list)
      assert.equal(readDerivativePack(pack.subarray(0, cut % pack.length)), null)
      assert.equal(readDerivativePack(new Uint8Array([...pack, 0])), null)
    }),
  )
})

test('readDerivativePack() makes something or nothing of any bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => void readDerivativePack(bytes)))
})

test('writeDerivativePack() refuses more than a pack holds', () => {
  const one = { sha256: '0'.repeat(64) as Sha256, bytes: null }
  assert.throws(
    () => writeDerivativePack(Array.from({ length: PACK_DERIVATIVES_MAX + 1 }, () => one)),
    /too many/,
  )
})
