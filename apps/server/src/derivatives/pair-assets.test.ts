import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset, AssetId, Resource, Sha256 } from '@rollcall/protocol'
import type { PairingKind } from './pair-assets.ts'
import { pairAssets } from './pair-assets.ts'

const id = (no: number) => String(no).padStart(32, '0') as AssetId

function asset(no: number, changes: Partial<Asset> = {}, name = `IMG_${no}.JPG`): Asset {
  const sha256 = String(no).padStart(64, '0') as Sha256
  const file: Resource = {
    role: 'still',
    sha256,
    bytes: 1,
    name,
    mime: 'image/jpeg',
    modifiedAt: 0,
    state: 'present',
  }
  return {
    id: id(no),
    no,
    seq: no,
    kind: 'photo',
    primarySha256: sha256,
    takenAt: 0,
    takenFrom: 'file_time',
    favourite: false,
    caption: '',
    state: 'live',
    trashedAt: null,
    trashedBy: null,
    resources: [file],
    edits: {},
    ...changes,
  }
}

const isRaw = ({ resources }: Asset) => resources[0]?.name.endsWith('.CR3') ?? false
const pair = (kind: PairingKind, ...assets: readonly Asset[]) => pairAssets(kind, assets, isRaw)
const video = (no: number, changes: Partial<Asset> = {}) => asset(no, { kind: 'video', ...changes })
const raw = (no: number) => asset(no, {}, `IMG_${no}.CR3`)

test('pairAssets() gives a photo its motion, whichever came first', () => {
  const wanted = { keeper: id(2), parts: [id(1)], role: 'motion' }
  assert.deepEqual(pair('live', video(1), asset(2)), wanted)
  assert.deepEqual(pair('live', asset(2), video(1)), wanted)
  assert.deepEqual(pair('live', asset(1), video(2), asset(3)), {
    keeper: id(1),
    parts: [id(2)],
    role: 'motion',
  })
})

test('pairAssets() prefers the photo that is called like the video', () => {
  const named = (no: number, name: string, kind: 'photo' | 'video') => asset(no, { kind }, name)
  const pairing = pair(
    'live',
    named(1, 'IMG_4 (1).HEIC', 'photo'),
    named(2, 'IMG_4.HEIC', 'photo'),
    named(3, 'IMG_4.MOV', 'video'),
  )
  assert.deepEqual(pairing, { keeper: id(2), parts: [id(3)], role: 'motion' })
})

test('pairAssets() gives a picture its raw file, and keeps the oldest frame of a burst', () => {
  assert.deepEqual(pair('raw', raw(1), asset(2)), { keeper: id(2), parts: [id(1)], role: 'raw' })
  assert.deepEqual(pair('burst', asset(3), asset(1), asset(2)), {
    keeper: id(1),
    parts: [id(2), id(3)],
    role: null,
  })
})

test('pairAssets() leaves a copy that was made on purpose a copy', () => {
  const copy = { ...asset(1), id: id(7), no: 7 }
  assert.equal(pair('burst', asset(1), copy), null)
})

test('pairAssets() leaves alone what is alone, deleted, or part of another already', () => {
  assert.equal(pair('live', asset(1)), null)
  assert.equal(pair('live', video(1), video(2)), null)
  assert.equal(pair('live', asset(1, { state: 'trashed' }), video(2)), null)
  assert.equal(pair('live', asset(1), video(2, { state: 'merged', mergedInto: id(1) })), null)
  assert.equal(pair('raw', raw(1), raw(2)), null)
  assert.equal(pair('raw', asset(1), asset(2)), null)
  assert.equal(pair('burst', asset(1)), null)
})
