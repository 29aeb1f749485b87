import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Album, AssetId } from '@rollcall/protocol'
import { ALBUM_DEPTH_MAX } from '@rollcall/protocol'
import { albumsIn } from '../library/record-scope.ts'
import type { Actor, Edit } from '../test-kit/act.ts'
import { act, assetOf, edit, NOW, sampleAlbumId } from '../test-kit/act.ts'
import type { MemoryDraft } from '../test-kit/memory-draft.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { sampleAsset, sampleAssetId } from '../test-kit/sample-asset.ts'

const albumId = sampleAlbumId(1)

function make(mark: number, type: Album['type'] = 'album', parent: number | null = null): Edit {
  const parentId = parent === null ? null : sampleAlbumId(parent)
  return edit('createAlbum', {
    albumId: sampleAlbumId(mark),
    type,
    name: `Album ${mark}`,
    parentId,
    search: null,
  })
}

function move(mark: number, parent: number | null, after: number | 'start' | 'end' = 'end'): Edit {
  const parentId = parent === null ? null : sampleAlbumId(parent)
  const sibling = typeof after === 'number' ? sampleAlbumId(after) : after
  return edit('moveAlbum', { albumId: sampleAlbumId(mark), parentId, after: sibling })
}

function albumOf(draft: MemoryDraft, mark = 1): Album {
  const album = draft.record('album', sampleAlbumId(mark))
  assert.ok(album !== null)
  return album
}

/** Marks of the albums in a folder, in order. */
function within(draft: MemoryDraft, parent: number | null): readonly number[] {
  const scope = albumsIn(parent === null ? null : sampleAlbumId(parent))
  return draft.recordsIn(scope).map(({ key }) => Number.parseInt(key.slice(0, 8), 16))
}

function codeOf(draft: MemoryDraft, what: Edit, actor: Actor = {}): string {
  const before = draft.changes()
  const outcome = act(draft, what, actor)
  assert.equal(outcome.kind, 'refused')
  assert.deepEqual(draft.changes(), before, 'a refused mutation changes nothing')
  return outcome.kind === 'refused' ? outcome.code : ''
}

test('[S85] applyMutation() makes albums at the end of their folder, each once', () => {
  const draft = createMemoryDraft()
  for (const what of [make(1), make(2, 'folder'), make(3, 'smart', 2), make(4, 'album', 2)])
    assert.deepEqual(act(draft, what), { kind: 'applied' })
  assert.deepEqual(
    [within(draft, null), within(draft, 2)],
    [
      [1, 2],
      [3, 4],
    ],
  )
  const { type, name, parentId, cover, sort, search, state } = albumOf(draft, 3)
  assert.deepEqual(
    [type, name, parentId, cover, sort, search, state],
    ['smart', 'Album 3', sampleAlbumId(2), null, 'newest', '', 'live'],
  )
  assert.deepEqual([albumOf(draft, 1).sort, albumOf(draft, 1).search], ['manual', null])
  const head = draft.headSeq()
  assert.deepEqual(act(draft, make(1, 'folder', 2)), { kind: 'unchanged' })
  assert.equal(draft.headSeq(), head)
})

const FIELDS = [
  ['name', 'Lake', 'Hill', (value: string) => edit('setAlbumName', { albumId, value })],
  [
    'cover',
    sampleAssetId(1),
    sampleAssetId(2),
    (value: AssetId) => edit('setAlbumCover', { albumId, value }),
  ],
  ['sort', 'oldest', 'manual', (value: Album['sort']) => edit('setAlbumSort', { albumId, value })],
  ['search', 'sea', '', (value: string) => edit('setAlbumSearch', { albumId, value })],
] as const

for (const [field, one, other, set] of FIELDS as readonly (readonly [
  keyof Album,
  string,
  string,
  (value: never) => Edit,
])[]) {
  test(`[S43] [S86] applyMutation() merges the ${field} of an album like a field of a photo`, () => {
    const draft = createMemoryDraft()
    act(draft, make(1, 'smart'))
    const baseSeq = draft.headSeq()
    act(draft, set(one as never), { client: 1, baseSeq, ageMs: 100 })
    const lost = act(draft, set(other as never), { client: 2, baseSeq, ageMs: 200 })
    assert.deepEqual(lost, { kind: 'superseded', facts: { field, kept: one, lost: other } })
    assert.equal(albumOf(draft)[field], one)
    const won = act(draft, set(other as never), { client: 2, baseSeq, ageMs: 0 })
    assert.deepEqual(won, { kind: 'applied', facts: { field, overrode: one } })
    assert.equal(albumOf(draft)[field], other)
    assert.equal(codeOf(createMemoryDraft(), set(one as never)), 'no_such_album')
  })
}

test('[S86] applyMutation() refuses a search for an album that is not smart', () => {
  for (const type of ['album', 'folder'] as const) {
    const draft = createMemoryDraft()
    act(draft, make(1, type))
    assert.equal(codeOf(draft, edit('setAlbumSearch', { albumId, value: 'sea' })), 'wrong_album_type')
  }
})

test('[S87] [S91] applyMutation() moves albums among their siblings and into folders', () => {
  const draft = createMemoryDraft()
  for (const what of [make(1), make(2), make(3), make(9, 'folder')]) act(draft, what)
  const orders = [
    [move(3, null, 'start'), [3, 1, 2, 9]],
    [move(3, null, 1), [1, 3, 2, 9]],
    [move(3, null, 1), [1, 3, 2, 9]],
    [move(1, null, 'end'), [3, 2, 9, 1]],
    [move(1, null, 'end'), [3, 2, 9, 1]],
    [move(2, null, 7), [3, 9, 1, 2]],
  ] as const
  for (const [what, order] of orders) {
    assert.deepEqual(act(draft, what), { kind: 'applied' })
    assert.deepEqual(within(draft, null), order)
  }
  act(draft, move(1, 9))
  act(draft, move(2, 9, 'start'))
  act(draft, move(3, 9, 9))
  assert.deepEqual([within(draft, null), within(draft, 9)], [[9], [2, 1, 3]])
  assert.equal(albumOf(draft, 2).parentId, sampleAlbumId(9))
})

test('[S87] applyMutation() lets the later of two concurrent moves win, and refuses those that would close a circle', () => {
  const draft = createMemoryDraft()
  for (const what of [make(1, 'folder'), make(2, 'folder'), make(3)]) act(draft, what)
  const baseSeq = draft.headSeq()
  act(draft, move(3, 1), { client: 1, baseSeq, ageMs: 1 })
  assert.equal(act(draft, move(3, 2), { client: 2, baseSeq, ageMs: 2 }).kind, 'superseded')
  assert.deepEqual([within(draft, 1), within(draft, 2)], [[3], []])
  act(draft, move(1, 2), { client: 1, baseSeq })
  assert.equal(codeOf(draft, move(2, 1), { client: 2, baseSeq }), 'album_in_itself')
  assert.equal(codeOf(draft, move(1, 1)), 'album_in_itself')
  assert.equal(codeOf(draft, make(5, 'folder', 5)), 'album_in_itself')
  assert.equal(codeOf(draft, move(1, 3)), 'wrong_album_type')
  assert.equal(codeOf(draft, move(1, 7)), 'no_such_album')
  assert.equal(codeOf(draft, move(7, 1)), 'no_such_album')
})

test('[S87] applyMutation() refuses more levels of folders than there may be, also with what lies in the moved one', () => {
  const draft = createMemoryDraft()
  for (let level = 1; level <= ALBUM_DEPTH_MAX; level++)
    act(draft, make(level, 'folder', level === 1 ? null : level - 1))
  assert.equal(codeOf(draft, make(99, 'album', ALBUM_DEPTH_MAX)), 'too_deep')
  act(draft, make(50, 'folder'))
  act(draft, make(51, 'album', 50))
  assert.equal(codeOf(draft, move(50, ALBUM_DEPTH_MAX - 1)), 'too_deep')
  assert.equal(act(draft, move(50, ALBUM_DEPTH_MAX - 2)).kind, 'applied')
  assert.equal(act(draft, move(51, ALBUM_DEPTH_MAX - 1)).kind, 'applied')
})

test('[S88] applyMutation() keeps what is in a trashed album, takes more, and restores all of it', () => {
  const draft = createMemoryDraft([sampleAsset(1), sampleAsset(2)])
  const put = (mark: number) => edit('placeEntry', { albumId, assetId: sampleAssetId(mark), after: 'end' })
  act(draft, make(1))
  act(draft, put(1))
  assert.deepEqual(act(draft, edit('trashAlbum', { albumId }), { client: 2, ageMs: 5 }), { kind: 'applied' })
  const { state, trashedAt, trashedBy } = albumOf(draft)
  assert.deepEqual([state, trashedAt, trashedBy], ['trashed', NOW - 5, 'device 2'])
  assert.deepEqual(act(draft, edit('trashAlbum', { albumId })), { kind: 'unchanged' })
  assert.equal(act(draft, put(2)).kind, 'applied')
  assert.equal(assetOf(draft, 1).state, 'live')
  act(draft, edit('restoreAlbum', { albumId }))
  assert.equal(albumOf(draft).state, 'live')
  assert.equal(draft.entriesWithAsset(sampleAssetId(2))[0]?.isIn, true)
})

test('[S88] applyMutation() lets restoring an album beat a concurrent trash, in either order', () => {
  const [trash, restore] = [edit('trashAlbum', { albumId }), edit('restoreAlbum', { albumId })]
  for (const order of [
    [trash, restore],
    [restore, trash],
  ]) {
    const draft = createMemoryDraft()
    act(draft, make(1))
    const baseSeq = draft.headSeq()
    for (const what of order) act(draft, what, { client: what === trash ? 1 : 2, baseSeq })
    assert.equal(albumOf(draft).state, 'live')
  }
})
