import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AlbumId, Asset, AssetId } from '@rollcall/protocol'
import type { Place, Search, SearchRow } from '@rollcall/sync'
import { findAlbums, matchesSearch, parseSearch, resolveNames, searchRowOf } from '@rollcall/sync'
import fc from 'fast-check'
import { openDatabase } from '../open-database.ts'
import { createPlaceBook, middleOf } from './place-book.ts'
import { createSearchIndex } from './search-index.ts'
import { SEARCH_TABLES } from './search-tables.ts'

const MOMENT = { now: Date.UTC(2026, 10, 22, 12), offsetMinutes: 0 }
const OSLO: Place = {
  town: { mark: 'place:3143244', name: 'Oslo', otherNames: ['Christiania', 'Осло'] },
  region: { mark: 'region:NO.12', name: 'Oslo', otherNames: [] },
  country: { mark: 'country:NO', name: 'Norway', otherNames: ['Norge', 'Norwegen'] },
}
const ALESUND: Place = {
  town: { mark: 'place:3163392', name: 'Ålesund', otherNames: [] },
  region: { mark: 'region:NO.08', name: 'Møre og Romsdal', otherNames: [] },
  country: OSLO.country,
}
const ALBUM_ID = 'a1'.repeat(16) as AlbumId
const FOLDER_ID = 'a2'.repeat(16) as AlbumId
const ALBUMS = [
  { key: FOLDER_ID, name: 'Norway trips', parentId: null, state: 'live', type: 'folder' },
  { key: ALBUM_ID, name: 'Summer in May', parentId: FOLDER_ID, state: 'live', type: 'album' },
] as const

function assetOf(mark: number, changes: Partial<Asset> = {}): Asset {
  const hex = mark.toString(16).padStart(8, '0')
  const sha256 = hex.repeat(8)
  return {
    id: hex.repeat(4),
    no: mark,
    seq: mark,
    kind: 'photo',
    primarySha256: sha256,
    takenAt: Date.UTC(2019, 5, 3, 12),
    takenFrom: 'exif',
    favourite: false,
    caption: '',
    state: 'live',
    trashedAt: null,
    trashedBy: null,
    resources: [
      {
        role: 'still',
        sha256,
        bytes: 1000,
        name: `IMG_${mark}.JPG`,
        mime: 'image/jpeg',
        modifiedAt: 0,
        state: 'present',
      },
    ],
    edits: {},
    ...changes,
  } as Asset
}

const someAsset = fc
  .record({
    takenAt: fc.integer({ min: Date.UTC(2018, 10, 1), max: Date.UTC(2020, 2, 1) }),
    caption: fc.constantFrom(
      '',
      'May flowers',
      'a portrait of Anna',
      'Übung im Hafen',
      '東京タワー',
      'harbour "old" 2019',
    ),
    title: fc.constantFrom('', 'Norway', 'old harbour'),
    keywords: fc.subarray(['boat', 'old', 'harbour', 'summer 2019']),
    kind: fc.constantFrom('photo', 'photo', 'video', 'sidecar'),
    state: fc.constantFrom('live', 'live', 'live', 'trashed', 'merged'),
    favourite: fc.boolean(),
    hidden: fc.boolean(),
    rating: fc.integer({ min: 0, max: 5 }),
  })
  .chain((asset) => fc.tuple(fc.constant(asset), fc.constantFrom(OSLO, ALESUND, null), fc.boolean()))

const someSearch = fc
  .array(
    fc.constantFrom(
      ...[
        'may',
        'June 2019',
        '-2019',
        'before:2019-06-15',
        '-before:2019',
        'since may 2019',
        'oslo',
        'norw',
        'alesund',
      ],
      ...[
        'hafen',
        '東京',
        '"old harbour"',
        'harb',
        '-boat',
        'keyword:old',
        'is:hidden',
        'is:trashed',
        'favourites',
      ],
      ...[
        'rating:3+',
        'rating:0',
        'videos',
        'sidecars',
        'portrait',
        'IMG_12',
        'file:jpg',
        'type:jpeg',
        'device:phone',
      ],
      ...[
        'album:summer',
        'place:"norway"',
        'christmas 2018',
        'winter',
        'summer 2019',
        'zebra',
        '-place:oslo',
        'canon',
      ],
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((words) => words.join(' '))

test('find() finds what matchesSearch() finds, newest first and page by page', () => {
  using database = openDatabase(':memory:', [SEARCH_TABLES])
  const index = createSearchIndex(database)
  const places = createPlaceBook(database)
  fc.assert(
    fc.property(fc.array(someAsset, { maxLength: 40 }), someSearch, (assets, text) => {
      database.exec('DELETE FROM search_row; DELETE FROM search_text')
      const rows = assets.flatMap(([changes, place, isInAlbum], number): SearchRow[] => {
        const asset = assetOf(number + 1, changes as Partial<Asset>)
        const spot = { latitude: place === OSLO ? 60 : 0, longitude: place === ALESUND ? 6 : 10 }
        const placeMarks = places.marksAt(spot) ?? places.learn(spot, place)
        const albumIds = isInAlbum ? [ALBUM_ID] : []
        const row = searchRowOf(asset, {
          albumIds,
          placeMarks,
          deviceName: number % 2 ? 'Eva’s phone' : null,
        })
        if (row === null) index.remove(asset.id)
        else index.put(row)
        return row === null ? [] : [row]
      })
      const search = resolveNames(parseSearch(text, MOMENT), (field, words, isPrefix) =>
        field === 'album' ? findAlbums(ALBUMS, words, isPrefix) : places.findPlaces(words, isPrefix),
      )
      const second = ({ localAt }: SearchRow) => Math.floor(localAt / 1000)
      const expected = rows
        .filter((row) => matchesSearch(search, row))
        .toSorted((one, other) => second(other) - second(one) || other.no - one.no)
        .map(({ assetId }) => assetId)
      assert.deepEqual(findAll(index, search), expected, text)
      assert.equal(index.count(search, 1_000), expected.length)
      assert.equal(index.count(search, 3), Math.min(3, expected.length))
    }),
    { numRuns: 600 },
  )
})

function findAll(index: ReturnType<typeof createSearchIndex>, search: Search): readonly AssetId[] {
  const found: AssetId[] = []
  let below: number | null = null
  for (;;) {
    const page = index.find(search, { limit: 7, below })
    found.push(...page.map(({ assetId }) => assetId))
    const last = page.at(-1)
    if (last === undefined) return found
    below = last.place
  }
}

test('put() takes the place of what was known of an asset, and remove() forgets it', () => {
  using database = openDatabase(':memory:', [SEARCH_TABLES])
  const index = createSearchIndex(database)
  const find = (text: string) => index.find(parseSearch(text, MOMENT), { limit: 10, below: null }).length
  const put = (changes: Partial<Asset>) => {
    const row = searchRowOf(assetOf(1, changes), { albumIds: [], placeMarks: [], deviceName: null })
    if (row !== null) index.put(row)
  }
  put({ caption: 'at the harbour' })
  assert.deepEqual([find('harbour'), find('June 2019')], [1, 1])
  put({ caption: 'on the beach', dated: { at: Date.UTC(2020, 0, 1), offsetMinutes: 60 } })
  assert.deepEqual([find('harbour'), find('beach'), find('June 2019'), find('2020-01-01')], [0, 1, 0, 1])
  assert.deepEqual(index.assetsNumbered(1, 5), [assetOf(1).id])
  index.remove(assetOf(1).id)
  index.remove(assetOf(1).id)
  assert.deepEqual([find('beach'), find('2020')], [0, 0])
})

test('put() finds a place for each of many photos of one moment, and for times beyond all calendars', () => {
  using database = openDatabase(':memory:', [SEARCH_TABLES])
  const index = createSearchIndex(database)
  const times = [-8.64e15, -8.64e15, 0, 0, 0, 8.64e15, 8.64e15]
  times.forEach((takenAt, number) => {
    // Numbers so far apart want the same place.
    const asset = { ...assetOf(number + 1, { takenAt }), no: (number % 2) * 2 ** 20 + 1 }
    const row = searchRowOf(asset, { albumIds: [], placeMarks: [], deviceName: null })
    assert.ok(row !== null)
    index.put(row)
  })
  assert.equal(index.count(parseSearch('', MOMENT), 100), times.length)
  assert.equal(index.count(parseSearch('1970', MOMENT), 100), 3)
})

test('marksAt() knows what was learned of a spot and around it, and that nothing is there', () => {
  using database = openDatabase(':memory:', [SEARCH_TABLES])
  const places = createPlaceBook(database)
  const spot = { latitude: 59.9127, longitude: 10.7461 }
  assert.equal(places.marksAt(spot), null)
  assert.deepEqual(places.learn(spot, OSLO), ['place:3143244', 'region:NO.12', 'country:NO'])
  assert.deepEqual(places.marksAt(middleOf(spot)), ['place:3143244', 'region:NO.12', 'country:NO'])
  assert.equal(places.marksAt({ ...spot, longitude: 10.75 }), null)
  places.learn({ latitude: 0, longitude: -30 }, null)
  assert.deepEqual(places.marksAt({ latitude: 0, longitude: -30 }), [])
  assert.deepEqual(places.findPlaces(['christ'], true), [{ mark: 'place:3143244', label: 'place Oslo' }])
  assert.deepEqual(places.findPlaces(['christ'], false), [])
  assert.deepEqual(places.findPlaces(['осло'], false).length, 1)
})
