import assert from 'node:assert/strict'
import { test } from 'node:test'
import { albumIdSchema, assetIdSchema, batchIdSchema, clientIdSchema } from '@rollcall/protocol'
import type { BatchChange } from '@rollcall/protocol'
import type { JournalEntry } from '@rollcall/sync'
import { formatsOf } from '../../words/formats.ts'
import { de } from '../../words/de.ts'
import { en } from '../../words/en.ts'
import { batchWords } from './batch-words.ts'
import { fieldWords, loserOf, takeBackIntent, valueWords } from './conflict-words.ts'

const ID = (no: number) => String(no).padStart(32, '0')
const ASSETS = [1, 2, 3].map((no) => assetIdSchema.parse(ID(no)))
const NORWAY = albumIdSchema.parse(ID(9))
const [FIRST] = ASSETS

const ENTRY: JournalEntry = {
  batchId: batchIdSchema.parse(ID(7)),
  clientId: clientIdSchema.parse(ID(8)),
  deviceName: 'iPhone',
  undoes: null,
  startedAt: 0,
  endedAt: 0,
  counts: {},
  created: [],
  changes: [],
  isSent: true,
  undoneBy: [],
}

const NAMES = { album: () => '“Norway”', device: () => 'Mac' }

function change(fields: Partial<BatchChange>): BatchChange {
  return { field: 'favourite', before: null, after: true, seq: 1, verdict: 'applied', ...fields }
}

function said(entry: Partial<JournalEntry>, language: 'en' | 'de' = 'en'): string {
  return batchWords({ ...ENTRY, ...entry }, NAMES, { en, de }[language], formatsOf(language))
}

test('batchWords() tells what was done to how many photos, most first, and into which album', () => {
  const favourites = ASSETS.map((assetId) => change({ assetId }))
  const entries = ASSETS.slice(0, 2).map((assetId) =>
    change({ assetId, albumId: NORWAY, field: 'entry', before: null, after: { isIn: true } }),
  )
  assert.equal(
    said({ changes: [...entries, ...favourites] }),
    'marked 3 photos as favourite, added 2 photos to “Norway”',
  )
  assert.equal(said({ changes: favourites.slice(0, 1) }, 'de'), 'hat 1 Foto als Favorit markiert')
})

test('batchWords() tells of photos that came, of settings of devices, of what was taken back and what lost', () => {
  assert.equal(said({ created: ASSETS, counts: { create: 3 } }), 'added 3 photos')
  assert.equal(said({ counts: { create: 1 } }), 'sent 1 photo')
  const setting = change({ field: 'setting', element: `${ID(5)}:mobileData`, before: null, after: true })
  assert.equal(said({ changes: [setting] }), 'chose for Mac: Mobile data, on')
  const lost = change({ assetId: assetIdSchema.parse(ID(1)), verdict: 'lost' })
  assert.equal(said({ changes: [lost] }), '1 change did not come to stand')
  assert.equal(said({ undoes: ENTRY.batchId }), 'took back: said again what was so')
})

test('takeBackIntent() sets what did not come to stand, and leaves alone what it has no deed for', () => {
  assert.ok(FIRST !== undefined)
  const lost = change({ assetId: FIRST, field: 'caption', before: 'A', after: 'B', verdict: 'lost' })
  assert.equal(loserOf(lost), 'B')
  assert.deepEqual(takeBackIntent(lost), { op: 'setCaption', args: { assetId: FIRST, value: 'B' } })
  const overrode = { ...lost, verdict: 'overrode' } as const
  assert.deepEqual(takeBackIntent(overrode), { op: 'setCaption', args: { assetId: FIRST, value: 'A' } })
  const renamed = change({ albumId: NORWAY, field: 'name', before: 'A', after: 'B', verdict: 'lost' })
  assert.deepEqual(takeBackIntent(renamed), { op: 'setAlbumName', args: { albumId: NORWAY, value: 'B' } })
  assert.equal(takeBackIntent({ ...lost, field: 'version' }), null)
  assert.equal(takeBackIntent({ ...lost, after: 12 }), null)
  assert.equal(takeBackIntent({ ...lost, forgotten: true }), null)
})

test('valueWords() says a value as people would, and nothing of a photo that was purged', () => {
  const [words, formats] = [en, formatsOf('en')]
  assert.equal(valueWords({ field: 'caption' }, 'At sea', words, formats), '“At sea”')
  assert.equal(valueWords({ field: 'favourite' }, true, words, formats), 'yes')
  assert.equal(
    valueWords({ field: 'caption', forgotten: true }, null, words, formats),
    'forgotten with the photo',
  )
  assert.equal(fieldWords({ field: 'keywords', element: 'sea' }, words), 'Keyword “sea”')
})
