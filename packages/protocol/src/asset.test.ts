import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Asset } from './asset.ts'
import { assetSchema, fileNameSchema } from './asset.ts'
import type { AssetId, Sha256 } from './ids.ts'

const HASH = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' as Sha256

const ASSET: Asset = {
  id: '0f1e2d3c4b5a69788796a5b4c3d2e1f0' as AssetId,
  no: 1,
  seq: 1,
  kind: 'photo',
  primarySha256: HASH,
  takenAt: 0,
  takenFrom: 'file_time',
  favourite: false,
  caption: '',
  state: 'live',
  trashedAt: null,
  trashedBy: null,
  resources: [
    {
      role: 'still',
      sha256: HASH,
      bytes: 1,
      name: 'a.jpg',
      mime: 'image/jpeg',
      modifiedAt: 0,
      state: 'present',
    },
  ],
  edits: {},
}

test('assetSchema keeps fields that this release does not know, at every depth', () => {
  // Real JSON, so that a key such as __proto__ is a key like any other.
  const extra = fc.dictionary(fc.stringMatching(/^new[A-Z][a-z]{0,8}$/), fc.jsonValue(), { maxKeys: 4 })
  fc.assert(
    fc.property(extra, extra, extra, (ofAsset, ofResource, ofEdits) => {
      const sent = JSON.parse(
        JSON.stringify({
          ...ASSET,
          ...ofAsset,
          resources: [{ ...ASSET.resources[0], ...ofResource }],
          edits: { ...ASSET.edits, ...ofEdits },
        }),
      )
      assert.deepEqual(assetSchema.parse(sent), sent)
    }),
  )
})

test('assetSchema stops at a kind that this release does not know', () => {
  assert.equal(assetSchema.safeParse({ ...ASSET, kind: 'hologram' }).success, false)
})

test('fileNameSchema takes every name that a file can have, and no path', () => {
  for (const name of [
    'a',
    '...',
    '.jpg',
    '-rf',
    ' ',
    'a\\b',
    'CON',
    '\u202egpj.exe',
    'a\nb',
    'x'.repeat(255),
    '\uf0e9.jpg',
  ]) {
    assert.ok(fileNameSchema.safeParse(name).success, JSON.stringify(name))
  }
  for (const name of ['', '.', '..', '/', 'a/b', '/etc/passwd', '../a', 'a\0b', 'x'.repeat(256), 7, null]) {
    assert.ok(!fileNameSchema.safeParse(name).success, JSON.stringify(name))
  }
})
