import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset, Mutation } from '@rollcall/protocol'
import { assetSchema, TRASH_KEPT_MS } from '@rollcall/protocol'
import type { MemoryDraft } from '../test-kit/memory-draft.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import {
  sampleAsset,
  sampleAssetId,
  sampleClientId,
  sampleHash,
  sampleResource,
} from '../test-kit/sample-asset.ts'
import { applyMutation } from './apply-mutation.ts'
import { mergeAssets } from './merge-assets.ts'
import { expireAsset, purgeAsset } from './purge-asset.ts'

const NOW = Date.UTC(2026, 4, 3)
const DAY_MS = 24 * 3600_000
const ID = sampleAssetId(1)
const CONTEXT = { clientId: sampleClientId(1), deviceName: 'iPad' }

function act(
  draft: MemoryDraft,
  now: number,
  edit: Pick<Mutation, 'op' | 'args'>,
  baseSeq = draft.headSeq(),
) {
  return applyMutation(draft, { n: 1, baseSeq, ageMs: 0, ...edit } as Mutation, { ...CONTEXT, now })
}

function trashed(changes: Partial<Asset> = {}): MemoryDraft {
  const draft = createMemoryDraft([sampleAsset(1, changes)])
  act(draft, NOW, { op: 'trash', args: { assetId: ID } })
  return draft
}

function deleted(changes: Partial<Asset> = {}): MemoryDraft {
  const draft = trashed(changes)
  act(draft, NOW, { op: 'deleteForGood', args: { assetId: ID } })
  return draft
}

const at = (now: number) => ({ now, keptMs: TRASH_KEPT_MS })

function createAgain(draft: MemoryDraft, source: 'automatic' | 'explicit') {
  const { state: _, derivatives: _made, ...resource } = sampleResource(1)
  const args = { assetId: ID, copyNo: 0, kind: 'photo', takenAt: 0, takenFrom: 'file_time' } as const
  return act(draft, NOW, { op: 'create', args: { ...args, resources: [resource], source } })
}

test('[S75] expireAsset() deletes for good on the day, not a moment before', () => {
  const draft = trashed()
  assert.equal(expireAsset(draft, ID, at(NOW + TRASH_KEPT_MS - 1)), false)
  assert.equal(draft.asset(ID)?.state, 'trashed')
  assert.equal(expireAsset(draft, ID, at(NOW + TRASH_KEPT_MS)), true)
  const gone = draft.asset(ID)
  assert.deepEqual(
    [gone?.state, gone?.deletedAt, gone?.deletedBy, gone?.purgeAt, gone?.seq],
    ['deleted', NOW + TRASH_KEPT_MS, 'iPad', undefined, draft.headSeq()],
  )
  assert.equal(expireAsset(draft, ID, at(NOW + 2 * TRASH_KEPT_MS)), false)
})

test('[S75] expireAsset() leaves alone what was restored in the last moment', () => {
  const draft = trashed()
  act(draft, NOW + TRASH_KEPT_MS - 1, { op: 'restore', args: { assetId: ID } })
  assert.equal(expireAsset(draft, ID, at(NOW + TRASH_KEPT_MS)), false)
  assert.equal(draft.asset(ID)?.state, 'live')
})

test('expireAsset() gives what an older server trashed the whole time from now', () => {
  const draft = createMemoryDraft([sampleAsset(1, { state: 'trashed', trashedAt: 5, trashedBy: null })])
  assert.equal(expireAsset(draft, ID, at(NOW)), true)
  assert.deepEqual([draft.asset(ID)?.state, draft.asset(ID)?.purgeAt], ['trashed', NOW + TRASH_KEPT_MS])
  assert.equal(expireAsset(draft, ID, at(NOW + TRASH_KEPT_MS)), true)
  assert.equal(draft.asset(ID)?.deletedBy, 'the server')
})

test('[S76] purgeAsset() leaves nothing that was said of a photo, and enough to know its files by', () => {
  const said = {
    caption: 'at the lake',
    title: 'Lake',
    favourite: true,
    rating: 5,
    keywords: ['lake'],
    dated: { at: 7, offsetMinutes: null },
    located: { latitude: 1, longitude: 2 },
    hidden: true,
    versions: 3,
    weather: 'of a newer release',
    resources: [
      sampleResource(1, { derivatives: { version: 1, kinds: ['small'], failure: null } }),
      sampleResource(2, { role: 'motion' }),
    ],
  }
  const draft = deleted(said)
  assert.equal(purgeAsset(draft, ID, at(NOW + TRASH_KEPT_MS - 1)), null)
  const later = NOW + TRASH_KEPT_MS
  assert.deepEqual(purgeAsset(draft, ID, at(later)), [sampleHash(1), sampleHash(2)])
  const purged = assetSchema.parse(draft.asset(ID))
  const mark = {
    ...sampleAsset(1),
    seq: draft.headSeq(),
    state: 'deleted',
    trashedAt: NOW,
    trashedBy: 'iPad',
    deletedAt: NOW,
    deletedBy: 'iPad',
    purgedAt: later,
    versions: 3,
    resources: [sampleResource(1), sampleResource(2, { role: 'motion' })],
  }
  assert.deepEqual(purged, { ...mark, edits: { state: purged.edits.state } })
  assert.equal(purgeAsset(draft, ID, at(later)), null)
})

test('purgeAsset() takes the parts with it that were merged into the photo', () => {
  const part = sampleAsset(2, { caption: 'half', kind: 'video' })
  const draft = createMemoryDraft([sampleAsset(1), part])
  assert.ok(mergeAssets(draft, ID, part.id, 'motion'))
  act(draft, NOW, { op: 'trash', args: { assetId: ID } })
  act(draft, NOW, { op: 'deleteForGood', args: { assetId: ID } })
  assert.deepEqual(purgeAsset(draft, ID, at(NOW + TRASH_KEPT_MS)), [sampleHash(1), sampleHash(2)])
  const stripped = draft.asset(part.id)
  assert.deepEqual([stripped?.state, stripped?.mergedInto, stripped?.caption], ['merged', ID, ''])
})

test('[S76] no purge of what somebody imported again on purpose; automatic imports stay away for ever', () => {
  const draft = deleted({ caption: 'kept' })
  const refused = createAgain(draft, 'automatic')
  assert.equal(refused.kind === 'refused' ? refused.code : refused.kind, 'deleted_by_you')
  assert.deepEqual(createAgain(draft, 'explicit'), { kind: 'applied' })
  assert.equal(purgeAsset(draft, ID, at(NOW + TRASH_KEPT_MS)), null)
  assert.deepEqual([draft.asset(ID)?.state, draft.asset(ID)?.caption], ['live', 'kept'])
})

test('[S76] after the purge an explicit import brings the file back, and an automatic one does not', () => {
  const draft = deleted({ caption: 'gone' })
  purgeAsset(draft, ID, at(NOW + TRASH_KEPT_MS))
  assert.equal(createAgain(draft, 'automatic').kind, 'refused')
  assert.deepEqual(createAgain(draft, 'explicit'), { kind: 'applied' })
  const back = draft.asset(ID)
  assert.deepEqual([back?.state, back?.caption, back?.purgedAt, back?.no], ['live', '', undefined, 1])
})

test('[S73] deleteAsset() deletes only out of the trash, and nothing that somebody else has changed since', () => {
  const live = createMemoryDraft([sampleAsset(1)])
  const refusal = act(live, NOW, { op: 'deleteForGood', args: { assetId: ID } })
  assert.equal(refusal.kind === 'refused' ? refusal.code : refusal.kind, 'not_in_trash')
  const draft = trashed()
  const seen = draft.headSeq()
  const other = { clientId: sampleClientId(2), deviceName: 'phone', now: NOW }
  const caption = { n: 1, baseSeq: seen, ageMs: 0, op: 'setCaption', args: { assetId: ID, value: 'mine' } }
  applyMutation(draft, caption as Mutation, other)
  const changed = act(draft, NOW, { op: 'deleteForGood', args: { assetId: ID } }, seen)
  assert.equal(changed.kind === 'refused' ? changed.code : changed.kind, 'changed_since')
  assert.equal(act(draft, NOW, { op: 'deleteForGood', args: { assetId: ID } }).kind, 'applied')
  assert.equal(act(draft, NOW, { op: 'deleteForGood', args: { assetId: ID } }).kind, 'unchanged')
  assert.equal(draft.asset(ID)?.deletedAt, NOW)
})

test('expireAsset() and purgeAsset() do nothing to what is not there', () => {
  const draft = createMemoryDraft([])
  assert.equal(expireAsset(draft, ID, at(NOW)), false)
  assert.equal(purgeAsset(draft, ID, at(NOW + DAY_MS)), null)
})

test('[S76] purgeAsset() strips parts of parts, too', () => {
  const draft = createMemoryDraft([sampleAsset(1), sampleAsset(2), sampleAsset(3, { caption: 'to be gone' })])
  mergeAssets(draft, sampleAssetId(2), sampleAssetId(3), null)
  mergeAssets(draft, ID, sampleAssetId(2), null)
  act(draft, NOW, { op: 'trash', args: { assetId: ID } })
  act(draft, NOW, { op: 'deleteForGood', args: { assetId: ID } })
  purgeAsset(draft, ID, at(NOW + TRASH_KEPT_MS))
  assert.deepEqual(
    [1, 2, 3].map((mark) => draft.asset(sampleAssetId(mark))?.caption),
    ['', '', ''],
  )
})
