import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset, Media } from '@rollcall/protocol'
import { decide } from '../policy/decide.ts'
import { DEFAULT_SETTINGS } from '../policy/settings.ts'
import { act, assetOf, edit } from '../test-kit/act.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { sampleAsset, sampleAssetId, sampleHash, sampleResource } from '../test-kit/sample-asset.ts'
import { GOOD_CONDITIONS, sampleFacts } from '../test-kit/sample-facts.ts'
import { sampleAgreed, sampleOriginal, sampleTrees } from '../test-kit/sample-trees.ts'
import { noteOf } from './note-of.ts'
import { surveyFolder } from './survey-folder.ts'

const MEDIA: Media = {
  width: 40,
  height: 30,
  durationMs: null,
  offsetMinutes: null,
  make: 'Apple',
  model: null,
  lens: null,
  exposure: { iso: null, fNumber: null, seconds: null, focalLengthMm: null },
  place: null,
  subtypes: ['live_photo'],
  contentId: '2F9E-live-77',
  burstId: null,
  thumbhash: null,
  colour: null,
  warnings: [],
}

const STILL = sampleAsset(1, { media: MEDIA })

/** What the roll says of the file of an asset that is here and agreed. */
function codeOf(asset: Asset, others: readonly Asset[] = []): string | undefined {
  const { items } = surveyFolder(
    sampleTrees({
      local: [sampleOriginal('a.jpg', 1)],
      agreed: [sampleAgreed('a.jpg', 1)],
      assets: [asset, ...others],
    }),
  )
  const standing = items.find(({ path }) => path === 'a.jpg')?.standing
  if (standing === undefined) return undefined
  const { state, because } = decide(DEFAULT_SETTINGS, GOOD_CONDITIONS, sampleFacts(standing))
  assert.equal(state, 'safe')
  return because[0].code
}

test('noteOf() says that a half of a Live Photo is missing only where the file itself promises one', () => {
  assert.equal(codeOf(STILL), 'incomplete_live_photo')
  assert.equal(codeOf(sampleAsset(1)), 'verified')
  assert.equal(codeOf(sampleAsset(1, { media: { ...MEDIA, contentId: null } })), 'verified')
  const motion = sampleResource(2, { role: 'motion', name: 'IMG_1.mov', mime: 'video/quicktime' })
  assert.equal(codeOf({ ...STILL, resources: [sampleResource(1), motion] }), 'verified')
  const lone = { kind: 'video' as const, resources: [sampleResource(1, { role: 'motion' })] }
  assert.deepEqual(noteOf({ ...STILL, ...lone }), { kind: 'half', missing: 'still' })
  assert.equal(noteOf(sampleAsset(1, lone)), null)
})

test('noteOf() waits for no half that somebody deleted', () => {
  const trashed = sampleAsset(2, {
    state: 'trashed',
    media: { ...MEDIA, contentId: '2f9e-LIVE-77' },
    resources: [sampleResource(2, { role: 'motion' })],
  })
  assert.equal(codeOf(STILL, [trashed]), 'verified')
  assert.equal(codeOf(STILL, [{ ...trashed, state: 'live' }]), 'incomplete_live_photo')
})

test('noteOf() speaks at the first file of a photo alone', () => {
  const edited = sampleResource(2, { role: 'edit', name: 'IMG_1_edited.jpg' })
  const { items } = surveyFolder(
    sampleTrees({
      local: [sampleOriginal('a.jpg', 1), sampleOriginal('b.jpg', 2)],
      assets: [{ ...STILL, resources: [sampleResource(1), edited] }],
    }),
  )
  const noted = items.filter(({ standing }) => standing.kind === 'verified' && standing.note !== undefined)
  assert.deepEqual(
    noted.map(({ path }) => path),
    ['a.jpg'],
  )
})

const turn = edit('setVersion', { assetId: sampleAssetId(1), recipe: { rotate: 90 }, sha256: null })
const flip = edit('setVersion', { assetId: sampleAssetId(1), recipe: { flip: true }, sha256: null })

test('noteOf() says that both are kept of what two devices changed at once, until somebody changes it in sight of both', () => {
  const unseen = sampleAsset(1).seq
  const [earlier, later] = [
    { client: 1, baseSeq: unseen, ageMs: 9 },
    { client: 2, baseSeq: unseen, ageMs: 1 },
  ]
  for (const order of [
    [earlier, later],
    [later, earlier],
  ]) {
    const draft = createMemoryDraft([sampleAsset(1)])
    for (const by of order) act(draft, by === earlier ? turn : flip, by)
    assert.equal(codeOf(assetOf(draft, 1)), 'conflict_kept_both')
    act(draft, flip, { client: 1 })
    assert.equal(codeOf(assetOf(draft, 1)), 'verified')
  }
})

test('noteOf() says nothing of changes made one after the other, by one device or by two', () => {
  const draft = createMemoryDraft([sampleAsset(1)])
  act(draft, turn, { client: 1 })
  act(draft, flip, { client: 2 })
  act(draft, turn, { client: 2 })
  assert.equal(noteOf(assetOf(draft, 1)), null)
})

test('noteOf() names the file that is not shown', () => {
  const file = sampleResource(2, { role: 'edit', name: 'IMG_1 (from the laptop).jpg' })
  const draft = createMemoryDraft([sampleAsset(1, { resources: [sampleResource(1), file] })])
  const byFile = edit('setVersion', { assetId: sampleAssetId(1), recipe: null, sha256: sampleHash(2) })
  act(draft, byFile, { client: 1, baseSeq: 1, ageMs: 9 })
  act(draft, turn, { client: 2, baseSeq: 1, ageMs: 1 })
  assert.deepEqual(noteOf(assetOf(draft, 1)), { kind: 'kept_both', other: 'IMG_1 (from the laptop).jpg' })
})
