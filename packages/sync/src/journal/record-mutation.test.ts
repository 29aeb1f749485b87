import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AlbumId, BatchChange, HoldId, Intent, Mutation } from '@rollcall/protocol'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { sampleAsset, sampleAssetId, sampleClientId, sampleResource } from '../test-kit/sample-asset.ts'
import type { Deed } from './record-mutation.ts'
import { recordMutation, watchWork } from './record-mutation.ts'

const ALBUM = 'a1'.repeat(16) as AlbumId
const ONE = sampleAssetId(1)

/** A library with two photos, one album, and somebody who does things to it. */
function openLibrary() {
  const library = createMemoryDraft([1, 2].map((mark) => sampleAsset(mark)))
  let n = 0
  function act(intent: Intent, { client = 1, baseSeq = library.headSeq(), ageMs = 0 } = {}) {
    const context = { clientId: sampleClientId(client), deviceName: `device ${client}`, now: 1_000_000 }
    return recordMutation(library, { ...intent, n: ++n, baseSeq, ageMs } as Mutation, context)
  }
  act({
    op: 'createAlbum',
    args: { albumId: ALBUM, type: 'album', name: 'Norway', parentId: null, search: null },
  })
  return { library, act }
}

/** What a deed tells of its changes, without ids and places. */
function told(deed: Deed | null): unknown {
  return deed?.changes.map(({ field, element, before, after, verdict }) => [
    ...(element === undefined ? [field] : [field, element]),
    before,
    after,
    verdict,
  ])
}

const caption = (value: string): Intent => ({ op: 'setCaption', args: { assetId: ONE, value } })

test('[S100] recordMutation() tells a field before and after, and the place in the feed of the change', () => {
  const { library, act } = openLibrary()
  const { deed } = act(caption('rain'), { ageMs: 400 })
  assert.deepEqual(told(deed), [['caption', '', 'rain', 'applied']])
  const [change] = deed?.changes ?? []
  assert.equal(change?.seq, library.asset(ONE)?.edits.caption?.seq)
  assert.deepEqual([deed?.op, deed?.doneAt, deed?.firstSeq], ['setCaption', 999_600, change?.seq])
})

test('recordMutation() tells what was said for the first time against what everybody took for granted', () => {
  const { act } = openLibrary()
  const intents: readonly Intent[] = [
    { op: 'setHidden', args: { assetId: ONE, value: true } },
    { op: 'setRating', args: { assetId: ONE, value: 4 } },
    { op: 'setDated', args: { assetId: ONE, value: { at: 7, offsetMinutes: 60 } } },
    { op: 'setLocated', args: { assetId: ONE, value: { latitude: null, longitude: null } } },
    { op: 'setKeyword', args: { assetId: ONE, keyword: 'sea', isOn: true } },
    { op: 'setVersion', args: { assetId: ONE, recipe: { rotate: 90 }, sha256: null } },
  ]
  assert.deepEqual(
    intents.flatMap((intent) => told(act(intent).deed)),
    [
      ['hidden', false, true, 'applied'],
      ['rating', 0, 4, 'applied'],
      ['dated', null, { at: 7, offsetMinutes: 60 }, 'applied'],
      ['located', null, { latitude: null, longitude: null }, 'applied'],
      ['keywords', 'sea', false, true, 'applied'],
      [
        'version',
        { rev: 0, recipe: null, sha256: null },
        { rev: 1, recipe: { rotate: 90 }, sha256: null },
        'applied',
      ],
    ],
  )
})

test('[S100] recordMutation() tells nothing of what was refused or changed nothing', () => {
  const { act } = openLibrary()
  const gone: Intent = { op: 'setCaption', args: { assetId: sampleAssetId(99), value: 'x' } }
  assert.deepEqual([act(gone).outcome.kind, act(gone).deed], ['refused', null])
  const trash: Intent = { op: 'trash', args: { assetId: ONE } }
  act(trash)
  assert.deepEqual([act(trash).outcome.kind, act(trash).deed], ['unchanged', null])
})

test('[S101] recordMutation() tells of the loser what it wanted, and of the winner what it replaced', () => {
  const { act } = openLibrary()
  const base = { baseSeq: 3 }
  act(caption('rain'), { ...base, client: 1, ageMs: 50 })
  const older = act(caption('snow'), { ...base, client: 2, ageMs: 90 })
  assert.deepEqual([older.outcome.kind, older.deed?.isApplied], ['superseded', false])
  assert.deepEqual(told(older.deed), [['caption', 'rain', 'snow', 'lost']])
  const younger = act(caption('hail'), { ...base, client: 3, ageMs: 10 })
  assert.deepEqual(told(younger.deed), [['caption', 'rain', 'hail', 'overrode']])
})

test('[S101] recordMutation() tells what every other kind of loser wanted', () => {
  const { library, act } = openLibrary()
  const place: Intent = { op: 'placeEntry', args: { albumId: ALBUM, assetId: ONE, after: 'end' } }
  act(place, { ageMs: 0 })
  act({ op: 'setKeyword', args: { assetId: ONE, keyword: 'sea', isOn: true } })
  act({ op: 'setVersion', args: { assetId: ONE, recipe: { flip: true }, sha256: null } })
  act({ op: 'restore', args: { assetId: ONE } })
  act({ op: 'moveAlbum', args: { albumId: ALBUM, parentId: null, after: 'end' } })
  act({ op: 'restoreAlbum', args: { albumId: ALBUM } })
  const late = { client: 2, baseSeq: 0, ageMs: 500 }
  const losers: readonly Intent[] = [
    { op: 'placeEntry', args: { albumId: ALBUM, assetId: ONE, after: 'start' } },
    { op: 'removeEntry', args: { albumId: ALBUM, assetId: ONE } },
    { op: 'setKeyword', args: { assetId: ONE, keyword: 'sea', isOn: false } },
    { op: 'setVersion', args: { assetId: ONE, recipe: { rotate: 90 }, sha256: null } },
    { op: 'trash', args: { assetId: ONE } },
    { op: 'moveAlbum', args: { albumId: ALBUM, parentId: null, after: 'start' } },
    { op: 'trashAlbum', args: { albumId: ALBUM } },
  ]
  const lost = losers.flatMap((intent) => act(intent, late).deed?.changes ?? [])
  assert.deepEqual(
    lost.map(({ field, after, verdict }: BatchChange) => [field, after, verdict]),
    [
      ['entry', { isIn: true, after: 'start' }, 'lost'],
      ['entry', { isIn: false }, 'lost'],
      ['keywords', false, 'lost'],
      ['version', { rev: 2, recipe: { rotate: 90 }, sha256: null }, 'lost'],
      ['state', 'trashed', 'lost'],
      ['parent', { parentId: null, after: 'start' }, 'lost'],
      ['state', 'trashed', 'lost'],
    ],
  )
  assert.equal(lost[0]?.seq, library.record('entry', `${ALBUM}:${ONE}`)?.edit.seq)
})

test('recordMutation() names the assets that were created, and tells files that came to one that was there', () => {
  const { library } = openLibrary()
  const file = sampleResource(7)
  const blob = createMemoryDraft([], { [file.sha256]: file.bytes, [sampleResource(8).sha256]: 1_000 })
  const fill = { ...library, blobBytes: blob.blobBytes }
  const declare = (marks: readonly number[]): Mutation => ({
    op: 'create',
    n: 1,
    baseSeq: 0,
    ageMs: 0,
    args: {
      assetId: sampleAssetId(7),
      copyNo: 0,
      kind: 'photo',
      takenAt: 0,
      takenFrom: 'file_time',
      resources: marks.map((mark) => sampleResource(mark, mark === 8 ? { role: 'raw' } : {})),
      source: 'automatic',
    },
  })
  const context = { clientId: sampleClientId(1), deviceName: 'device', now: 5 }
  const first = recordMutation(fill, declare([7]), context).deed
  assert.deepEqual([first?.created.map(({ id }) => id), first?.changes], [[sampleAssetId(7)], []])
  const second = recordMutation(fill, declare([7, 8]), context).deed
  assert.deepEqual([second?.created, told(second)], [[], [['files', null, ['IMG_8.jpg'], 'applied']]])
})

test('recordMutation() tells of an album its making, its moves, and what is in it', () => {
  const { act } = openLibrary()
  const other = 'a2'.repeat(16) as AlbumId
  const made = act({
    op: 'createAlbum',
    args: { albumId: other, type: 'folder', name: 'Trips', parentId: null, search: null },
  })
  const folder = { type: 'folder', name: 'Trips', parentId: null, search: null }
  assert.deepEqual(told(made.deed), [['album', null, folder, 'applied']])
  const moved = act({ op: 'moveAlbum', args: { albumId: ALBUM, parentId: other, after: 'end' } })
  assert.deepEqual(told(moved.deed), [
    ['parent', { parentId: null, place: 'a0' }, { parentId: other, place: 'a0' }, 'applied'],
  ])
  const placed = act({ op: 'placeEntry', args: { albumId: ALBUM, assetId: ONE, after: 'end' } })
  assert.deepEqual(told(placed.deed), [['entry', { isIn: false }, { isIn: true, place: 'a0' }, 'applied']])
})

test('recordMutation() tells of an answered hold the answer, and every photo that it sent to the trash', () => {
  const { library, act } = openLibrary()
  const key = '77'.repeat(16) as HoldId
  library.putRecord({
    kind: 'hold',
    key,
    seq: library.nextSeq(),
    deviceName: 'iPad',
    clientId: sampleClientId(3),
    heldAt: 5,
    assetIds: [ONE, sampleAssetId(2)],
    state: 'waiting',
    answeredBy: null,
  })
  const { deed } = act({ op: 'answerHold', args: { holdId: key, answer: 'release' } })
  assert.deepEqual(told(deed), [
    ['state', 'live', 'trashed', 'applied'],
    ['state', 'live', 'trashed', 'applied'],
    ['hold', key, 'waiting', 'released', 'applied'],
  ])
})

test('watchWork() tells what the server changes by itself, and nothing when it changes nothing', () => {
  const { library } = openLibrary()
  const about = { op: 'deleteForGood', n: 1, doneAt: 9 } as const
  assert.equal(watchWork(library).deed(about), null)
  const { draft, deed } = watchWork(library)
  const asset = draft.asset(ONE)
  assert.ok(asset)
  draft.putAsset({ ...asset, state: 'deleted', seq: draft.nextSeq() })
  assert.deepEqual(told(deed(about)), [['state', 'live', 'deleted', 'applied']])
})
