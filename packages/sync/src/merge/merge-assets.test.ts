import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset, Mutation, MutationOutcome } from '@rollcall/protocol'
import { RESOURCES_MAX } from '@rollcall/protocol'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import type { MemoryDraft } from '../test-kit/memory-draft.ts'
import {
  sampleAsset,
  sampleAssetId,
  sampleClientId,
  sampleHash,
  sampleResource,
} from '../test-kit/sample-asset.ts'
import { applyMutation } from './apply-mutation.ts'
import { mergeAssets } from './merge-assets.ts'

const STILL = sampleAssetId(1)
const MOTION = sampleAssetId(2)
const motionFile = sampleResource(2, { role: 'motion', name: 'IMG_1.MOV', mime: 'video/quicktime' })
const motion = sampleAsset(2, { kind: 'video', resources: [motionFile] })
const stamp = (mark: number) => ({ seq: mark, editedAt: mark, clientId: sampleClientId(mark) })

function act(draft: MemoryDraft, edit: Pick<Mutation, 'op' | 'args'>, baseSeq = 0): MutationOutcome {
  const context = { clientId: sampleClientId(9), deviceName: 'iPad', now: 1_000 }
  return applyMutation(draft, { n: 1, baseSeq, ageMs: 0, ...edit } as Mutation, context)
}

function merged(...assets: readonly Asset[]): MemoryDraft {
  const draft = createMemoryDraft(assets)
  assert.equal(mergeAssets(draft, STILL, MOTION, 'motion'), true)
  return draft
}

test('[S63] mergeAssets() makes one asset of two, with the files of both', () => {
  const draft = merged(sampleAsset(1), motion)
  assert.deepEqual(
    draft.asset(STILL),
    sampleAsset(1, { seq: 3, mergedSeq: 3, resources: [sampleResource(1), motionFile] }),
  )
  assert.deepEqual(draft.asset(MOTION), { ...motion, seq: 4, state: 'merged', mergedInto: STILL })
})

test('[S64] mergeAssets() keeps what a person said of either', () => {
  const caption = { caption: 'See', edits: { caption: stamp(5) } }
  const favourite = { favourite: true, edits: { favourite: stamp(6) } }
  const draft = merged(sampleAsset(1, caption), { ...motion, ...favourite, caption: 'not this' })
  const whole = draft.asset(STILL)
  assert.deepEqual([whole?.caption, whole?.favourite], ['See', true])
  assert.deepEqual(whole?.edits, { caption: stamp(5), favourite: stamp(6) })
})

test('mergeAssets() changes nothing when one is not live, is the other, or the files are too many', () => {
  const full = Array.from({ length: RESOURCES_MAX }, (_, index) => sampleResource(100 + index))
  const cases: readonly (readonly Asset[])[] = [
    [sampleAsset(1, { state: 'trashed', trashedAt: 1 }), motion],
    [sampleAsset(1), { ...motion, state: 'trashed' }],
    [sampleAsset(1, { resources: full }), motion],
    [sampleAsset(1)],
    [motion],
  ]
  for (const assets of cases) {
    const draft = createMemoryDraft(assets)
    assert.equal(mergeAssets(draft, STILL, MOTION, 'motion'), false)
    assert.deepEqual([...draft.assets.values()], assets)
  }
  const same = createMemoryDraft([sampleAsset(1)])
  assert.equal(mergeAssets(same, STILL, STILL, null), false)
})

test('mergeAssets() twice equals once', () => {
  const draft = merged(sampleAsset(1), motion)
  const before = [...draft.assets.values()]
  assert.equal(mergeAssets(draft, STILL, MOTION, 'motion'), false)
  assert.deepEqual([...draft.assets.values()], before)
})

test('[S63] applyMutation() on a part that was merged speaks of the whole', () => {
  const draft = merged(sampleAsset(1), motion)
  assert.equal(act(draft, { op: 'setCaption', args: { assetId: MOTION, value: 'Sea' } }).kind, 'applied')
  assert.equal(act(draft, { op: 'setFavourite', args: { assetId: MOTION, value: true } }).kind, 'applied')
  const { caption, favourite } = draft.asset(STILL) ?? {}
  assert.deepEqual({ caption, favourite }, { caption: 'Sea', favourite: true })
})

test('[S72] trashing the whole without having seen it leaves it alone; having seen it, it goes', () => {
  const draft = merged(sampleAsset(1), motion)
  assert.equal(act(draft, { op: 'trash', args: { assetId: STILL } }).kind, 'superseded')
  assert.equal(draft.asset(STILL)?.state, 'live')
  assert.equal(act(draft, { op: 'trash', args: { assetId: STILL } }, draft.headSeq()).kind, 'applied')
})

test('mergeAssets() gives the role to the part itself, and leaves its companions theirs', () => {
  const sidecar = sampleResource(3, { role: 'sidecar', name: 'IMG_1.CR3.xmp' })
  const raw = sampleAsset(2, { resources: [sampleResource(2, { name: 'IMG_1.CR3' }), sidecar] })
  const draft = createMemoryDraft([sampleAsset(1), raw])
  mergeAssets(draft, STILL, MOTION, 'raw')
  assert.deepEqual(
    draft.asset(STILL)?.resources.map(({ role }) => role),
    ['still', 'raw', 'sidecar'],
  )
})

test('[S72] trashing a part that was merged leaves the whole alone', () => {
  const draft = merged(sampleAsset(1), motion)
  const outcome = act(draft, { op: 'trash', args: { assetId: MOTION } })
  assert.equal(outcome.kind, 'superseded')
  assert.equal(draft.asset(STILL)?.state, 'live')
})

test('createAsset() again of a part that was merged changes nothing, and obeys the trash', () => {
  const draft = merged(sampleAsset(1), motion)
  const { state: _, ...declared } = motionFile
  const args = {
    assetId: MOTION,
    copyNo: 0,
    kind: 'video',
    takenAt: 0,
    takenFrom: 'file_time',
    resources: [declared],
    source: 'automatic',
  } as const
  assert.deepEqual(act(draft, { op: 'create', args: { ...args, resources: [declared] } }), {
    kind: 'unchanged',
  })
  act(draft, { op: 'trash', args: { assetId: STILL } }, draft.headSeq())
  const again = act(draft, { op: 'create', args: { ...args, resources: [declared] } })
  assert.equal(again.kind === 'refused' && again.code, 'deleted_by_you')
})

test('[S63] createAsset() takes in a declared file that was an asset of its own, in either order', () => {
  const { state: _s, ...still } = sampleResource(1)
  const { state: _x, ...sidecar } = sampleResource(3, { role: 'sidecar', name: 'IMG_1.xmp' })
  const create: Pick<Mutation, 'op' | 'args'> = {
    op: 'create',
    args: {
      assetId: STILL,
      copyNo: 0,
      kind: 'photo',
      takenAt: 0,
      takenFrom: 'file_time',
      resources: [still, sidecar],
      source: 'automatic',
    },
  }
  const alone = sampleAsset(3, { kind: 'sidecar', resources: [sampleResource(3, { role: 'sidecar' })] })
  for (const before of [[alone], [sampleAsset(1), alone]]) {
    const draft = createMemoryDraft(before, { [sampleHash(1)]: 1_000 })
    assert.deepEqual(act(draft, create), { kind: 'applied' })
    assert.equal(draft.asset(sampleAssetId(3))?.mergedInto, STILL)
    assert.deepEqual(
      draft.asset(STILL)?.resources.map(({ role, sha256 }) => [role, sha256]),
      [
        ['still', sampleHash(1)],
        ['sidecar', sampleHash(3)],
      ],
    )
    assert.deepEqual(act(draft, create), { kind: 'unchanged' })
  }
})

test('[S65] createAsset() of a duplicate made on purpose leaves the first one alone', () => {
  const draft = createMemoryDraft([sampleAsset(1)])
  const { state: _, ...still } = sampleResource(1)
  const args = {
    assetId: draft.assetIdOf(sampleHash(1), 1),
    copyNo: 1,
    kind: 'photo' as const,
    takenAt: 0,
    takenFrom: 'file_time',
    resources: [still],
    source: 'explicit' as const,
  }
  assert.deepEqual(act(draft, { op: 'create', args }), { kind: 'applied' })
  assert.equal(draft.asset(STILL)?.state, 'live')
})
