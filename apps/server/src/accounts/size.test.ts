import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSize } from '@rollcall/sync'
import { formatSize, parseQuota } from './size.ts'

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
