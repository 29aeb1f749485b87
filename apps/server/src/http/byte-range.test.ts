import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byteRangeOf } from './byte-range.ts'

test('byteRangeOf() reads a single range of ten bytes as RFC 9110 says', () => {
  const cases: readonly (readonly [string | null, ReturnType<typeof byteRangeOf>])[] = [
    [null, null],
    ['bytes=0-0', { from: 0, to: 1 }],
    ['bytes=2-5', { from: 2, to: 6 }],
    ['bytes=7-', { from: 7, to: 10 }],
    ['bytes=7-99', { from: 7, to: 10 }],
    ['bytes=-3', { from: 7, to: 10 }],
    ['bytes=-99', { from: 0, to: 10 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-2', null],
    ['bytes=0-1,3-4', null],
    ['bytes=-', null],
    ['lines=0-1', null],
    ['bytes=0x1-2', null],
  ]
  for (const [header, range] of cases) assert.deepEqual(byteRangeOf(header, 10), range, String(header))
})

test('byteRangeOf() can satisfy no range of an empty file', () => {
  for (const header of ['bytes=0-', 'bytes=-1', 'bytes=0-0'])
    assert.equal(byteRangeOf(header, 0), 'unsatisfiable')
})
