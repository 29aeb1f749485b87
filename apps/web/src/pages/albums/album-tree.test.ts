import assert from 'node:assert/strict'
import { test } from 'node:test'
import { albumIdSchema, assetIdSchema } from '@rollcall/protocol'
import type { Album } from '@rollcall/protocol'
import { albumsWithin, foldersAbove, foldersFor, isShown, placeIntents } from './album-tree.ts'

const albumId = (no: number) => albumIdSchema.parse(String(no).padStart(32, '0'))
const assetId = (no: number) => assetIdSchema.parse(String(no).padStart(32, '0'))

function album(no: number, fields: Partial<Album> = {}): Album {
  const nothing = { cover: null, search: null, trashedAt: null, trashedBy: null, edits: {} }
  return {
    kind: 'album',
    key: albumId(no),
    seq: no,
    type: 'album',
    name: `Album ${no}`,
    parentId: null,
    place: String(no),
    sort: 'manual',
    state: 'live',
    ...nothing,
    ...fields,
  }
}

const ITALY = album(1, { type: 'folder', name: 'Italy', place: 'b' })
const ROME = album(2, { type: 'folder', name: 'Rome', parentId: ITALY.key })
const FORUM = album(3, { name: 'Forum', parentId: ROME.key })
const NORWAY = album(4, { name: 'Norway', place: 'a' })
const GONE = album(5, { state: 'trashed' })
const ALL = [ITALY, ROME, FORUM, NORWAY, GONE]

test('albumsWithin() has what lies in a folder, in the order of their places, without what was deleted', () => {
  assert.deepEqual(albumsWithin(ALL, null), [NORWAY, ITALY])
  assert.deepEqual(albumsWithin(ALL, ITALY.key), [ROME])
})

test('foldersAbove() names the way to an album, and isShown() sees a folder above that was deleted', () => {
  assert.deepEqual(foldersAbove(ALL, FORUM), [ITALY, ROME])
  assert.ok(isShown(ALL, FORUM))
  const without = [{ ...ITALY, state: 'trashed' } as const, ROME, FORUM]
  assert.ok(!isShown(without, FORUM))
})

test('foldersFor() offers no folder that lies in the moved one, nor where it is', () => {
  assert.deepEqual(foldersFor(ALL, ITALY), [])
  assert.deepEqual(foldersFor(ALL, NORWAY), [ITALY, ROME])
  assert.deepEqual(foldersFor(ALL, FORUM), [ITALY])
})

test('placeIntents() moves photos together: each stands after the one before it', () => {
  const order = [1, 2, 3, 4].map(assetId)
  const placed = (moved: readonly number[], step: Parameters<typeof placeIntents>[3]) =>
    placeIntents(NORWAY.key, order, moved.map(assetId), step).map((intent) =>
      intent.op === 'placeEntry' ? [Number(intent.args.assetId), intent.args.after] : [],
    )
  assert.deepEqual(placed([3, 4], 'start'), [
    [3, 'start'],
    [4, assetId(3)],
  ])
  assert.deepEqual(placed([3], 'earlier'), [[3, assetId(1)]])
  assert.deepEqual(placed([2], 'earlier'), [[2, 'start']])
  assert.deepEqual(placed([1, 3], 'later'), [
    [1, assetId(4)],
    [3, assetId(1)],
  ])
  assert.deepEqual(placed([1], 'end'), [[1, assetId(4)]])
  assert.deepEqual(placed([1], 'start'), [])
  assert.deepEqual(placed([4], 'later'), [])
})
