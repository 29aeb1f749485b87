import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleAsset, sampleAssetId, sampleHash } from '../test-kit/sample-asset.ts'
import { sampleOriginal, sampleTrees } from '../test-kit/sample-trees.ts'
import { surveyFolder } from './survey-folder.ts'

test('[R17] surveyFolder() fetches nothing that was deleted here and that the library holds', () => {
  const assets = [sampleAsset(1), sampleAsset(2), sampleAsset(3, { state: 'trashed' })]
  const heldAssets = new Set([sampleAssetId(1), sampleAssetId(3)])
  const { items, steps } = surveyFolder(sampleTrees({ assets, heldAssets }))
  const found = Object.fromEntries(items.map(({ sha256, standing }) => [sha256, standing]))
  assert.deepEqual(found[sampleHash(1)], { kind: 'held', by: 'library', missing: 2, of: 3 })
  assert.equal(found[sampleHash(2)]?.kind, 'to_download')
  assert.equal(found[sampleHash(3)]?.kind, 'trashed')
  assert.deepEqual(steps, [])
})

test('[R17] surveyFolder() calls a file safe that was put back while the library holds its deletion', () => {
  const local = [sampleOriginal('a.jpg', 1)]
  const trees = sampleTrees({ local, assets: [sampleAsset(1)], heldAssets: new Set([sampleAssetId(1)]) })
  assert.equal(surveyFolder(trees).items[0]?.standing.kind, 'verified')
})

test('surveyFolder() tells what was deleted for good from what is in the trash', () => {
  const deleted = sampleAsset(1, { state: 'deleted', trashedAt: 5, trashedBy: 'iPad', deletedAt: 6 })
  const assets = [deleted, sampleAsset(2, { state: 'trashed' })]
  const { items } = surveyFolder(sampleTrees({ local: [sampleOriginal('a.jpg', 1)], assets }))
  const forGood = items.map(({ standing }) => standing.kind === 'trashed' && standing.isForGood)
  assert.deepEqual(forGood, [true, false])
})
