import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatSize, parseQuota, parseSize } from './size.ts'

test('parseSize() reads sizes as people write them', () => {
  const cases: readonly (readonly [string, number | null])[] = [
    ['5GB', 5e9],
    ['200 MB', 2e8],
    ['1TiB', 2 ** 40],
    ['1.5 kib', 1536],
    ['4096', 4096],
    [' 0 ', 0],
    ['9000000 TB', null],
    ['-5GB', null],
    ['5 GBB', null],
    ['GB', null],
    ['1e9', null],
    ['', null],
  ]
  for (const [text, bytes] of cases) assert.equal(parseSize(text), bytes, text)
})

test('parseQuota() takes none for no limit, and refuses with the text', () => {
  assert.deepEqual(parseQuota('None'), { ok: true, value: null })
  assert.deepEqual(parseQuota('2 GB'), { ok: true, value: 2e9 })
  assert.deepEqual(parseQuota('much'), { ok: false, refusal: 'much' })
})

test('formatSize() is short, and parseSize() reads it again', () => {
  const cases = {
    0: '0 bytes',
    999: '999 bytes',
    1000: '1 KB',
    1234567: '1.2 MB',
    5e9: '5 GB',
    99_960_000: '100 MB',
  }
  for (const [bytes, words] of Object.entries(cases)) assert.equal(formatSize(Number(bytes)), words)
  assert.equal(parseSize(formatSize(5e9)), 5e9)
})
