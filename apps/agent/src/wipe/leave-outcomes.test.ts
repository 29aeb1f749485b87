import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RollEntry, Standing } from '@rollcall/sync'
import { outcomesOf } from './leave-outcomes.ts'

function entry(bytes: number, standing: Standing): RollEntry {
  return { item: { key: 'k', path: 'p', sha256: null, bytes, standing } } as RollEntry
}

const OPTIMISED = { kind: 'optimised', asset: {}, resource: {} } as unknown as Extract<
  Standing,
  { kind: 'optimised' }
>

test('[R7] outcomesOf() counts what stays and what goes, each original once', () => {
  const away = { kind: 'to_download', asset: {}, resource: {} } as unknown as Standing
  const toSend = { kind: 'to_upload', file: {} } as unknown as Standing
  const outcomes = outcomesOf([
    entry(100, { kind: 'verified', duplicateOf: null }),
    entry(10, { kind: 'verified', duplicateOf: 'a.jpg' }),
    entry(1, toSend),
    entry(1_000, { ...OPTIMISED, previewPath: 'x.preview.jpg' }),
    entry(2_000, { ...OPTIMISED, previewPath: null }),
    entry(3_000, away),
    entry(9_999, { kind: 'unsupported', mime: null }),
  ])
  assert.deepEqual(outcomes, {
    keep: {
      originals: { count: 3, bytes: 111 },
      previews: { count: 1, bytes: 1_000 },
      bare: { count: 1, bytes: 2_000 },
      away: { count: 1, bytes: 3_000 },
    },
    remove: { safe: { count: 2, bytes: 110 }, unsafe: { count: 1, bytes: 1 } },
  })
})
