import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AlbumId, AssetId, ClientId, Intent, Sha256 } from '@rollcall/protocol'
import fc from 'fast-check'
import { albumsIn, entriesOf } from '../library/record-scope.ts'
import type { JournalLibrary } from '../test-kit/journal-library.ts'
import { createJournalLibrary, sampleBatchId } from '../test-kit/journal-library.ts'
import type { MemoryDraft } from '../test-kit/memory-draft.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { sampleAsset, sampleAssetId, sampleClientId } from '../test-kit/sample-asset.ts'
import { fieldOf, fieldsOfAlbum, fieldsOfAsset, isSameValue } from './field-of.ts'
import { planUndo } from './plan-undo.ts'

const ALBUMS = [1, 2].map((mark) => mark.toString(16).padStart(32, 'e') as AlbumId)
const FOLDERS = ['f0', 'f1'].map((mark) => mark.repeat(16) as AlbumId)
const ASSETS = [1, 2, 3, 4, 5]
const CLIENTS = [1, 2, 3].map(sampleClientId)

const assetId = fc.constantFrom(...ASSETS.map(sampleAssetId))
const albumId = fc.constantFrom(...ALBUMS)
const after = fc.oneof(fc.constantFrom('start' as const, 'end' as const), assetId)
const word = fc.constantFrom('', 'rain', 'snow')

/** Anything that a person can do, to a small library where things meet. */
const intent: fc.Arbitrary<Intent> = fc.oneof(
  fc.record({ op: fc.constant('setFavourite' as const), args: fc.record({ assetId, value: fc.boolean() }) }),
  fc.record({ op: fc.constant('setHidden' as const), args: fc.record({ assetId, value: fc.boolean() }) }),
  fc.record({ op: fc.constant('setRating' as const), args: fc.record({ assetId, value: fc.nat(5) }) }),
  fc.record({ op: fc.constant('setCaption' as const), args: fc.record({ assetId, value: word }) }),
  fc.record({ op: fc.constant('setTitle' as const), args: fc.record({ assetId, value: word }) }),
  fc.record({
    op: fc.constant('setDated' as const),
    args: fc.record({ assetId, value: fc.constantFrom(null, { at: 5, offsetMinutes: null }) }),
  }),
  fc.record({
    op: fc.constant('setLocated' as const),
    args: fc.record({ assetId, value: fc.constantFrom(null, { latitude: 1, longitude: 2 }) }),
  }),
  fc.record({
    op: fc.constant('setKeyword' as const),
    args: fc.record({ assetId, keyword: fc.constantFrom('sea', 'constructor'), isOn: fc.boolean() }),
  }),
  fc.record({
    op: fc.constant('setVersion' as const),
    args: fc.record({
      assetId,
      recipe: fc.constantFrom(null, { rotate: 90 as const }, { flip: true as const }),
      sha256: fc.constant<Sha256 | null>(null),
    }),
  }),
  fc.record({
    op: fc.constantFrom('trash' as const, 'restore', 'deleteForGood'),
    args: fc.record({ assetId }),
  }),
  fc.record({
    op: fc.constant('uniteDuplicates' as const),
    args: fc.record({ assetId, duplicates: fc.array(assetId, { minLength: 1, maxLength: 2 }) }),
  }),
  fc.record({
    op: fc.constant('setAlbumName' as const),
    args: fc.record({ albumId, value: fc.constantFrom('A', 'B') }),
  }),
  fc.record({
    op: fc.constant('setAlbumCover' as const),
    args: fc.record({ albumId, value: fc.option(assetId, { nil: null }) }),
  }),
  fc.record({
    op: fc.constant('setAlbumSort' as const),
    args: fc.record({ albumId, value: fc.constantFrom('manual' as const, 'oldest', 'newest') }),
  }),
  fc.record({
    op: fc.constant('moveAlbum' as const),
    args: fc.record({
      albumId: fc.constantFrom(...ALBUMS, ...FOLDERS),
      parentId: fc.constantFrom(null, ...FOLDERS),
      after: fc.oneof(fc.constantFrom('start' as const, 'end' as const), albumId),
    }),
  }),
  fc.record({ op: fc.constantFrom('trashAlbum' as const, 'restoreAlbum'), args: fc.record({ albumId }) }),
  fc.record({ op: fc.constant('placeEntry' as const), args: fc.record({ albumId, assetId, after }) }),
  fc.record({ op: fc.constant('placeEntry' as const), args: fc.record({ albumId, assetId, after }) }),
  fc.record({ op: fc.constant('removeEntry' as const), args: fc.record({ albumId, assetId }) }),
)

/** A push of one client, with what it had not seen yet: so many changes of the feed. */
const pushed = fc.record({
  client: fc.constantFrom<ClientId>(...CLIENTS),
  intents: fc.array(fc.record({ intent, ageMs: fc.nat(5_000) }), { minLength: 1, maxLength: 6 }),
  unseen: fc.nat(8),
  passMs: fc.nat(20 * 60_000),
})

function begin(): { readonly library: MemoryDraft; readonly journal: JournalLibrary } {
  const library = createMemoryDraft(ASSETS.map((mark) => sampleAsset(mark)))
  const journal = createJournalLibrary(library)
  const album = (id: AlbumId, type: 'album' | 'folder'): Intent => ({
    op: 'createAlbum',
    args: { albumId: id, type, name: 'new', parentId: null, search: null },
  })
  journal.push(sampleClientId(9), [
    ...FOLDERS.map((id) => album(id, 'folder')),
    ...ALBUMS.map((id) => album(id, 'album')),
  ])
  return { library, journal }
}

function play(
  { library, journal }: ReturnType<typeof begin>,
  { client, intents, unseen, passMs }: typeof pushed extends fc.Arbitrary<infer P> ? P : never,
): void {
  journal.pass(passMs)
  const baseSeq = Math.max(0, library.headSeq() - unseen)
  journal.push(
    client,
    intents.map(({ intent: each, ageMs }) => ({ ...each, ageMs })),
    baseSeq,
  )
}

/** All that people see of a library: fields without their marks, albums in order, places as order. */
function seen(library: MemoryDraft): unknown {
  return {
    assets: [...library.assets.values()].map((asset) => [
      asset.id,
      fieldsOfAsset(asset)
        .map(({ field, element, value }) => [field, element, field === 'version' ? lookOf(value) : value])
        // A word that was taken off is as one that was never on.
        .filter(([field, , value]) => field !== 'keywords' || value === true)
        .toSorted(([, one], [, other]) => (String(one) < String(other) ? -1 : 1)),
    ]),
    albums: [...FOLDERS, ...ALBUMS].map((id) => [
      fieldsOfAlbum(library.record('album', id)).map(({ field, value }) =>
        field === 'parent' ? null : value,
      ),
      library.record('album', id)?.parentId,
      library.recordsIn(albumsIn(id)).map(({ key }) => key),
      library
        .recordsIn(entriesOf(id))
        .flatMap((row) => (row.kind === 'entry' && row.isIn ? [row.assetId] : [])),
    ]),
    top: library.recordsIn(albumsIn(null)).map(({ key }) => key),
  }
}

function isDeleted(library: MemoryDraft, id: AssetId | undefined): boolean {
  return id !== undefined && library.asset(id)?.state === 'deleted'
}

function lookOf(value: unknown): unknown {
  const { recipe, sha256 } = value as { recipe: unknown; sha256: unknown }
  return { recipe, sha256 }
}

test('[S107] [S108] planUndo() of the last batch brings back everything that was seen before it, and undoing that does it again', () => {
  fc.assert(
    fc.property(fc.array(pushed, { maxLength: 8 }), pushed, (before, last) => {
      const world = begin()
      for (const push of before) play(world, push)
      const { library, journal } = world
      const [first, second, third] = [1, 2, 3].map(sampleBatchId)
      assert.ok(first !== undefined && second !== undefined && third !== undefined)
      const was = seen(library)
      const named = last.intents.map(({ intent: each }) => ({ ...each, batch: { id: first, undoes: null } }))
      journal.push(last.client, named)
      if (!journal.entries().some(({ batchId }) => batchId === first)) return
      const did = seen(library)

      const undo = planUndo(journal.view(), journal.entry(first), second)
      // A photo that is gone for good can be taken out of an album, and not put back.
      const gone = undo.left.filter(({ change }) => isDeleted(library, change.assetId))
      assert.deepEqual(undo.left, gone)
      if (gone.length > 0) return
      journal.push(
        sampleClientId(7),
        undo.steps.flatMap(({ intents }) => intents),
      )
      assert.deepEqual(seen(library), was)

      if (undo.steps.length === 0) return
      const redo = planUndo(journal.view(), journal.entry(second), third)
      assert.deepEqual(redo.left, [])
      journal.push(
        sampleClientId(7),
        redo.steps.flatMap(({ intents }) => intents),
      )
      assert.deepEqual(seen(library), did)
    }),
    { numRuns: 300 },
  )
})

test('journalDeeds() keeps enough: the changes of all batches, done again one by one, lead to what is there', () => {
  fc.assert(
    fc.property(fc.array(pushed, { maxLength: 10 }), (pushes) => {
      const world = begin()
      for (const push of pushes) play(world, push)
      const { library, journal } = world
      const last = new Map<string, { value: unknown; of: Parameters<typeof fieldOf>[1] }>()
      const changes = journal.rows().flatMap((row) => row.changes)
      for (const change of changes.toSorted((one, other) => one.seq - other.seq)) {
        if (change.verdict === 'lost') continue
        const { assetId: ofAsset, albumId: ofAlbum, field, element } = change
        last.set(JSON.stringify([ofAsset, ofAlbum, field, element]), { value: change.after, of: change })
      }
      for (const { value, of } of last.values()) {
        if (of.field === 'album') continue
        const now = fieldOf(library, of)
        assert.ok(isSameValue(now?.value, value), `${JSON.stringify(of)} is ${JSON.stringify(now)}`)
      }
    }),
    { numRuns: 500 },
  )
})
