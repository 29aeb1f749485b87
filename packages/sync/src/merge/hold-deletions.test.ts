import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AssetId, HoldId, Mutation } from '@rollcall/protocol'
import { HOLD_ASSETS_MAX } from '@rollcall/protocol'
import type { MemoryDraft } from '../test-kit/memory-draft.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { sampleAsset, sampleAssetId, sampleClientId } from '../test-kit/sample-asset.ts'
import { applyMutation, stampOf } from './apply-mutation.ts'
import { holdDeletions } from './hold-deletions.ts'
import { mergeAssets } from './merge-assets.ts'

const HOLD = '7'.repeat(32) as HoldId
const NOW = 1_000_000
const PHONE = { clientId: sampleClientId(1), deviceName: 'phone', now: NOW }
const LAPTOP = { clientId: sampleClientId(2), deviceName: 'laptop', now: NOW + 10 }

type Context = typeof PHONE

function act(draft: MemoryDraft, context: Context, edit: Pick<Mutation, 'op' | 'args'>, baseSeq?: number) {
  const mutation = { n: 1, baseSeq: baseSeq ?? draft.headSeq(), ageMs: 0, ...edit } as Mutation
  return applyMutation(draft, mutation, context)
}

function hold(draft: MemoryDraft, assetIds: readonly number[], sentBefore: readonly number[] = []): void {
  const mutation = { n: 1, baseSeq: draft.headSeq(), ageMs: 5 } as Mutation
  holdDeletions(
    draft,
    { holdId: HOLD, assetIds: assetIds.map(sampleAssetId), sentBefore: sentBefore.map(sampleAssetId) },
    stampOf(mutation, PHONE),
  )
}

function library(count: number): MemoryDraft {
  return createMemoryDraft(Array.from({ length: count }, (_, index) => sampleAsset(index + 1)))
}

function stateOf(draft: MemoryDraft, mark: number): string | undefined {
  return draft.asset(sampleAssetId(mark))?.state
}

const trash = (assetId: AssetId): Pick<Mutation, 'op' | 'args'> => ({ op: 'trash', args: { assetId } })
const restore = (assetId: AssetId): Pick<Mutation, 'op' | 'args'> => ({ op: 'restore', args: { assetId } })
const answer = (word: 'release' | 'undo'): Pick<Mutation, 'op' | 'args'> => ({
  op: 'answerHold',
  args: { holdId: HOLD, answer: word },
})

test('[R17] [S97] holdDeletions() trashes nothing, and takes back what went before', () => {
  const draft = library(3)
  act(draft, PHONE, trash(sampleAssetId(1)))
  hold(draft, [2], [1])
  assert.deepEqual(
    [1, 2, 3].map((mark) => stateOf(draft, mark)),
    ['live', 'live', 'live'],
  )
  assert.deepEqual(draft.record('hold', HOLD), {
    kind: 'hold',
    key: HOLD,
    seq: draft.headSeq(),
    deviceName: 'phone',
    clientId: PHONE.clientId,
    heldAt: NOW,
    assetIds: [sampleAssetId(1), sampleAssetId(2)],
    state: 'waiting',
    answeredBy: null,
  })
})

test('[R17] holdDeletions() leaves alone what another device has put into the trash', () => {
  const draft = library(2)
  act(draft, LAPTOP, trash(sampleAssetId(1)))
  hold(draft, [2], [1])
  assert.equal(stateOf(draft, 1), 'trashed')
  assert.deepEqual(draft.record('hold', HOLD)?.assetIds, [sampleAssetId(2)])
})

test('[R17] [S95] answerHold() releases as one, in the name of the device that deleted', () => {
  const draft = library(3)
  act(draft, PHONE, trash(sampleAssetId(1)))
  hold(draft, [2], [1])
  assert.deepEqual(act(draft, LAPTOP, answer('release')), { kind: 'applied' })
  assert.deepEqual(
    [1, 2, 3].map((mark) => stateOf(draft, mark)),
    ['trashed', 'trashed', 'live'],
  )
  assert.equal(draft.asset(sampleAssetId(2))?.trashedBy, 'phone')
  assert.equal(draft.record('hold', HOLD)?.state, 'released')
})

test('[R17] [S95] [S96] answerHold() undoes as one, and the first answer counts', () => {
  const draft = library(2)
  hold(draft, [1, 2])
  assert.deepEqual(act(draft, LAPTOP, answer('undo')), { kind: 'applied' })
  assert.deepEqual(act(draft, PHONE, answer('undo')), { kind: 'unchanged' })
  assert.equal(act(draft, PHONE, answer('release')).kind, 'superseded')
  assert.deepEqual(
    [1, 2].map((mark) => stateOf(draft, mark)),
    ['live', 'live'],
  )
})

test('[R17] answerHold() refuses a hold that is not there', () => {
  assert.equal(act(library(1), PHONE, answer('undo')).kind, 'refused')
})

test('[R17] [S97] a photo that somebody restores while it is held stays, also when the hold grows afterwards', () => {
  const draft = library(3)
  hold(draft, [1, 2])
  act(draft, LAPTOP, restore(sampleAssetId(1)))
  hold(draft, [3])
  assert.deepEqual(draft.record('hold', HOLD)?.assetIds, [sampleAssetId(2), sampleAssetId(3)])
  act(draft, LAPTOP, restore(sampleAssetId(3)))
  act(draft, LAPTOP, answer('release'))
  assert.deepEqual(
    [1, 2, 3].map((mark) => stateOf(draft, mark)),
    ['live', 'trashed', 'live'],
  )
})

test('holdDeletions() holds each photo once, and no more than one hold may have', () => {
  const draft = library(2)
  hold(draft, [1, 1])
  hold(draft, [1, 2])
  assert.deepEqual(draft.record('hold', HOLD)?.assetIds, [sampleAssetId(1), sampleAssetId(2)])
  const tooMany = Array.from({ length: HOLD_ASSETS_MAX + 1 }, (_, index) => index)
  assert.throws(() => hold(draft, tooMany), /Cannot hold/)
})

test('[S72] [S97] holdDeletions() lets go of what has taken another photo in since, even when the hold grows', () => {
  const draft = library(3)
  hold(draft, [1])
  assert.ok(mergeAssets(draft, sampleAssetId(1), sampleAssetId(2), null))
  hold(draft, [3])
  act(draft, LAPTOP, answer('release'))
  assert.deepEqual([stateOf(draft, 1), stateOf(draft, 3)], ['live', 'trashed'])
})
