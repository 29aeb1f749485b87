import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AlbumId, AssetId, BatchChange, BatchId, ClientId } from '@rollcall/protocol'
import type { JournalEntry } from '@rollcall/sync'
import { describeBatch } from './describe-batch.ts'
import type { Names } from './describe-change.ts'
import { aboutChange, describeValue } from './describe-change.ts'
import { conflictWords } from './journal-command.ts'

const NAMES: Names = {
  photo: (id) => `${id.slice(0, 1)}.jpg`,
  album: () => '“Norway”',
  device: (id) => (id === 'server' ? 'the server' : 'iPad'),
}
const ALBUM = 'e'.repeat(32) as AlbumId

const change = (
  field: string,
  before: unknown,
  after: unknown,
  more: Partial<BatchChange> = {},
): BatchChange => ({
  assetId: 'a'.repeat(32) as AssetId,
  field,
  before,
  after,
  seq: 1,
  verdict: 'applied',
  ...more,
})

const albumChange = (field: string, before: unknown, after: unknown): BatchChange => {
  const { assetId: _, ...rest } = change(field, before, after, { albumId: ALBUM })
  return rest
}

const entry = (changes: readonly BatchChange[], more: Partial<JournalEntry> = {}): JournalEntry => ({
  batchId: '1'.repeat(32) as BatchId,
  clientId: '2'.repeat(32) as ClientId,
  deviceName: 'iPad',
  undoes: null,
  startedAt: 0,
  endedAt: 0,
  counts: {},
  created: [],
  changes,
  isSent: true,
  undoneBy: [],
  ...more,
})

const other = { assetId: 'b'.repeat(32) as AssetId }

test('describeBatch() counts photos, not edits, and tells the most first', () => {
  const changes = [
    change('caption', '', 'x'),
    change('rating', 0, 3),
    change('rating', 3, 4),
    change('rating', 0, 4, other),
  ]
  assert.equal(describeBatch(entry(changes), NAMES), 'gave stars to 2 photos, set the caption of 1 photo')
})

test('describeBatch() tells which way a mark went', () => {
  const words = (field: string, after: unknown) => describeBatch(entry([change(field, null, after)]), NAMES)
  assert.deepEqual(
    [words('favourite', true), words('favourite', false), words('hidden', true), words('state', 'deleted')],
    [
      'marked 1 photo as favourite',
      'took the favourite mark from 1 photo',
      'hid 1 photo',
      'deleted 1 photo for good',
    ],
  )
})

test('describeBatch() tells what happened to albums and in them', () => {
  const isIn = (value: boolean) => ({ isIn: value })
  const entryChange = (before: boolean, after: boolean) =>
    describeBatch(entry([change('entry', isIn(before), isIn(after), { albumId: ALBUM })]), NAMES)
  assert.deepEqual(
    [entryChange(false, true), entryChange(true, true), entryChange(true, false)],
    ['added 1 photo to “Norway”', 'moved 1 photo within “Norway”', 'took 1 photo out of “Norway”'],
  )
  assert.equal(describeBatch(entry([albumChange('album', null, {})]), NAMES), 'made “Norway”')
})

test('describeBatch() has words for an import, an undoing, what lost, what nobody sees, and what is new to it', () => {
  assert.equal(
    describeBatch(entry([], { counts: { create: 3 }, created: [other.assetId] }), NAMES),
    'added 1 photo',
  )
  assert.equal(describeBatch(entry([], { counts: { create: 3 } }), NAMES), 'sent 3 photos')
  const undoing = entry([change('caption', 'x', '')], { undoes: 'abcd1234'.repeat(4) as BatchId })
  assert.equal(describeBatch(undoing, NAMES), 'undid abcd1234: set the caption of 1 photo')
  const lost = change('caption', 'x', 'y', { verdict: 'lost' })
  assert.equal(describeBatch(entry([lost]), NAMES), '1 change lost')
  const unseen = entry([change('state', 'live', 'live')], { counts: { restore: 1 } })
  assert.equal(describeBatch(unseen, NAMES), 'said again what was so')
  assert.equal(describeBatch(entry([change('weather', 1, 2)]), NAMES), 'changed something of 1 photo')
})

test('describeBatch() tells three things and counts the rest', () => {
  const fields = ['caption', 'title', 'rating', 'dated', 'located']
  const words = describeBatch(entry(fields.map((field) => change(field, null, 'x'))), NAMES)
  assert.match(words, /^[^,]+, [^,]+, [^,]+ and 2 more$/)
})

test('describeValue() shows every field as people say it, and nothing that a terminal would obey', () => {
  const cases: readonly (readonly [string, unknown, string])[] = [
    ['caption', 'a\u001b[2Jb', '“a\\u{1b}[2Jb”'],
    ['caption', '', 'none'],
    ['caption', 'x'.repeat(100), `“${'x'.repeat(60)}…”`],
    ['favourite', true, 'yes'],
    ['rating', 1, '1 star'],
    ['version', { rev: 1, recipe: { rotate: 90 }, sha256: null }, 'turned 90° to the right'],
    ['version', { rev: 0, recipe: null, sha256: null }, 'as it was taken'],
    ['dated', { at: Date.UTC(2020, 5, 1, 10), offsetMinutes: 120 }, '2020-06-01 12:00'],
    ['dated', null, 'as the files say'],
    ['located', { latitude: 59.9, longitude: 10.7 }, '59.9, 10.7'],
    ['located', { latitude: null, longitude: null }, 'nowhere'],
    ['state', 'trashed', 'in the trash'],
    ['weather', { wind: 3 }, '{"wind":3}'],
  ]
  for (const [field, value, words] of cases)
    assert.equal(describeValue(change(field, null, value), value, NAMES), words, field)
})

test('conflictWords() names both words and who said the one that stands', () => {
  const lost = change('caption', 'rain', 'snow', { verdict: 'lost' })
  assert.equal(aboutChange(lost, NAMES), 'caption of a.jpg')
  assert.equal(
    conflictWords(lost, NAMES, 'iPad'),
    'caption of a.jpg: “snow” lost to “rain”, said meanwhile on iPad',
  )
  assert.equal(conflictWords(lost, NAMES, null), 'caption of a.jpg: “snow” lost to “rain”, said meanwhile')
})

test('describeBatch() says what was chosen for a device, and what it was given to do', () => {
  const device = 'd'.repeat(32)
  const { assetId: _, ...chosen } = change('setting', null, 'charging', { element: `${device}:power` })
  const { assetId: __, ...given } = change(
    'command',
    null,
    { what: 'sync_now' },
    { element: `${device}:sync_now` },
  )
  assert.equal(aboutChange(chosen, NAMES), 'power of iPad')
  assert.deepEqual(
    [describeValue(chosen, null, NAMES), describeValue(chosen, 'charging', NAMES)],
    ['default', 'charging'],
  )
  assert.equal(aboutChange(given, NAMES), 'a command to iPad')
  assert.equal(describeValue(given, { what: 'sync_now' }, NAMES), 'sync-now')
})
