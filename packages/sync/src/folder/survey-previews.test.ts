import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleAsset, sampleAssetId, sampleHash, sampleResource } from '../test-kit/sample-asset.ts'
import { sampleAgreed, sampleFile, sampleOriginal, sampleTrees } from '../test-kit/sample-trees.ts'
import { originalPlaceOf, previewPlaceOf } from './preview-place.ts'
import { surveyFolder } from './survey-folder.ts'
import type { FolderTrees } from './trees.ts'

const PLACE = 'a.jpg.preview.jpg'

/** The original of mark 1, of 1000 bytes; its smaller version is of mark 9 and 100 bytes. */
const live = sampleAsset(1)
const small = (path: string) => ({ ...sampleOriginal(path, 9), bytes: 100 })
const KNOWN = new Map([[sampleHash(9), { originalSha256: sampleHash(1), bytes: 100 }]])

/** Trees of a folder in which the smaller version lies at its place, and the state knows. */
function optimised(changes: Partial<FolderTrees> = {}): FolderTrees {
  return sampleTrees({
    local: [small(PLACE)],
    agreed: [sampleAgreed(PLACE, 1)],
    assets: [live],
    previews: KNOWN,
    previewPlaces: new Map([[PLACE, sampleHash(9)]]),
    ...changes,
  })
}

const stepsOf = (trees: FolderTrees) =>
  surveyFolder(trees).steps.map((step) =>
    step.kind === 'agree' || step.kind === 'agree_preview'
      ? `${step.kind} ${step.file.path}`
      : `${step.kind} ${step.path}`,
  )

const standingsOf = (trees: FolderTrees) =>
  Object.fromEntries(surveyFolder(trees).items.map(({ path, standing }) => [path, standing.kind]))

test('surveyFolder() counts a known smaller version as the original that it stands for', () => {
  const { items, steps } = surveyFolder(optimised())
  assert.deepEqual(steps, [])
  assert.equal(items.length, 1)
  const [item] = items
  assert.deepEqual([item?.sha256, item?.bytes, item?.standing.kind], [sampleHash(1), 1_000, 'optimised'])
})

test('[R9] surveyFolder() knows a smaller version by its hash, wherever it lies and whatever it says of itself', () => {
  const trees = optimised({ local: [small('else/x.jpg')] })
  assert.deepEqual(standingsOf(trees), { 'else/x.jpg': 'optimised' })
  assert.deepEqual(stepsOf(trees), [`forget ${PLACE}`, 'agree_preview else/x.jpg'])
  const copied = optimised({ local: [small(PLACE), small('a copy.jpg')] })
  assert.deepEqual(standingsOf(copied), { [PLACE]: 'optimised', 'a copy.jpg': 'preview' })
  assert.deepEqual(stepsOf(copied), [])
  assert.deepEqual(standingsOf(optimised({ assets: [] })), { [PLACE]: 'preview' })
})

test('[R9] surveyFolder() takes other bytes at a smaller version’s place for neither an original nor an edit', () => {
  const trees = optimised({ local: [sampleOriginal(PLACE, 5)] })
  const { items, steps } = surveyFolder(trees)
  assert.deepEqual(steps, [])
  assert.deepEqual(items.find(({ path }) => path === PLACE)?.standing, {
    kind: 'preview',
    originalSha256: sampleHash(1),
    isOriginalHeld: false,
    isEdited: true,
  })
})

test('surveyFolder() drops a smaller version once its original is back, and a copy that somebody made never', () => {
  const back = [sampleOriginal('a.jpg', 1), small(PLACE)]
  assert.deepEqual(stepsOf(optimised({ local: back })), ['agree a.jpg', `drop_preview ${PLACE}`])
  // As after a kill, before anything was agreed.
  const killed = optimised({ local: back, agreed: [sampleAgreed('a.jpg', 1)], previewPlaces: new Map() })
  assert.deepEqual(stepsOf(killed), [`drop_preview ${PLACE}`])
  const copy = optimised({ local: [...back, small('mine.jpg')] })
  assert.ok(!stepsOf(copy).includes('drop_preview mine.jpg'))
})

test('[R17] surveyFolder() takes a smaller version that is gone for a deletion, unless it may lie where nobody has read yet', () => {
  const gone = { local: [], confirmedMissing: new Set([PLACE]) }
  assert.deepEqual(stepsOf(optimised(gone)), [`trash ${PLACE}`])
  const unread = { ...sampleFile('new.jpg', { kind: 'changing' }), bytes: 100 }
  assert.deepEqual(stepsOf(optimised({ ...gone, local: [unread] })), [])
  const others = [2, 3, 4].map((mark) => sampleAgreed(`${mark}.jpg`, mark))
  const assets = [live, ...[2, 3, 4].map((mark) => sampleAsset(mark))]
  const all = optimised({
    local: [],
    agreed: [sampleAgreed(PLACE, 1), ...others],
    assets,
    confirmedMissing: new Set([PLACE, '2.jpg', '3.jpg', '4.jpg']),
  })
  assert.deepEqual(stepsOf(all), [], 'the firewall holds it like any other')
})

test('surveyFolder() sets the smaller version of a photo aside that was deleted elsewhere, under its own hash', () => {
  const trashed = sampleAsset(1, { state: 'trashed', trashedAt: 1, trashedBy: 'iPad' })
  assert.deepEqual(surveyFolder(optimised({ assets: [trashed] })).steps, [
    { kind: 'set_aside', path: PLACE, sha256: sampleHash(9) },
  ])
})

test('surveyFolder() takes an original that was dropped without a smaller version for no deletion', () => {
  const bare = new Set([sampleHash(1)])
  const away = optimised({ local: [], agreed: [], bare, lastPlaceOf: () => 'a.jpg' })
  assert.deepEqual(standingsOf(away), { 'a.jpg': 'optimised' })
  assert.deepEqual(stepsOf(away), [])
  const derivatives = { version: 1, kinds: ['preview'], failure: null }
  const asset = sampleAsset(1, { resources: [sampleResource(1, { derivatives })] })
  assert.deepEqual(standingsOf({ ...away, assets: [asset] }), { 'a.jpg': 'to_download' })
  // Its other file is deleted: nobody has deleted this one.
  const pair = sampleAsset(1, { resources: [sampleResource(1), sampleResource(2, { role: 'raw' })] })
  const half = { ...away, assets: [pair], confirmedMissing: new Set(['a.raw']) }
  const agreed = [{ path: 'a.raw', assetId: sampleAssetId(1), sha256: sampleHash(2) }]
  assert.deepEqual(stepsOf({ ...half, agreed }), ['forget a.raw'])
})

test('originalPlaceOf() finds back from previewPlaceOf(), and to a fitting name after a renaming', () => {
  assert.equal(originalPlaceOf(previewPlaceOf('x/IMG_1.HEIC'), 'other.HEIC'), 'x/IMG_1.HEIC')
  assert.equal(originalPlaceOf('x/at the lake.jpg', 'IMG_1.HEIC'), 'x/at the lake.HEIC')
  assert.equal(originalPlaceOf('.preview.jpg', 'IMG_1.MOV'), '.preview.MOV')
})
