import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatBytes } from './format-bytes.ts'

test('formatBytes() writes sizes as people read them', () => {
  const table: readonly (readonly [number, string])[] = [
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1_000, '1.0 kB'],
    [3_210_000, '3.2 MB'],
    [99_949, '99.9 kB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [5e9, '5.0 GB'],
    [549_755_813_888, '550 GB'],
    [Number.MAX_SAFE_INTEGER, '9.0 PB'],
  ]
  for (const [bytes, words] of table) assert.equal(formatBytes(bytes), words)
})

test('formatBytes() needs at most three digits', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (bytes) => {
      assert.match(formatBytes(bytes), /^(\d\d?\.\d|\d{1,3}) (bytes?|kB|MB|GB|TB|PB)$/)
    }),
  )
})
