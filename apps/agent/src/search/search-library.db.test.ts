import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { middleOf, openDatabase, openGazetteer } from '@rollcall/platform-node'
import type { Album, AlbumId, Asset, AssetId, Batch, Change, Intent, LibraryRecord } from '@rollcall/protocol'
import {
  explainSearch,
  findAlbums,
  locationOf,
  matchesSearch,
  namesOfPlace,
  parseSearch,
  resolveNames,
  searchRowOf,
  takenAtOf,
} from '@rollcall/sync'
import fc from 'fast-check'
import type { DeviceState } from '../state/device-state.ts'
import { openDeviceState } from '../state/device-state.ts'
import { MIGRATIONS } from '../state/schema.ts'
import { createTestClock, createTestRandom } from '../test-kit/test-clock.ts'
import type { SearchAnswer } from './search-library.ts'
import { searchLibrary } from './search-library.ts'
import { SEARCH_MIGRATION } from './search-schema.ts'
import { SAMPLE_DEVICE_ID } from '../test-kit/sample-device-id.ts'

const MOMENT = { now: Date.UTC(2026, 10, 22, 12), offsetMinutes: 60 }
const OSLO = { latitude: 59.912, longitude: 10.746 }
const ROME = { latitude: 41.894, longitude: 12.48 }

interface Library extends Disposable {
  readonly state: DeviceState
  /** Brings the base forward, or begins it again. */
  readonly adopt: (rows: readonly (Asset | LibraryRecord)[], fresh?: boolean) => Promise<void>
  readonly queue: (...intents: readonly Intent[]) => void
  readonly search: (text: string, limit?: number) => Promise<SearchAnswer>
  /** The numbers of what was found, and whether the count agrees. */
  readonly find: (text: string) => Promise<readonly number[]>
}

function openLibrary(unsynced: readonly number[] = [], path = ':memory:'): Library {
  const database = openDatabase(path, MIGRATIONS)
  const world = {
    clock: createTestClock(),
    random: createTestRandom(),
    deviceId: SAMPLE_DEVICE_ID,
    deviceName: 'Study',
  }
  const state = openDeviceState(database, world)
  let seq = 0
  const search: Library['search'] = (text, limit = 100) =>
    searchLibrary(state, 'Study', {
      ...MOMENT,
      text,
      limit,
      unsynced: async () => new Set(unsynced.map(assetId)),
    })
  return {
    state,
    search,
    adopt: async (rows, fresh = false) => {
      const changes = rows.map((row): Change => {
        seq++
        return 'resources' in row
          ? { kind: 'asset', asset: { ...(row as Asset), seq } }
          : { kind: 'record', record: { ...(row as LibraryRecord), seq } }
      })
      const page = { epoch: 1, from: '1.0', to: `1.${seq}`, complete: true, lastMutation: 0, changes }
      await state.replica.stage(page, { first: true, fresh })
      await state.replica.adopt({ epoch: 1, seq }, 0)
    },
    queue: (...intents) =>
      state.transaction(() => {
        for (const intent of intents) state.replica.queue(intent, null)
      }),
    find: async (text) => {
      const { assets, total } = await search(text)
      assert.equal(total, assets.length, text)
      return assets.map(({ no }) => no)
    },
    [Symbol.dispose]: () => database.close(),
  }
}

function assetId(mark: number): AssetId {
  return mark.toString(16).padStart(32, '0') as AssetId
}

function albumId(mark: number): AlbumId {
  return mark.toString(16).padStart(32, 'a') as AlbumId
}

function assetOf(mark: number, changes: Partial<Asset> = {}): Asset {
  const sha256 = mark.toString(16).padStart(64, '0') as Asset['primarySha256']
  const name = `IMG_${mark}.jpg`
  return {
    id: assetId(mark),
    no: mark,
    seq: 0,
    kind: 'photo',
    primarySha256: sha256,
    takenAt: Date.UTC(2019, 5, 28 - mark),
    takenFrom: 'file_time',
    favourite: false,
    caption: '',
    state: 'live',
    trashedAt: null,
    trashedBy: null,
    resources: [
      { role: 'still', sha256, bytes: 1, name, mime: 'image/jpeg', modifiedAt: 0, state: 'present' },
    ],
    edits: {},
    ...changes,
  }
}

function albumOf(mark: number, name: string, changes: Partial<Album> = {}): Album {
  return {
    kind: 'album',
    key: albumId(mark),
    seq: 0,
    type: 'album',
    name,
    parentId: null,
    place: `a${mark}`,
    cover: null,
    sort: 'manual',
    search: null,
    state: 'live',
    trashedAt: null,
    trashedBy: null,
    edits: {},
    ...changes,
  }
}

function entryOf(album: number, asset: number, isIn = true): LibraryRecord {
  const edit = { seq: 0, editedAt: 0, clientId: 'c'.repeat(32) }
  const key = `${albumId(album)}:${assetId(asset)}`
  return {
    ...{ kind: 'entry', key, seq: 0, albumId: albumId(album), assetId: assetId(asset) },
    ...{ place: `a${asset}`, isIn, edit },
  } as LibraryRecord
}

function batchOf(mark: number, deviceName: string, created: Batch['created']): LibraryRecord {
  const batchId = mark.toString(16).padStart(32, 'b')
  return {
    ...{ kind: 'batch', key: batchId, seq: 0, batchId, firstSeq: 0, clientId: 'c'.repeat(32), deviceName },
    ...{ startedAt: 0, endedAt: 0, undoes: null, counts: {}, created, changes: [] },
  } as unknown as LibraryRecord
}

test('searchLibrary() finds photos by place, album, folder, device, caption and date, newest first', async () => {
  using library = openLibrary()
  await library.adopt([
    assetOf(1, { caption: 'Harbour', located: OSLO }),
    assetOf(2, { located: ROME, keywords: ['holiday'] }),
    assetOf(3, { dated: { at: Date.UTC(2020, 0, 1), offsetMinutes: 0 } }),
    albumOf(1, 'Journeys', { type: 'folder' }),
    albumOf(2, 'Italy 2019', { parentId: albumId(1) }),
    entryOf(2, 2),
    entryOf(2, 3),
    batchOf(1, 'Eva’s phone', [[2, 3]]),
  ])
  assert.deepEqual(await library.find(''), [3, 1, 2])
  assert.deepEqual(await library.find('norwegen'), [1])
  assert.deepEqual(await library.find('roma'), [2])
  assert.deepEqual(await library.find('album:journeys'), [3, 2])
  assert.deepEqual(await library.find('device:"eva s phone"'), [3, 2])
  assert.deepEqual(await library.find('June 2019'), [1, 2])
  assert.deepEqual(await library.find('harb oslo'), [1])
  assert.deepEqual(await library.find('zebra'), [])
  assert.deepEqual(
    (await library.search('', 2)).assets.map(({ no }) => no),
    [3, 1],
  )
  assert.equal((await library.search('', 2)).total, 3)
  assert.equal(
    explainSearch((await library.search('oslo June 2019')).search),
    '"oslo" (place Oslo), June 2019',
  )
})

test('searchLibrary() follows the base: changes, renamed albums, entries taken out, and a base begun again', async () => {
  using library = openLibrary()
  await library.adopt([assetOf(1, { caption: 'one' }), assetOf(2), albumOf(1, 'Old name'), entryOf(1, 1)])
  assert.deepEqual(await library.find('album:old'), [1])
  await library.adopt([assetOf(1, { caption: 'two' }), albumOf(1, 'New name'), entryOf(1, 2)])
  assert.deepEqual(await library.find('album:old'), [])
  assert.deepEqual(await library.find('album:new'), [1, 2])
  assert.deepEqual(await library.find('one'), [])
  await library.adopt([entryOf(1, 1, false)])
  assert.deepEqual(await library.find('album:new'), [2])
  await library.adopt([assetOf(3, { caption: 'two' })], true)
  assert.deepEqual(await library.find('two'), [3])
  assert.deepEqual(await library.find('album:new'), [])
})

test('searchLibrary() finds the whole by the albums of its parts, as an album shows it, in whatever order they come', async () => {
  using library = openLibrary()
  await library.adopt([
    assetOf(1),
    assetOf(2, { state: 'merged', mergedInto: assetId(1) }),
    albumOf(1, 'Lake'),
    albumOf(2, 'Sea'),
    entryOf(1, 2),
  ])
  assert.deepEqual(await library.find('album:lake'), [1])
  await library.adopt([assetOf(1, { state: 'merged', mergedInto: assetId(3) }), assetOf(3)])
  assert.deepEqual(await library.find('album:lake'), [3])
  await library.adopt([entryOf(2, 2)])
  assert.deepEqual(await library.find('album:sea'), [3])
  library.queue({ op: 'removeEntry', args: { albumId: albumId(1), assetId: assetId(2) } })
  assert.deepEqual(await library.find('album:lake'), [])
  assert.deepEqual(await library.find('album:sea'), [3])
  await library.adopt([entryOf(2, 2, false)])
  assert.deepEqual(await library.find('album:sea'), [])
  await library.adopt([assetOf(2), entryOf(2, 2), assetOf(1)])
  assert.deepEqual(await library.find('album:sea'), [2])
})

test('SEARCH_MIGRATION lets a device search what it held before it could', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'rollcall-search-')), 'state.sqlite')
  try {
    const before = openDatabase(path, MIGRATIONS.slice(0, MIGRATIONS.indexOf(SEARCH_MIGRATION)))
    const put = before.prepare('INSERT INTO base_asset (asset_id, seq, body) VALUES (?, ?, ?)')
    put.run(assetId(1), 1, JSON.stringify(assetOf(1, { caption: 'from before' })))
    before.close()
    using library = openLibrary([], path)
    assert.deepEqual(await library.find('before'), [1])
  } finally {
    rmSync(dirname(path), { recursive: true })
  }
})

test('searchLibrary() shows what was done offline in the place of what the base says', async () => {
  using library = openLibrary()
  await library.adopt([
    assetOf(1, { caption: 'before' }),
    assetOf(2),
    assetOf(3),
    albumOf(1, 'Garden'),
    entryOf(1, 3),
  ])
  library.queue(
    { op: 'setCaption', args: { assetId: assetId(1), value: 'after' } },
    { op: 'setLocated', args: { assetId: assetId(1), value: OSLO } },
    { op: 'placeEntry', args: { albumId: albumId(1), assetId: assetId(2), after: 'end' } },
    { op: 'removeEntry', args: { albumId: albumId(1), assetId: assetId(3) } },
    { op: 'setAlbumName', args: { albumId: albumId(1), value: 'Orchard' } },
  )
  assert.deepEqual(await library.find('before'), [])
  assert.deepEqual(await library.find('after'), [1])
  assert.deepEqual(await library.find('oslo'), [1])
  assert.deepEqual(await library.find('album:orchard'), [2])
  assert.deepEqual(await library.find('album:garden'), [])
  assert.deepEqual(await library.find('-after'), [2, 3])
})

test('searchLibrary() answers "not synced" by the roll call', async () => {
  using library = openLibrary([2, 3])
  await library.adopt([assetOf(1), assetOf(2, { caption: 'boat' }), assetOf(3), assetOf(4)])
  assert.deepEqual(await library.find('not synced'), [2, 3])
  assert.deepEqual(await library.find('not synced boat'), [2])
  assert.deepEqual(await library.find('-"not synced" is:synced'), [1, 4])
})

const MARKS = [1, 2, 3, 4, 5] as const
const someAsset = fc
  .record({
    mark: fc.constantFrom(...MARKS),
    caption: fc.constantFrom('', 'boat', 'may day', 'old harbour'),
    located: fc.constantFrom(OSLO, ROME, null),
    hidden: fc.boolean(),
    state: fc.constantFrom('live', 'live', 'trashed', 'deleted'),
  })
  .map(({ mark, ...changes }) => assetOf(mark, changes as Partial<Asset>))
const someRecord = fc.oneof(
  fc
    .tuple(fc.constantFrom(1, 2), fc.constantFrom('Boats', 'Rome', 'Old'))
    .map(([mark, name]) => albumOf(mark, name)),
  fc.tuple(fc.constantFrom(1, 2), fc.constantFrom(...MARKS), fc.boolean()).map((entry) => entryOf(...entry)),
  fc.constantFrom(...MARKS).map((no) => batchOf(no, no % 2 ? 'Phone' : 'Tablet', [[no, no]])),
)
const someIntent = fc
  .tuple(fc.constantFrom(...MARKS), fc.constantFrom('boat', 'rome', ''), fc.nat({ max: 5 }))
  .map(([mark, words, which]): Intent => {
    const args = { assetId: assetId(mark) }
    const inAlbum = { ...args, albumId: albumId(1 + (mark % 2)) }
    const intents: readonly Intent[] = [
      { op: 'setCaption', args: { ...args, value: words } },
      { op: 'setHidden', args: { ...args, value: words === '' } },
      { op: 'trash', args },
      { op: 'placeEntry', args: { ...inAlbum, after: 'end' } },
      { op: 'removeEntry', args: inAlbum },
      { op: 'setAlbumName', args: { albumId: inAlbum.albumId, value: words || 'Old' } },
    ]
    return intents[which] ?? intents[0] ?? { op: 'trash', args }
  })
const someStep = fc.oneof(
  fc.record({
    rows: fc.array(fc.oneof(someAsset, someRecord), { minLength: 1, maxLength: 4 }),
    fresh: fc.boolean(),
  }),
  someIntent,
)
const QUESTIONS = [
  '',
  'boat',
  'rome',
  'album:boats',
  '-boat',
  'oslo',
  'is:hidden',
  'is:trashed',
  'device:phone',
  'old harbour',
  'before:2019-06-26',
]

test('searchLibrary() finds what a look at every photo of the view finds, whatever happened before', async () => {
  const gazetteer = await openGazetteer()
  await fc.assert(
    fc.asyncProperty(
      fc.array(someStep, { maxLength: 12 }),
      fc.constantFrom(...QUESTIONS),
      async (steps, text) => {
        using library = openLibrary()
        const { places } = library.state.search
        // The gazetteer is opened once, and not at every run.
        for (const spot of [OSLO, ROME]) places.learn(spot, gazetteer.placeAt(middleOf(spot)))
        for (const step of steps) {
          if ('op' in step) library.queue(step)
          else {
            const last = new Map(step.rows.map((row) => ['resources' in row ? row.id : row.key, row]))
            await library.adopt([...last.values()] as (Asset | LibraryRecord)[], step.fresh)
          }
          if (steps.length % 2 === 0) await library.find('boat') // so that the index learns bit by bit
        }
        assert.deepEqual(await library.find(text), lookAtAll(library.state, gazetteer, text), text)
      },
    ),
    { numRuns: 150 },
  )
})

function lookAtAll(
  { replica, search }: DeviceState,
  gazetteer: Awaited<ReturnType<typeof openGazetteer>>,
  text: string,
): readonly number[] {
  const view = replica.view()
  const albums = [...view.records.all()].filter((record) => record.kind === 'album')
  const parsed = resolveNames(parseSearch(text, MOMENT), (field, words, isPrefix) =>
    field === 'album' ? findAlbums(albums, words, isPrefix) : search.places.findPlaces(words, isPrefix),
  )
  const found = [...view.assets].filter((asset) => {
    const spot = locationOf(asset)
    const entries = view.records.entriesWithAsset(asset.id).filter(({ isIn }) => isIn)
    const row = searchRowOf(asset, {
      albumIds: entries.map((entry) => entry.albumId),
      placeMarks: spot === null ? [] : namesOfPlace(gazetteer.placeAt(spot)).map(({ mark }) => mark),
      deviceName: search.deviceNameOf(asset.no),
    })
    return row !== null && matchesSearch(parsed, row)
  })
  return found.toSorted((one, other) => takenAtOf(other) - takenAtOf(one)).map(({ no }) => no)
}
