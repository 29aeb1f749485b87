import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AlbumId, Asset, BatchChange, Hold, Intent } from '@rollcall/protocol'
import { goOnReleasing } from '../merge/answer-hold.ts'
import { sampleHoldId } from '../test-kit/act.ts'
import type { SentIntent } from '../test-kit/journal-library.ts'
import { createJournalLibrary, sampleBatchId } from '../test-kit/journal-library.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import {
  sampleAsset,
  sampleAssetId,
  sampleClientId,
  sampleHash,
  sampleResource,
} from '../test-kit/sample-asset.ts'
import { conflictsOf } from './list-journal.ts'
import { planTakeBack, planUndo } from './plan-undo.ts'
import type { UndoPlan } from './plan-undo.ts'

const ANA = sampleClientId(1)
const BEN = sampleClientId(2)
const DEED = sampleBatchId(1)
const UNDO = sampleBatchId(2)
const ALBUM = 'a1'.repeat(16) as AlbumId
const ONE = sampleAssetId(1)
const TWO = sampleAssetId(2)

/** A library where Ana has done one deed. */
function afterDeed(deed: readonly Intent[], assets = [sampleAsset(1), sampleAsset(2)]) {
  const library = createMemoryDraft(assets)
  const journal = createJournalLibrary(library)
  const deedBy = (client: typeof ANA, intents: readonly SentIntent[], id = DEED) =>
    journal.push(
      client,
      intents.map((intent) => ({ ...intent, batch: { id, undoes: null } })),
    )
  deedBy(ANA, deed)
  return {
    library,
    journal,
    plan: () => planUndo(journal.view(), journal.entry(DEED), UNDO),
    carryOut: ({ steps }: UndoPlan) =>
      journal.push(
        BEN,
        steps.flatMap(({ intents }) => intents),
      ),
  }
}

const caption = (assetId: Asset['id'], value: string): Intent => ({
  op: 'setCaption',
  args: { assetId, value },
})

/** What a plan leaves alone, and why. */
const leftOf = ({ left }: UndoPlan) => left.map(({ change, because }) => [change.field, because])

test('[S107] planUndo() takes back one deed after the other on the same field', () => {
  const { journal, library, carryOut } = afterDeed([caption(ONE, 'rain')])
  const second = sampleBatchId(7)
  const batch = { id: second, undoes: null }
  journal.push(ANA, [{ ...caption(ONE, 'snow'), batch }])
  carryOut(planUndo(journal.view(), journal.entry(second), sampleBatchId(8)))
  assert.equal(library.asset(ONE)?.caption, 'rain')
  const plan = planUndo(journal.view(), journal.entry(DEED), sampleBatchId(9))
  assert.deepEqual(leftOf(plan), [])
  carryOut(plan)
  assert.equal(library.asset(ONE)?.caption, '')
})

test('planUndo() names the batch that it takes back, and the last edits first', () => {
  const { plan } = afterDeed([caption(ONE, 'rain'), caption(TWO, 'snow')])
  const batch = { id: UNDO, undoes: DEED }
  assert.deepEqual(
    plan().steps.flatMap(({ intents }) => intents),
    [
      { op: 'setCaption', args: { assetId: TWO, value: '' }, batch },
      { op: 'setCaption', args: { assetId: ONE, value: '' }, batch },
    ],
  )
})

test('planUndo() goes back over all that the batch did to a field, in one step', () => {
  const { plan } = afterDeed([caption(ONE, 'a'), caption(ONE, 'b'), caption(ONE, 'c')])
  assert.deepEqual(
    plan().steps.map(({ change: { before, after }, to }) => [before, after, to]),
    [['', 'c', '']],
  )
})

test('planUndo() leaves alone what was changed again since, and takes back the rest', () => {
  const { library, journal, plan, carryOut } = afterDeed([caption(ONE, 'rain'), caption(TWO, 'snow')])
  journal.push(BEN, [caption(TWO, 'hail')])
  const planned = plan()
  assert.deepEqual(leftOf(planned), [['caption', 'changed_since']])
  carryOut(planned)
  assert.deepEqual([library.asset(ONE)?.caption, library.asset(TWO)?.caption], ['', 'hail'])
})

test('planUndo() leaves alone what somebody said again in the same words: it is their word now', () => {
  const { journal, plan } = afterDeed([caption(ONE, 'rain')])
  journal.push(BEN, [caption(ONE, 'rain')])
  assert.deepEqual(leftOf(plan()), [['caption', 'changed_since']])
})

test('planUndo() goes no further back than to what somebody else said in between', () => {
  const { library, journal, plan, carryOut } = afterDeed([caption(ONE, 'a')])
  journal.push(BEN, [caption(ONE, 'x')])
  journal.push(ANA, [{ ...caption(ONE, 'b'), batch: { id: DEED, undoes: null } }])
  carryOut(plan())
  assert.equal(library.asset(ONE)?.caption, 'x')
})

test('planUndo() sends what was created to the trash, but not what somebody else has said something of', () => {
  const files = [7, 8, 9, 10].map((mark) => sampleResource(mark))
  const create = (mark: number): Intent => ({
    op: 'create',
    args: {
      assetId: sampleAssetId(mark),
      copyNo: 0,
      kind: 'photo',
      takenAt: 0,
      takenFrom: 'file_time',
      resources: [sampleResource(mark)],
      source: 'automatic',
    },
  })
  const library = createMemoryDraft([], Object.fromEntries(files.map(({ sha256, bytes }) => [sha256, bytes])))
  const journal = createJournalLibrary(library)
  journal.push(ANA, [create(7), create(8), create(9), create(10)])
  const lake = 'c1'.repeat(16) as AlbumId
  journal.push(ANA, [
    { op: 'createAlbum', args: { albumId: lake, type: 'album', name: 'Lake', parentId: null, search: null } },
    { op: 'placeEntry', args: { albumId: lake, assetId: sampleAssetId(7), after: 'end' } },
  ])
  journal.push(BEN, [
    caption(sampleAssetId(8), 'mine'),
    { op: 'placeEntry', args: { albumId: lake, assetId: sampleAssetId(9), after: 'end' } },
    { op: 'placeEntry', args: { albumId: lake, assetId: sampleAssetId(10), after: 'end' } },
    { op: 'removeEntry', args: { albumId: lake, assetId: sampleAssetId(10) } },
  ])
  const entry = journal.entries().at(-1)
  assert.ok(entry)
  const planned = planUndo(journal.view(), entry, UNDO)
  assert.deepEqual(
    planned.steps.flatMap(({ intents }) => intents.map(({ op, args }) => [op, args])),
    [7, 10].map((mark) => ['trash', { assetId: sampleAssetId(mark), source: 'explicit' }]),
  )
  assert.deepEqual(
    planned.left.map(({ change, because }) => [change.assetId, because]),
    [8, 9].map((mark) => [sampleAssetId(mark), 'changed_since']),
  )
})

test('planUndo() brings back what was deleted for good, to the trash, as long as its bytes are kept', () => {
  const trashed = sampleAsset(1, { state: 'trashed', caption: 'mine' })
  const deed: readonly Intent[] = [{ op: 'deleteForGood', args: { assetId: ONE } }]
  const { library, journal, plan, carryOut } = afterDeed(deed, [trashed])
  const planned = plan()
  assert.deepEqual(
    planned.steps.flatMap(({ intents }) => intents.map(({ op }) => op)),
    ['create', 'trash'],
  )
  const deleted = library.asset(ONE)
  assert.ok(deleted)
  library.putAsset({ ...deleted, purgedAt: 5, seq: library.nextSeq() })
  assert.deepEqual(leftOf(plan()), [['state', 'bytes_gone']])
  library.putAsset({ ...deleted, seq: library.nextSeq() })
  const noCopy = planUndo({ ...journal.view(), copyNoOf: () => null }, journal.entry(DEED), UNDO)
  assert.deepEqual(leftOf(noCopy), [['state', 'bytes_gone']])
  carryOut(planned)
  assert.deepEqual([library.asset(ONE)?.state, library.asset(ONE)?.caption], ['trashed', 'mine'])
})

test('planUndo() of united duplicates restores them, and takes back what the keeper got', () => {
  const assets = [sampleAsset(1), sampleAsset(2, { caption: 'snow', favourite: true, keywords: ['sea'] })]
  const album: Intent = {
    op: 'createAlbum',
    args: { albumId: ALBUM, type: 'album', name: 'Norway', parentId: null, search: null },
  }
  const library = createMemoryDraft(assets)
  const journal = createJournalLibrary(library)
  journal.push(BEN, [album, { op: 'placeEntry', args: { albumId: ALBUM, assetId: TWO, after: 'end' } }])
  const batch = { id: DEED, undoes: null }
  journal.push(ANA, [{ op: 'uniteDuplicates', args: { assetId: ONE, duplicates: [TWO] }, batch }])
  assert.equal(library.asset(ONE)?.caption, 'snow')
  const planned = planUndo(journal.view(), journal.entry(DEED), UNDO)
  assert.deepEqual(planned.left, [])
  journal.push(
    ANA,
    planned.steps.flatMap(({ intents }) => intents),
  )
  const keeper = library.asset(ONE)
  assert.deepEqual([keeper?.caption, keeper?.favourite, keeper?.keywords], ['', false, []])
  assert.equal(library.asset(TWO)?.state, 'live')
  assert.equal(library.record('entry', `${ALBUM}:${ONE}`)?.isIn, false)
  assert.equal(library.record('entry', `${ALBUM}:${TWO}`)?.isIn, true)
})

test('planUndo() leaves files with the photo that they came to, and what it does not know', () => {
  const { journal } = afterDeed([caption(ONE, 'rain')])
  const entry = journal.entry(DEED)
  const strange = (field: string): BatchChange => ({
    assetId: ONE,
    field,
    before: null,
    after: ['x'],
    seq: 1,
    verdict: 'applied',
  })
  const plan = planUndo(journal.view(), { ...entry, changes: [strange('files'), strange('weather')] }, UNDO)
  assert.deepEqual(leftOf(plan), [
    ['weather', 'gone'],
    ['files', 'files_stay'],
  ])
})

test('planTakeBack() sets the word that lost, and the word that was overridden', () => {
  const { library, journal } = afterDeed([caption(ONE, 'rain')])
  const base = 2
  journal.push(
    BEN,
    [{ ...caption(ONE, 'snow'), ageMs: 1_000, batch: { id: sampleBatchId(5), undoes: null } }],
    base,
  )
  const [lost] = conflictsOf(journal.entry(sampleBatchId(5)))
  assert.equal(lost?.verdict, 'lost')
  assert.ok(lost)
  const planned = planTakeBack(journal.view(), lost, UNDO)
  journal.push(
    BEN,
    planned.steps.flatMap(({ intents }) => intents),
  )
  assert.equal(library.asset(ONE)?.caption, 'snow')
  assert.deepEqual(planTakeBack(journal.view(), lost, UNDO), { steps: [], left: [] })
  const overrode: BatchChange = { ...lost, verdict: 'overrode', before: 'rain', after: 'snow' }
  const [step] = planTakeBack(journal.view(), overrode, UNDO).steps
  assert.deepEqual(step?.intents, [{ ...caption(ONE, 'rain'), batch: { id: UNDO, undoes: null } }])
})

test('planTakeBack() can put a photo to the trash whose deletion lost against a restore', () => {
  const { library, journal } = afterDeed([{ op: 'restore', args: { assetId: ONE } }])
  journal.push(BEN, [{ op: 'trash', args: { assetId: ONE } }], 0)
  const [entry] = journal.entries()
  const [lost] = entry === undefined ? [] : conflictsOf(entry)
  assert.ok(lost)
  journal.push(
    BEN,
    planTakeBack(journal.view(), lost, UNDO).steps.flatMap(({ intents }) => intents),
  )
  assert.equal(library.asset(ONE)?.state, 'trashed')
})

/** Photo 1 with two edited files, of which it looks like the second. */
function editedTwice(changes: Partial<Asset> = {}): Asset {
  const edits = [11, 12].map((mark) => sampleResource(mark, { role: 'edit' }))
  const version = { rev: 2, recipe: null, sha256: sampleHash(12) }
  return sampleAsset(1, { resources: [sampleResource(1), ...edits], versions: 2, version, ...changes })
}

const letGo: Intent = { op: 'setEditKept', args: { assetId: ONE, sha256: sampleHash(11), isKept: false } }

test('[S58][S107] planUndo() takes an earlier edit back, and the undo of that lets go of it again', () => {
  const { library, journal, plan, carryOut } = afterDeed([letGo], [editedTwice()])
  const [told] = journal.entry(DEED).changes
  assert.deepEqual(
    [told?.field, told?.element, told?.before, told?.after],
    ['dropped', sampleHash(11), false, true],
  )
  const back = plan()
  assert.deepEqual(leftOf(back), [])
  carryOut(back)
  const files = () => library.asset(ONE)?.resources.map(({ sha256 }) => sha256)
  assert.deepEqual(files(), [1, 12, 11].map(sampleHash))
  carryOut(planUndo(journal.view(), journal.entry(UNDO), sampleBatchId(9)))
  assert.deepEqual(files(), [1, 12].map(sampleHash))
})

test('[S59][S107] planUndo() leaves an earlier edit whose bytes went, and says so', () => {
  const { library, plan } = afterDeed([letGo], [editedTwice()])
  const asset = library.asset(ONE)
  assert.ok(asset?.droppedFiles !== undefined)
  const droppedFiles = asset.droppedFiles.map((file) => ({ ...file, purgedAt: 1 }))
  library.putAsset({ ...asset, seq: library.nextSeq(), droppedFiles })
  assert.deepEqual(leftOf(plan()), [['dropped', 'bytes_gone']])
  assert.deepEqual(plan().steps, [])
})

test('[S98] [S107] planUndo() keeps also what a release on its way has not come to', () => {
  const holdId = sampleHoldId(1)
  const hold: Hold = {
    ...{ kind: 'hold', key: holdId, seq: 4, deviceName: 'device 9', clientId: sampleClientId(9) },
    ...{ heldAt: 0, assetIds: [ONE, TWO], state: 'waiting', answeredBy: null },
  }
  let room = 1
  const takeReleaseRoom = (wanted: number) => Math.min(wanted, room--)
  const library = createMemoryDraft([sampleAsset(1), sampleAsset(2)], {}, [hold])
  const journal = createJournalLibrary({ ...library, takeReleaseRoom })
  const answer: Intent = { op: 'answerHold', args: { holdId, answer: 'release' } }
  journal.push(ANA, [{ ...answer, batch: { id: DEED, undoes: null } }])
  assert.deepEqual(
    [ONE, TWO].map((id) => library.asset(id)?.state),
    ['trashed', 'live'],
  )
  const { steps, left } = planUndo(journal.view(), journal.entry(DEED), UNDO)
  assert.deepEqual(
    left.map(({ change }) => change.field),
    ['hold'],
  )
  journal.push(
    BEN,
    steps.flatMap(({ intents }) => intents),
  )
  goOnReleasing(library, { holdId, from: 0, now: 1 })
  assert.deepEqual(
    [ONE, TWO].map((id) => library.asset(id)?.state),
    ['live', 'live'],
  )
})
