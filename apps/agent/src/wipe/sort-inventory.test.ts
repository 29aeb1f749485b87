import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sha256 } from '@rollcall/protocol'
import type { LocalContent, RollEntry, Standing } from '@rollcall/sync'
import type { KnownRoll } from './sort-inventory.ts'
import { hashesOf, sortInventory } from './sort-inventory.ts'

const ORIGINAL = 'a'.repeat(64) as Sha256
const PREVIEW = 'b'.repeat(64) as Sha256
const EDITED = 'c'.repeat(64) as Sha256

const PLACE = 'IMG_1.HEIC.preview.jpg'

function fileOf(path: string, content: LocalContent) {
  return { path, stat: { bytes: 10, modifiedNs: '1', changedNs: '1', inode: '1' }, content }
}

function original(sha256: Sha256, derivativeOf: Sha256 | null = null): LocalContent {
  return { kind: 'original', sha256, assetKind: 'photo', mime: 'image/jpeg', derivativeOf }
}

const isOurs = (sha256: Sha256) => sha256 === PREVIEW

function rollWith(path: string, standing: unknown, scanned: Sha256, code = 'original_elsewhere'): KnownRoll {
  const item = { key: path, path, sha256: ORIGINAL, bytes: 1_000, standing: standing as Standing }
  const entry = { item, decision: { because: [{ code }] } } as unknown as RollEntry
  return { entries: [entry], scannedHash: (asked) => (asked === path ? scanned : null), isOurs }
}

const OPTIMISED = { kind: 'optimised', previewPath: PLACE, resource: { sha256: ORIGINAL, bytes: 1_000 } }
const NOTHING: KnownRoll = { entries: [], scannedHash: () => null, isOurs }

test('[R9] sortInventory() takes a smaller version for its original, known by its hash or by its mark', () => {
  const files = [fileOf(PLACE, original(PREVIEW))]
  const known = sortInventory({ files, setAside: [] }, rollWith(PLACE, OPTIMISED, PREVIEW))
  assert.deepEqual([known.originals, known.previews.length], [[], 1])
  assert.deepEqual([...hashesOf(known)], [ORIGINAL])
  const marked = [fileOf('copy.jpg', original(PREVIEW, ORIGINAL))]
  assert.deepEqual([...hashesOf(sortInventory({ files: marked, setAside: [] }, NOTHING))], [ORIGINAL])
})

test('[R6] sortInventory() takes a smaller version that somebody edited for an original of its own', () => {
  const files = [fileOf(PLACE, original(EDITED))]
  const found = sortInventory({ files, setAside: [] }, rollWith(PLACE, OPTIMISED, PREVIEW))
  assert.deepEqual(
    found.originals.map(({ sha256 }) => sha256),
    [EDITED],
  )
  assert.deepEqual([...hashesOf(found)], [EDITED, ORIGINAL])
})

test('[R6] sortInventory() names what a rule leaves alone, and never counts it as safe', () => {
  const standing = { kind: 'to_upload' }
  const files = [
    fileOf('old.jpg', original(ORIGINAL)),
    fileOf('notes.txt', { kind: 'unsupported', mime: null }),
    fileOf('half.jpg', { kind: 'changing' }),
  ]
  const roll = rollWith('old.jpg', standing, ORIGINAL, 'older_than_start_date')
  const found = sortInventory({ files, setAside: [] }, roll)
  assert.deepEqual(
    found.ignored.map(({ path, because }) => `${path}: ${because}`),
    ['old.jpg: a rule of yours', 'notes.txt: no photo or video'],
  )
  assert.deepEqual([hashesOf(found).length, found.unread.map(({ code }) => code)], [0, ['changing']])
})
