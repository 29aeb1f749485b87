import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset } from '@rollcall/protocol'
import { entriesOf } from '../library/record-scope.ts'
import { act, assetOf, edit, sampleAlbumId } from '../test-kit/act.ts'
import type { MemoryDraft } from '../test-kit/memory-draft.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { sampleAsset, sampleAssetId, sampleClientId } from '../test-kit/sample-asset.ts'
import { mergeAssets } from './merge-assets.ts'

const KEEPER = sampleAssetId(1)
const unite = (...marks: readonly number[]) =>
  edit('uniteDuplicates', { assetId: KEEPER, duplicates: marks.map((mark) => sampleAssetId(mark)) })

/** Everything that a person can say of a photo, and the mark of each. */
const SAID: Partial<Asset> = {
  favourite: true,
  caption: 'Sea',
  title: 'Coast',
  rating: 4,
  keywords: ['lake', 'sea'],
  dated: { at: 7, offsetMinutes: 60 },
  located: { latitude: 47, longitude: 8 },
}
const mark = { seq: 2, editedAt: 2, clientId: sampleClientId(2) }
const FIELDS = ['favourite', 'caption', 'title', 'rating', 'dated', 'located'] as const
const edits = {
  ...Object.fromEntries(FIELDS.map((field) => [field, mark])),
  keywords: { lake: mark, sea: mark },
}

function saidOf(asset: Asset): unknown {
  return [...FIELDS, 'keywords' as const].map((field) => asset[field])
}

test('[S64] [S80] applyMutation() says of the keeper all that was said of its duplicates, with the marks', () => {
  const draft = createMemoryDraft([
    sampleAsset(1),
    sampleAsset(2, { ...SAID, hidden: true, edits }),
    sampleAsset(3),
  ])
  assert.deepEqual(act(draft, unite(2, 3)), { kind: 'applied', facts: { united: 2 } })
  const keeper = assetOf(draft, 1)
  assert.deepEqual(saidOf(keeper), saidOf(sampleAsset(2, SAID)))
  const { state: _, ...kept } = keeper.edits
  assert.deepEqual(kept, edits)
  assert.equal(keeper.hidden, undefined)
  for (const other of [2, 3]) assert.equal(assetOf(draft, other).state, 'trashed')
  assert.deepEqual(saidOf(assetOf(draft, 2)), saidOf(sampleAsset(2, SAID)), 'what a restore brings back')
})

test('[S64] applyMutation() leaves what was said of the keeper, but for the greater rating and all keywords', () => {
  const own: Partial<Asset> = {
    ...SAID,
    caption: 'mine',
    title: 'mine too',
    rating: 2,
    keywords: ['hill', 'sea'],
    dated: { at: 1, offsetMinutes: null },
    located: { latitude: null, longitude: null },
  }
  const draft = createMemoryDraft([sampleAsset(1, own), sampleAsset(2, SAID)])
  act(draft, unite(2))
  const united = { ...own, rating: 4, keywords: ['hill', 'lake', 'sea'] }
  assert.deepEqual(saidOf(assetOf(draft, 1)), saidOf(sampleAsset(1, united)))
})

/** An album with photos of these marks, in this order. */
function fill(draft: MemoryDraft, album: number, marks: readonly number[]): void {
  const albumId = sampleAlbumId(album)
  act(draft, edit('createAlbum', { albumId, type: 'album', name: 'Lake', parentId: null, search: null }))
  for (const each of marks)
    act(draft, edit('placeEntry', { albumId, assetId: sampleAssetId(each), after: 'end' }))
}

function inAlbum(draft: MemoryDraft, album: number): readonly string[] {
  return draft
    .recordsIn(entriesOf(sampleAlbumId(album)))
    .flatMap((row) => (row.kind === 'entry' && row.isIn ? [row.assetId] : []))
}

test('[S80] applyMutation() puts the keeper beside its duplicates in their albums, once', () => {
  const draft = createMemoryDraft([1, 2, 3, 4].map((each) => sampleAsset(each)))
  fill(draft, 1, [4, 2, 3])
  fill(draft, 2, [3, 1])
  act(draft, unite(2, 3))
  const ids = (...marks: readonly number[]) => marks.map((each) => sampleAssetId(each))
  assert.deepEqual(inAlbum(draft, 1), ids(4, 2, 1, 3))
  assert.deepEqual(inAlbum(draft, 2), ids(3, 1))
})

test('[S80] applyMutation() leaves duplicates alone that are not live, or that somebody restored or made whole since', () => {
  const draft = createMemoryDraft([
    sampleAsset(1),
    sampleAsset(2, { state: 'trashed', trashedAt: 1 }),
    sampleAsset(3),
    sampleAsset(4, { mergedSeq: 4 }),
  ])
  act(draft, edit('restore', { assetId: sampleAssetId(3) }), { client: 2 })
  assert.deepEqual(act(draft, unite(1, 2, 3, 4, 9), { baseSeq: 1 }), { kind: 'unchanged' })
  assert.equal(act(draft, unite(3, 4)).kind, 'applied')
})

test('[S80] applyMutation() refuses to unite with what is not live', () => {
  for (const assets of [
    [],
    [sampleAsset(1, { state: 'trashed', trashedAt: 1 })],
    [sampleAsset(1, { state: 'deleted' })],
  ]) {
    const draft = createMemoryDraft([...assets, sampleAsset(2)])
    const before = draft.changes()
    assert.deepEqual(act(draft, unite(2)), { kind: 'refused', code: 'gone', facts: { assetId: KEEPER } })
    assert.deepEqual(draft.changes(), before)
  }
})

test('[S81] applyMutation() keeps the keeper when somebody trashes it who thinks that there are two', () => {
  const trash = edit('trash', { assetId: KEEPER })
  const draft = createMemoryDraft([sampleAsset(1), sampleAsset(2)])
  act(draft, unite(2), { client: 1 })
  assert.equal(act(draft, trash, { client: 2, baseSeq: 2 }).kind, 'superseded')
  assert.equal(assetOf(draft, 1).state, 'live')
  assert.equal(act(draft, trash, { client: 2 }).kind, 'applied')
  const ownWay = createMemoryDraft([sampleAsset(1), sampleAsset(2)])
  act(ownWay, unite(2), { client: 1 })
  assert.equal(act(ownWay, trash, { client: 1, baseSeq: 2 }).kind, 'applied')
  const trashFirst = createMemoryDraft([sampleAsset(1), sampleAsset(2)])
  act(trashFirst, trash, { client: 2 })
  assert.equal(act(trashFirst, unite(2), { client: 1, baseSeq: 2 }).kind, 'refused')
  assert.equal(assetOf(trashFirst, 2).state, 'live')
})

test('[S80] applyMutation() knows the albums of what has become part of a duplicate', () => {
  const draft = createMemoryDraft([sampleAsset(1), sampleAsset(2), sampleAsset(3), sampleAsset(4)])
  fill(draft, 1, [4, 3])
  mergeAssets(draft, sampleAssetId(2), sampleAssetId(3), null)
  act(draft, unite(2))
  assert.equal(assetOf(draft, 2).state, 'trashed')
  assert.deepEqual(inAlbum(draft, 1), [4, 3, 1].map(sampleAssetId))
})
