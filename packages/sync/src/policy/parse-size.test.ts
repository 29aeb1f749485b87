import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSize } from './parse-size.ts'

test('parseSize() reads sizes as people write them', () => {
  const cases: readonly (readonly [string, number | null])[] = [
    ['5GB', 5e9],
    ['200 MB', 2e8],
    ['1,5 g', 15e8],
    ['1,5 GB', 15e8],
    ['9 T', 9e12],
    ['1TiB', 2 ** 40],
    ['1.5 kib', 1536],
    ['3 Mi', 3 * 2 ** 20],
    ['4096', 4096],
    ['12 B', 12],
    [' 0 ', 0],
    ['9000000 TB', null],
    ['-5GB', null],
    ['5 GBB', null],
    ['5 iB', null],
    ['1,2,3 GB', null],
    ['GB', null],
    ['1e9', null],
    ['', null],
  ]
  for (const [text, bytes] of cases) assert.equal(parseSize(text), bytes, text)
})
