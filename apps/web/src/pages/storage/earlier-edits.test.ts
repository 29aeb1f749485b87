import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset } from '@rollcall/protocol'
import { droppedEditsOf, earlierEditsIn, keptIntent } from './earlier-edits.ts'

const DAY_MS = 86_400_000
const file = (sha256: string, role: string, bytes: number) => ({
  ...{ sha256, role, bytes, name: `${sha256}.jpg` },
  state: 'present',
})

/** A photo with two edited files, of which it looks like `current`. */
function photoOf(wish: object = {}): Asset {
  return {
    id: '1'.repeat(32),
    kind: 'photo',
    state: 'live',
    favourite: false,
    primarySha256: 'a',
    resources: [file('a', 'still', 9), file('b', 'edit', 5), file('c', 'edit', 7), file('d', 'edit', 6)],
    version: { sha256: 'c', recipe: null },
    ...wish,
  } as unknown as Asset
}

test('earlierEditsIn() offers neither the original nor how the photo looks now, the largest first', () => {
  assert.deepEqual(
    earlierEditsIn([photoOf()]).map((edit) => edit.file.sha256),
    ['d', 'b'],
  )
  assert.deepEqual(earlierEditsIn([photoOf({ favourite: true }), photoOf({ state: 'trashed' })]), [])
})

test('droppedEditsOf() tells what can be brought back, for 30 days', () => {
  const dropped = [
    { sha256: 'x', droppedAt: DAY_MS },
    { sha256: 'y', droppedAt: 0, purgedAt: 30 * DAY_MS },
  ]
  const photo = photoOf({ droppedFiles: dropped })
  assert.deepEqual(
    droppedEditsOf(photo).map(({ sha256, keptUntil }) => [sha256, keptUntil]),
    [['x', 31 * DAY_MS]],
  )
  assert.equal(keptIntent(photo.id, 'x' as never, true).op, 'setEditKept')
})
