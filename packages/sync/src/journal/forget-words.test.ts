import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Batch, BatchChange } from '@rollcall/protocol'
import { libraryRecordSchema } from '@rollcall/protocol'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { sampleAsset, sampleAssetId, sampleClientId } from '../test-kit/sample-asset.ts'
import { forgetWords } from './forget-words.ts'
import type { JournalEntry } from './list-journal.ts'
import { listJournal } from './list-journal.ts'
import { planUndo } from './plan-undo.ts'

const GONE = sampleAssetId(1)
const KEPT = sampleAssetId(2)

const told = (assetId: typeof GONE, field: string, values: Partial<BatchChange> = {}): BatchChange => ({
  ...{ assetId, field, before: '', after: 'grandma in Graz', seq: 3, verdict: 'applied', ...values },
})

const row = (changes: readonly BatchChange[]): Batch => ({
  ...{
    kind: 'batch',
    key: 'ab'.repeat(16),
    seq: 9,
    batchId: 'ab'.repeat(16) as Batch['batchId'],
    firstSeq: 3,
  },
  ...{ clientId: sampleClientId(1), deviceName: 'iPad', startedAt: 5, endedAt: 6, undoes: null },
  ...{ counts: { setCaption: 1 }, created: [], changes: [...changes] },
})

const SAID = [
  told(GONE, 'caption'),
  told(GONE, 'keywords', { element: 'Graz', before: false, after: true }),
  told(GONE, 'located', { before: null, after: { latitude: 47.07, longitude: 15.44 } }),
  told(GONE, 'files', { before: null, after: ['Graz.jpg'] }),
  told(GONE, 'mood', { after: 'grandma', note: 'Graz' }),
]

test('[S109] forgetWords() leaves who, when and what kind of thing, and no word of a purged photo', () => {
  const before = row(SAID)
  const after = forgetWords(before, (id) => id === GONE)
  assert.ok(after !== null)
  assert.doesNotMatch(JSON.stringify(after), /grandma|Graz|47\.07/)
  assert.deepEqual(
    after.changes.map(({ field, seq, verdict }) => ({ field, seq, verdict })),
    SAID.map(({ field, seq, verdict }) => ({ field, seq, verdict })),
  )
  assert.deepEqual({ ...after, changes: [] }, { ...before, changes: [] })
  assert.deepEqual(libraryRecordSchema.parse(after), after)
})

test('[S109] forgetWords() leaves what became of the photo, and all that was said of others', () => {
  const stays = [
    told(GONE, 'state', { before: 'live', after: 'trashed' }),
    told(GONE, 'entry', { albumId: 'cd'.repeat(16) as never, after: { isIn: true, place: 'a' } }),
    told(KEPT, 'caption'),
    {
      field: 'hold',
      element: 'ef'.repeat(16),
      before: 'waiting',
      after: 'released',
      seq: 1,
      verdict: 'applied',
    },
  ] as const
  assert.equal(
    forgetWords(row(stays), (id) => id === GONE),
    null,
  )
  const mixed = forgetWords(row([...stays, told(GONE, 'title')]), (id) => id === GONE)
  assert.deepEqual(mixed?.changes.slice(0, stays.length), stays)
})

test('[S109] forgetWords() twice does no more than once', () => {
  const once = forgetWords(row(SAID), () => true)
  assert.ok(once !== null)
  assert.equal(
    forgetWords(once, () => true),
    null,
  )
})

test('[S109] planUndo() takes back nothing that was forgotten, also when the photo was imported again', () => {
  const draft = createMemoryDraft([sampleAsset(1)])
  const forgotten = forgetWords(row([...SAID, told(GONE, 'dated')]), () => true)
  assert.ok(forgotten !== null)
  const [entry] = listJournal([{ batch: forgotten, isSent: true, assetId: () => null }])
  assert.ok(entry !== undefined)
  const plan = planUndo(
    { ...draft, copyNoOf: () => 0 },
    entry satisfies JournalEntry,
    'cd'.repeat(16) as never,
  )
  assert.deepEqual(plan.steps, [])
  assert.deepEqual(new Set(plan.left.map(({ because }) => because)), new Set(['gone']))
})
