import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { entriesOf } from '../library/record-scope.ts'
import type { Edit } from '../test-kit/act.ts'
import { act, edit, sampleAlbumId } from '../test-kit/act.ts'
import type { MemoryDraft } from '../test-kit/memory-draft.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { sampleAsset, sampleAssetId } from '../test-kit/sample-asset.ts'
import { mergeAssets } from './merge-assets.ts'

const albumId = sampleAlbumId(1)
type After = number | 'start' | 'end'

const put = (mark: number, after: After = 'end'): Edit =>
  edit('placeEntry', {
    albumId,
    assetId: sampleAssetId(mark),
    after: typeof after === 'number' ? sampleAssetId(after) : after,
  })
const take = (mark: number): Edit => edit('removeEntry', { albumId, assetId: sampleAssetId(mark) })

/** A library of nine photos and an album that holds those of `marks`. */
function albumWith(...marks: readonly number[]): MemoryDraft {
  const photos = Math.max(9, ...marks)
  const draft = createMemoryDraft(Array.from({ length: photos }, (_, index) => sampleAsset(index + 1)))
  act(draft, edit('createAlbum', { albumId, type: 'album', name: 'Lake', parentId: null, search: null }))
  for (const mark of marks) act(draft, put(mark))
  return draft
}

/** Marks of the photos in the album, in order. */
function inAlbum(draft: MemoryDraft): readonly number[] {
  return draft
    .recordsIn(entriesOf(albumId))
    .flatMap((row) =>
      row.kind === 'entry' && row.isIn ? [Number.parseInt(row.assetId.slice(0, 8), 16)] : [],
    )
}

test('[S91] applyMutation() puts photos after one another, or at an end, and moves nothing else', () => {
  const draft = albumWith(1, 2, 3)
  const orders: readonly (readonly [Edit, readonly number[]])[] = [
    [put(4, 1), [1, 4, 2, 3]],
    [put(5, 'start'), [5, 1, 4, 2, 3]],
    [put(3, 5), [5, 3, 1, 4, 2]],
    [put(5, 2), [3, 1, 4, 2, 5]],
    [put(5, 'end'), [3, 1, 4, 2, 5]],
    [put(5, 2), [3, 1, 4, 2, 5]],
    [put(3, 'start'), [3, 1, 4, 2, 5]],
    [put(1, 9), [3, 4, 2, 5, 1]],
    [put(4, 4), [3, 2, 5, 1, 4]],
  ]
  for (const [what, order] of orders) {
    assert.deepEqual(act(draft, what), { kind: 'applied' })
    assert.deepEqual(inAlbum(draft), order)
  }
})

test('[S91] applyMutation() lets two devices insert at one spot without mixing up what each of them put there', () => {
  const draft = albumWith(1, 2)
  const baseSeq = draft.headSeq()
  act(draft, put(3, 1), { client: 1, baseSeq })
  act(draft, put(4, 3), { client: 1, baseSeq })
  act(draft, put(5, 1), { client: 2, baseSeq })
  act(draft, put(6, 5), { client: 2, baseSeq })
  assert.deepEqual(inAlbum(draft), [1, 5, 6, 3, 4, 2])
})

test('[S90] [S92] applyMutation() lets putting in beat taking out, in either order of arrival and of time', () => {
  for (const ages of [
    [0, 9],
    [9, 0],
  ] as const) {
    const adder = { client: 1, ageMs: ages[0] }
    const remover = { client: 2, ageMs: ages[1] }
    const addedFirst = albumWith(1, 2, 3)
    const baseSeq = addedFirst.headSeq()
    act(addedFirst, put(1, 3), { ...adder, baseSeq })
    const facts = { field: 'entry', albumId, kept: true, lost: false }
    assert.deepEqual(act(addedFirst, take(1), { ...remover, baseSeq }), { kind: 'superseded', facts })
    const removedFirst = albumWith(1, 2, 3)
    assert.deepEqual(act(removedFirst, take(1), { ...remover, baseSeq }), { kind: 'applied' })
    const overrode = act(removedFirst, put(1, 3), { ...adder, baseSeq })
    assert.deepEqual(overrode, { kind: 'applied', facts: { field: 'entry', albumId, overrode: false } })
    for (const draft of [addedFirst, removedFirst]) assert.deepEqual(inAlbum(draft), [2, 3, 1])
  }
})

test('[S90] applyMutation() lets the later of two concurrent moves win, in either order', () => {
  for (const order of [
    [1, 2],
    [2, 1],
  ]) {
    const draft = albumWith(1, 2, 3)
    const baseSeq = draft.headSeq()
    const moves = { 1: put(1, 3), 2: put(1, 2) }
    for (const client of order) act(draft, moves[client as 1 | 2], { client, baseSeq, ageMs: client })
    assert.deepEqual(inAlbum(draft), [2, 3, 1])
  }
})

test('[S92] applyMutation() keeps the place of what was taken out, and puts others after it', () => {
  const draft = albumWith(1, 2, 3)
  assert.deepEqual(act(draft, take(2)), { kind: 'applied' })
  assert.deepEqual(act(draft, take(2)), { kind: 'unchanged' })
  assert.deepEqual(act(draft, take(9)), { kind: 'unchanged' })
  assert.equal(draft.record('entry', `${albumId}:${sampleAssetId(2)}`)?.isIn, false)
  act(draft, put(4, 2))
  assert.deepEqual(inAlbum(draft), [1, 4, 3])
})

test('applyMutation() refuses to put what is gone, or into what holds no photos, and takes out of no album', () => {
  const draft = albumWith(1)
  const folder = sampleAlbumId(2)
  act(
    draft,
    edit('createAlbum', { albumId: folder, type: 'folder', name: 'x', parentId: null, search: null }),
  )
  const put1 = { assetId: sampleAssetId(1), after: 'end' } as const
  const refusals: readonly (readonly [Edit, string])[] = [
    [edit('placeEntry', { albumId: folder, ...put1 }), 'wrong_album_type'],
    [edit('placeEntry', { albumId: sampleAlbumId(7), ...put1 }), 'no_such_album'],
    [edit('removeEntry', { albumId: sampleAlbumId(7), assetId: sampleAssetId(1) }), 'no_such_album'],
    [edit('placeEntry', { albumId, assetId: sampleAssetId(99), after: 'end' }), 'gone'],
  ]
  for (const [what, code] of refusals) {
    const outcome = act(draft, what)
    assert.equal(outcome.kind === 'refused' && outcome.code, code)
  }
})

test('[S89] applyMutation() leaves a photo in its albums through the trash and back', () => {
  const draft = albumWith(1, 2)
  const before = draft.recordsIn(entriesOf(albumId))
  act(draft, edit('trash', { assetId: sampleAssetId(1) }))
  act(draft, edit('restore', { assetId: sampleAssetId(1) }))
  assert.deepEqual(draft.recordsIn(entriesOf(albumId)), before)
})

test('[S63] applyMutation() puts and takes the whole for a part that was merged into it', () => {
  const draft = albumWith(1, 2, 3)
  mergeAssets(draft, sampleAssetId(8), sampleAssetId(2), null)
  act(draft, put(2, 'start'))
  assert.deepEqual(inAlbum(draft), [8, 1, 2, 3], 'the part has kept its entry')
  act(draft, take(2))
  assert.deepEqual(inAlbum(draft), [1, 3])
})

test('[S93] applyMutation() gives a list fresh places when they grow long, and keeps its order', () => {
  const draft = albumWith(1, 2, 3, 4)
  const placesOf = () =>
    draft.recordsIn(entriesOf(albumId)).map((row) => (row.kind === 'entry' ? row.place : ''))
  let shortened = 0
  let longest = 0
  let expected = [1, 2, 3, 4]
  for (let turn = 0; turn < 400; turn++) {
    // The last two change places behind the first, over and over: each time there is less room.
    const mark = expected[2] ?? 0
    act(draft, put(mark, 1))
    expected = [1, mark, expected[1] ?? 0, expected[3] ?? 0]
    assert.deepEqual(inAlbum(draft), expected)
    const length = Math.max(...placesOf().map((place) => place.length))
    if (length < longest) shortened++
    longest = length
    assert.ok(length <= 64)
  }
  assert.ok(shortened > 0)
  assert.equal(new Set(placesOf()).size, 4)
})

test('[S93] applyMutation() leaves places alone that are far from a long one', () => {
  const draft = albumWith(...Array.from({ length: 500 }, (_, index) => index + 1))
  const before = draft.headSeq()
  for (let mark = 500; mark > 100; mark--) act(draft, put(mark, 50))
  const moved = draft.recordsIn(entriesOf(albumId)).filter(({ seq }) => seq > before)
  assert.deepEqual(
    inAlbum(draft),
    Array.from({ length: 500 }, (_, index) =>
      index < 50 ? index + 1 : index < 450 ? index + 51 : index - 399,
    ),
  )
  assert.equal(moved.length, 400)
})

test('[S91] applyMutation() keeps any order that people make, as a plain list would', () => {
  const step = fc.tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.oneof(fc.constantFrom('start' as const, 'end' as const), fc.integer({ min: 1, max: 9 })),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const draft = albumWith()
      let list: number[] = []
      for (const [mark, after] of steps) {
        act(draft, put(mark, after))
        list = list.filter((each) => each !== mark)
        const at = after === 'start' ? 0 : after === 'end' ? -1 : list.indexOf(after) + 1
        list.splice(at === -1 || (at === 0 && after !== 'start') ? list.length : at, 0, mark)
        assert.deepEqual(inAlbum(draft), list)
      }
      const places = draft.recordsIn(entriesOf(albumId)).map((row) => (row.kind === 'entry' ? row.place : ''))
      assert.deepEqual(places, places.toSorted())
    }),
    { numRuns: 300 },
  )
})
