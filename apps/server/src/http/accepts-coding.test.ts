import assert from 'node:assert/strict'
import { test } from 'node:test'
import { acceptsCoding } from './accepts-coding.ts'

test('acceptsCoding() takes a coding that is named and not refused', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['gzip, deflate, br, zstd', true],
    ['BR', true],
    ['gzip;q=1.0, br;q=0.5', true],
    ['br ; q=0.001', true],
    ['', false],
    ['gzip, deflate', false],
    ['br;q=0', false],
    ['br;q=0.000, gzip', false],
    ['*', false],
    ['brotli', false],
  ]
  for (const [header, expected] of cases) assert.equal(acceptsCoding(header, 'br'), expected, header)
})
