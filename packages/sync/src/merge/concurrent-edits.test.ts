import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ArgsOf, Mutation } from '@rollcall/protocol'
import fc from 'fast-check'
import { entriesOf } from '../library/record-scope.ts'
import type { Edit } from '../test-kit/act.ts'
import { act, edit, sampleAlbumId } from '../test-kit/act.ts'
import type { MemoryDraft } from '../test-kit/memory-draft.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { sampleAsset, sampleAssetId } from '../test-kit/sample-asset.ts'

/*
 * What the merge rules promise of two edits that know nothing of each other: whichever arrives first, people see the same in the end.
 * Not promised where the order of arrival is the answer: what stands behind what when two are put at one spot, and which of two moves
 * closes a circle of folders.
 */

const assetId = sampleAssetId(1)
const albumId = sampleAlbumId(1)

function some<Op extends Mutation['op']>(op: Op, args: fc.Arbitrary<ArgsOf<Op>>): fc.Arbitrary<Edit> {
  return args.map((each) => edit(op, each))
}

const onAsset = { assetId: fc.constant(assetId) }
const onAlbum = { albumId: fc.constant(albumId) }
const word = fc.constantFrom('', 'Sea', 'See')

const someEdit: fc.Arbitrary<Edit> = fc.oneof(
  some('setFavourite', fc.record({ ...onAsset, value: fc.boolean() })),
  some('setHidden', fc.record({ ...onAsset, value: fc.boolean() })),
  some('setRating', fc.record({ ...onAsset, value: fc.nat({ max: 5 }) })),
  some('setCaption', fc.record({ ...onAsset, value: word })),
  some('setTitle', fc.record({ ...onAsset, value: word })),
  some('setDated', fc.record({ ...onAsset, value: fc.constantFrom(null, { at: 7, offsetMinutes: null }) })),
  some('setLocated', fc.record({ ...onAsset, value: fc.constantFrom(null, { latitude: 1, longitude: 2 }) })),
  some('setKeyword', fc.record({ ...onAsset, keyword: fc.constantFrom('sea', 'lake'), isOn: fc.boolean() })),
  some(
    'setVersion',
    fc.record({
      ...onAsset,
      recipe: fc.constantFrom(null, { flip: true as const }),
      sha256: fc.constant(null),
    }),
  ),
  some('trash', fc.record(onAsset)),
  some('restore', fc.record(onAsset)),
  some('setAlbumName', fc.record({ ...onAlbum, value: fc.constantFrom('Lake', 'Hill') })),
  some('setAlbumCover', fc.record({ ...onAlbum, value: fc.constantFrom(null, assetId) })),
  some(
    'setAlbumSort',
    fc.record({ ...onAlbum, value: fc.constantFrom('newest' as const, 'oldest' as const) }),
  ),
  some('trashAlbum', fc.record(onAlbum)),
  some('restoreAlbum', fc.record(onAlbum)),
  some(
    'placeEntry',
    fc.record({
      ...onAlbum,
      ...onAsset,
      after: fc.constantFrom('start' as const, 'end' as const, sampleAssetId(2)),
    }),
  ),
  some('removeEntry', fc.record({ ...onAlbum, ...onAsset })),
)

/** A photo of which some was said, in an album with two others or not. */
function beginning(isIn: boolean): MemoryDraft {
  const draft = createMemoryDraft(
    [1, 2, 3].map((mark) => sampleAsset(mark, { caption: 'before', keywords: ['sea'] })),
  )
  act(draft, edit('createAlbum', { albumId, type: 'album', name: 'x', parentId: null, search: null }), {
    client: 3,
  })
  for (const mark of isIn ? [2, 1, 3] : [2, 3])
    act(draft, edit('placeEntry', { albumId, assetId: sampleAssetId(mark), after: 'end' }), { client: 3 })
  return draft
}

/** What people see: no numbers of changes, no marks, no places, and of versions the one that shows. */
function seen(draft: MemoryDraft): unknown {
  const { caption, favourite, hidden, rating, title, dated, located, keywords, state, version } =
    draft.asset(assetId) ?? {}
  const asset = { caption, favourite, hidden, rating, title, dated, located, keywords, state }
  const { name, cover, sort, state: stateOfAlbum } = draft.record('album', albumId) ?? {}
  const album = { name, cover, sort, stateOfAlbum }
  const entries = draft
    .recordsIn(entriesOf(albumId))
    .flatMap((row) => (row.kind === 'entry' && row.isIn ? [row.assetId] : []))
  return { asset, look: version?.recipe ?? null, album, entries }
}

test('[S42] [S50] [S55] [S71] [S88] [S90] applyMutation() leaves the same, whichever of two concurrent edits arrives first', () => {
  const stamped = fc.record({ what: someEdit, ageMs: fc.nat({ max: 3 }) })
  const pair = fc.oneof(
    fc.tuple(stamped, stamped),
    // The same thing done by both is what most rules are about.
    someEdit.chain((what) =>
      fc.tuple(
        stamped.filter((each) => each.what.op === what.op),
        fc.record({ what: fc.constant(what), ageMs: fc.nat({ max: 3 }) }),
      ),
    ),
  )
  fc.assert(
    fc.property(pair, fc.boolean(), ([one, other], isIn) => {
      const run = (inOrder: boolean) => {
        const draft = beginning(isIn)
        const baseSeq = draft.headSeq()
        const acts = [
          () => act(draft, one.what, { client: 1, baseSeq, ageMs: one.ageMs }),
          () => act(draft, other.what, { client: 2, baseSeq, ageMs: other.ageMs }),
        ]
        for (const go of inOrder ? acts : acts.toReversed()) go()
        return seen(draft)
      }
      assert.deepEqual(run(true), run(false))
    }),
    { numRuns: 3_000 },
  )
})

test('[S50] [S71] [S90] applyMutation() keeps what anybody put in out of the remover’s sight, however all of it arrives', () => {
  const added: Edit[] = [
    edit('setKeyword', { assetId, keyword: 'lake', isOn: true }),
    edit('restore', { assetId }),
    edit('placeEntry', { albumId, assetId, after: 'end' }),
  ]
  const removed: Edit[] = [
    edit('setKeyword', { assetId, keyword: 'lake', isOn: false }),
    edit('trash', { assetId }),
    edit('removeEntry', { albumId, assetId }),
  ]
  const line = fc.array(fc.boolean(), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(
      fc.constantFrom(0, 1, 2),
      line,
      line,
      fc.infiniteStream(fc.boolean()),
      (which, one, other, turns) => {
        const draft = beginning(false)
        const baseSeq = draft.headSeq()
        const lines = [one, other].map((steps) => [...steps])
        // Nobody has seen anything: an addition after which its own client says nothing more must stand.
        while (lines.some((each) => each.length > 0)) {
          const client = turns.next().value === true || lines[1]?.length === 0 ? 0 : 1
          const isAdded = lines[client]?.shift()
          const what = isAdded === true ? added[which] : removed[which]
          if (isAdded !== undefined && what !== undefined) act(draft, what, { client: client + 1, baseSeq })
        }
        const { keywords = [], state } = draft.asset(assetId) ?? sampleAsset(1)
        const entry = draft.record('entry', `${albumId}:${assetId}`)
        const isIn = [keywords.includes('lake'), state === 'live', entry?.isIn === true][which]
        if (one.at(-1) === true || other.at(-1) === true) assert.equal(isIn, true)
      },
    ),
    { numRuns: 2_000 },
  )
})
