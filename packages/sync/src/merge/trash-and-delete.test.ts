import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TRASH_KEPT_MS } from '@rollcall/protocol'
import type { Edit } from '../test-kit/act.ts'
import { act, assetOf, createOf, edit, NOW, sampleAlbumId } from '../test-kit/act.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { sampleAsset, sampleAssetId, sampleHash, sampleResource } from '../test-kit/sample-asset.ts'
import { mergeAssets } from './merge-assets.ts'

const assetId = sampleAssetId(1)
const trash = edit('trash', { assetId })
const restore = edit('restore', { assetId })
const deleteForGood = edit('deleteForGood', { assetId })
const caption = (value: string) => edit('setCaption', { assetId, value })

/** A library whose one photo is in the trash, put there by client 1. */
function trashed() {
  const draft = createMemoryDraft([sampleAsset(1, { caption: 'Sea', rating: 4 })])
  act(draft, trash)
  return draft
}

test('[S70] applyMutation() keeps what is trashed for 30 days of the server’s clock, with all that was said of it', () => {
  const draft = createMemoryDraft([sampleAsset(1, { caption: 'Sea' })])
  act(draft, trash, { client: 2, ageMs: 5_000 })
  const asset = assetOf(draft, 1)
  assert.deepEqual(
    [asset.state, asset.trashedAt, asset.trashedBy, asset.purgeAt, asset.caption],
    ['trashed', NOW - 5_000, 'device 2', NOW + TRASH_KEPT_MS, 'Sea'],
  )
  assert.deepEqual(act(draft, trash), { kind: 'unchanged' })
  act(draft, restore)
  assert.equal('purgeAt' in assetOf(draft, 1), false)
})

test('[S71] applyMutation() lets a restore that the trasher had not seen stand, also when the trasher restored too', () => {
  const draft = createMemoryDraft([sampleAsset(1)])
  act(draft, restore, { client: 2 })
  act(draft, restore, { client: 1, baseSeq: 1 })
  assert.equal(act(draft, trash, { client: 1, baseSeq: 1 }).kind, 'superseded')
  assert.equal(act(draft, trash, { client: 1, baseSeq: 2 }).kind, 'applied')
})

test('[S72] applyMutation() leaves a whole in peace that the trasher has not seen whole', () => {
  const draft = createMemoryDraft([sampleAsset(1), sampleAsset(2)])
  mergeAssets(draft, assetId, sampleAssetId(2), null)
  assert.equal(act(draft, trash, { baseSeq: 2 }).kind, 'superseded')
  assert.equal(act(draft, edit('trash', { assetId: sampleAssetId(2) })).kind, 'superseded')
  assert.equal(act(draft, trash).kind, 'applied')
})

test('[S73] applyMutation() deletes for good out of the trash alone, and keeps the row, the files and the words', () => {
  const draft = createMemoryDraft([sampleAsset(1)])
  const early = act(draft, deleteForGood)
  assert.deepEqual(early, { kind: 'refused', code: 'not_in_trash', facts: { assetId } })
  const full = trashed()
  assert.deepEqual(act(full, deleteForGood, { client: 2, ageMs: 5_000 }), { kind: 'applied' })
  const { state, deletedAt, deletedBy, caption: kept, rating, resources, trashedBy } = assetOf(full, 1)
  assert.deepEqual([state, deletedAt, deletedBy, trashedBy], ['deleted', NOW, 'device 2', 'device 1'])
  assert.deepEqual([kept, rating, resources.length], ['Sea', 4, 1])
  assert.deepEqual(act(full, deleteForGood), { kind: 'unchanged' })
  assert.deepEqual(act(createMemoryDraft(), deleteForGood), {
    kind: 'refused',
    code: 'gone',
    facts: { assetId },
  })
})

/** Everything that another client may say of a photo in the trash. */
const SAID: readonly Edit[] = [
  caption('x'),
  edit('setFavourite', { assetId, value: true }),
  edit('setHidden', { assetId, value: true }),
  edit('setRating', { assetId, value: 1 }),
  edit('setTitle', { assetId, value: 'x' }),
  edit('setDated', { assetId, value: null }),
  edit('setLocated', { assetId, value: null }),
  edit('setKeyword', { assetId, keyword: 'x', isOn: true }),
  edit('setVersion', { assetId, recipe: { flip: true }, sha256: null }),
]

for (const said of SAID) {
  test(`[S73] applyMutation() does not delete for good what somebody did ${said.op} to, unless the deleter saw it`, () => {
    const draft = trashed()
    const baseSeq = draft.headSeq()
    act(draft, said, { client: 2 })
    const refused = act(draft, deleteForGood, { client: 1, baseSeq })
    assert.deepEqual(refused, { kind: 'refused', code: 'changed_since', facts: { assetId } })
    assert.equal(assetOf(draft, 1).state, 'trashed')
    assert.equal(act(draft, deleteForGood, { client: 1 }).kind, 'applied')
    const own = trashed()
    act(own, said, { client: 1, baseSeq })
    assert.equal(act(own, deleteForGood, { client: 1, baseSeq }).kind, 'applied')
  })
}

test('[S73] applyMutation() does not delete for good what somebody put into an album meanwhile', () => {
  const albumId = sampleAlbumId(1)
  const draft = trashed()
  act(draft, edit('createAlbum', { albumId, type: 'album', name: 'Lake', parentId: null, search: null }))
  const baseSeq = draft.headSeq()
  act(draft, edit('placeEntry', { albumId, assetId, after: 'end' }), { client: 2 })
  const outcome = act(draft, deleteForGood, { client: 1, baseSeq })
  assert.equal(outcome.kind === 'refused' && outcome.code, 'changed_since')
  act(draft, edit('removeEntry', { albumId, assetId }), { client: 2 })
  assert.equal(act(draft, deleteForGood, { client: 1, baseSeq }).kind, 'applied')
})

test('[S46] [S73] applyMutation() does not delete for good what another said, though the deleter said it later', () => {
  const draft = trashed()
  const baseSeq = draft.headSeq()
  act(draft, caption('of the other'), { client: 2, ageMs: 9 })
  act(draft, caption('of the deleter'), { client: 1, baseSeq })
  const outcome = act(draft, deleteForGood, { client: 1, baseSeq })
  assert.equal(outcome.kind === 'refused' && outcome.code, 'changed_since')
})

test('[S73] applyMutation() minds the edits of a release that knows more fields', () => {
  const people = { seq: 9, editedAt: 1, clientId: 'f'.repeat(32) }
  const newer = sampleAsset(1, { state: 'trashed', trashedAt: 1, edits: { people } })
  const outcome = act(createMemoryDraft([newer]), deleteForGood, { baseSeq: 5 })
  assert.equal(outcome.kind === 'refused' && outcome.code, 'changed_since')
})

test('[S62] [S74] applyMutation() brings back what was deleted for good by an explicit import alone', () => {
  const draft = trashed()
  act(draft, deleteForGood)
  assert.equal(act(draft, restore).kind, 'refused')
  const automatic = act(draft, createOf(1))
  assert.equal(automatic.kind === 'refused' && automatic.code, 'deleted_by_you')
  assert.equal(act(draft, createOf(1, { source: 'explicit' })).kind, 'applied')
  const { state, caption: said, rating, deletedAt, deletedBy, no } = assetOf(draft, 1)
  assert.deepEqual(
    [state, said, rating, deletedAt, deletedBy, no],
    ['live', 'Sea', 4, undefined, undefined, 1],
  )
})

test('[S62] [S74] applyMutation() brings back what was purged with the files that come now, and no others', () => {
  const resources = [sampleResource(1), sampleResource(2, { role: 'motion' })]
  const purged = sampleAsset(1, { state: 'deleted', deletedAt: 1, purgedAt: 2, resources })
  const draft = createMemoryDraft([purged], { [sampleHash(1)]: 1_000 })
  act(draft, createOf(1, { source: 'explicit' }))
  const asset = assetOf(draft, 1)
  assert.deepEqual(
    asset.resources.map(({ sha256 }) => sha256),
    [sampleHash(1)],
  )
  assert.equal('purgedAt' in asset, false)
})

test('[S3] applyMutation() gives a part that is brought back out of a purged whole its own number again', () => {
  const whole = sampleAsset(1, { state: 'deleted', deletedAt: 1, purgedAt: 2, mergedSeq: 1 })
  const part = sampleAsset(2, { state: 'merged', mergedInto: assetId })
  const draft = createMemoryDraft([whole, part], { [sampleHash(2)]: 1_000 })
  assert.equal(act(draft, createOf(2, { source: 'explicit' })).kind, 'applied')
  assert.deepEqual([assetOf(draft, 2).state, assetOf(draft, 2).no], ['live', 2])
  assert.equal(assetOf(draft, 1).state, 'deleted')
})
