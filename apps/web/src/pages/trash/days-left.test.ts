import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TRASH_KEPT_MS } from '@rollcall/protocol'
import { daysLeftOf } from './days-left.ts'

const DAY_MS = 24 * 3600 * 1000
const NOW = 100 * DAY_MS

test('daysLeftOf() groups by days that are begun, the first to go first, and leaves out what is not in the trash', () => {
  const trashed = (trashedAt: number, purgeAt?: number) =>
    ({ state: 'trashed', trashedAt, ...(purgeAt === undefined ? {} : { purgeAt }) }) as const
  assert.deepEqual(
    daysLeftOf(
      [
        trashed(NOW - 1),
        trashed(NOW - 2),
        trashed(NOW - TRASH_KEPT_MS + 1),
        trashed(NOW, NOW + 3 * DAY_MS),
        { state: 'live', trashedAt: null },
        trashed(NOW - 2 * TRASH_KEPT_MS),
      ],
      NOW,
    ),
    [
      { days: 0, count: 1 },
      { days: 1, count: 1 },
      { days: 3, count: 1 },
      { days: 30, count: 2 },
    ],
  )
})
