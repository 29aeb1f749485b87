import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleAsset, sampleHash, sampleResource } from '../test-kit/sample-asset.ts'
import { purgedHashes } from './purged-hashes.ts'

const gone = { state: 'deleted', deletedAt: 1, purgedAt: 2 } as const

test('purgedHashes() tells every file of a purged photo, and of no other', () => {
  const assets = [
    sampleAsset(1, { ...gone, resources: [sampleResource(1), sampleResource(11, { role: 'motion' })] }),
    sampleAsset(2),
    sampleAsset(3, { state: 'trashed' }),
    sampleAsset(4, { state: 'deleted', deletedAt: 1 }),
  ]
  assert.deepEqual([...purgedHashes(assets)], [sampleHash(1), sampleHash(11)])
})

test('purgedHashes() leaves out what another photo has too, in whatever state', () => {
  for (const state of ['live', 'trashed', 'deleted'] as const) {
    const other = sampleAsset(2, { state, resources: [sampleResource(2), sampleResource(1)] })
    assert.deepEqual([...purgedHashes([sampleAsset(1, gone), other])], [])
  }
})

test('purgedHashes() does not take a part that was merged for a photo of its own', () => {
  const whole = sampleAsset(1, { ...gone, resources: [sampleResource(1), sampleResource(2)] })
  const part = sampleAsset(2, { state: 'merged', mergedInto: whole.id })
  assert.deepEqual([...purgedHashes([whole, part])], [sampleHash(1), sampleHash(2)])
})

test('[S59] purgedHashes() tells an earlier edit whose bytes went, not one whose bytes are kept', () => {
  const when = { droppedAt: 1, droppedBy: 'iPad' }
  const droppedFiles = [
    { ...sampleResource(11, { role: 'edit' }), ...when, purgedAt: 2 },
    { ...sampleResource(12, { role: 'edit' }), ...when },
  ]
  assert.deepEqual([...purgedHashes([sampleAsset(1, { droppedFiles })])], [sampleHash(11)])
  assert.deepEqual([...purgedHashes([sampleAsset(1, { droppedFiles }), sampleAsset(11)])], [])
})
