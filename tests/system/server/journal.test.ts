import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AlbumId, Asset, Batch, BatchId, Change, ClientId, FeedPage, Intent } from '@rollcall/protocol'
import { feedPageSchema, pushResponseSchema } from '@rollcall/protocol'
import type { JournalEntry, UndoView } from '@rollcall/sync'
import {
  batchesIn,
  conflictsOf,
  createRecordIndex,
  listJournal,
  planTakeBack,
  planUndo,
} from '@rollcall/sync'
import type { Member, TestServer } from './server-harness.ts'
import { answeredWith, bytesOf, clientId, createLine, startServer } from './server-harness.ts'

const ALBUM = 'a1'.repeat(16) as AlbumId
const DEED = batchId(1)
const UNDO = batchId(2)

function batchId(mark: number): BatchId {
  return mark.toString(16).padStart(32, 'd') as BatchId
}

/** Everything that a device knows after it has read the feed from the beginning. */
async function readAll(member: Member) {
  const changes: Change[] = []
  let page: FeedPage | null = null
  do {
    const after: string = page === null ? '' : `&cursor=${page.to}`
    page = await answeredWith(200, feedPageSchema, member.inLibrary('GET', `changes?limit=2000${after}`))
    changes.push(...page.changes)
  } while (!page.complete)
  const assets = new Map(
    changes.flatMap((change) => (change.kind === 'asset' ? [[change.asset.id, change.asset]] : [])),
  )
  const records = createRecordIndex(
    changes.flatMap((change) => (change.kind === 'record' ? [change.record] : [])),
  )
  const view: UndoView = {
    asset: (id) => assets.get(id) ?? null,
    record: records.record,
    recordsIn: records.recordsIn,
    entriesWithAsset: records.entriesWithAsset,
    copyNoOf: () => 0,
  }
  return { assets, records, view, rows: batchesIn(records), head: Number(page.to.split('.')[1]) }
}

type Seen = Awaited<ReturnType<typeof readAll>>

function entriesOf({ rows, assets }: Seen): readonly JournalEntry[] {
  const idByNo = new Map([...assets.values()].map(({ id, no }) => [no, id]))
  return listJournal(rows.map((batch) => ({ batch, isSent: true, assetId: (no) => idByNo.get(no) ?? null })))
}

function entryOf(seen: Seen, id: BatchId): JournalEntry {
  const entry = entriesOf(seen).find((each) => each.batchId === id)
  assert.ok(entry)
  return entry
}

/** A library with photos, and a device that pushes what it is told to, having seen everything. */
async function openLibrary(server: TestServer, count: number) {
  await server.addAccount('ana')
  const ana = await server.signIn('ana', 'Laptop')
  const line = createLine(ana, clientId(1))
  const photos = Array.from({ length: count }, (_, index) => bytesOf(index))
  for (const bytes of photos) await ana.put(bytes)
  const created = photos.map((bytes) => line.create(bytes))
  if (count > 0) await answeredWith(200, pushResponseSchema, line.push(line.request(created)))
  return { ana, line, assetIds: created.map(({ args }) => args.assetId) }
}

/** Pushes intents as somebody who has seen the feed up to `baseSeq`. */
async function push(
  line: ReturnType<typeof createLine>,
  intents: readonly Intent[],
  at = { baseSeq: 0, ageMs: 0 },
) {
  const numbered = intents.map((intent) => line.numbered(intent, at))
  return await answeredWith(200, pushResponseSchema, line.push(line.request(numbered)))
}

/** What people see of an asset. */
function saidOf(asset: Asset | undefined): unknown {
  const {
    favourite,
    hidden = false,
    rating = 0,
    caption,
    title = '',
    keywords = [],
    dated = null,
  } = asset ?? {}
  const { recipe = null, sha256 = null } = asset?.version ?? {}
  return {
    favourite,
    hidden,
    rating,
    caption,
    title,
    keywords,
    dated,
    look: { recipe, sha256 },
    state: asset?.state,
  }
}

test('the journal tells every device who did what, and that it was imported', async () => {
  await using server = await startServer()
  const { ana, line, assetIds } = await openLibrary(server, 3)
  const [first] = assetIds
  assert.ok(first)
  await push(line, [{ op: 'setCaption', args: { assetId: first, value: 'rain' } }])
  const [edit, imported] = entriesOf(await readAll(ana))
  assert.deepEqual([imported?.counts, imported?.created.toSorted()], [{ create: 3 }, assetIds.toSorted()])
  assert.deepEqual(
    [edit?.counts, edit?.deviceName, edit?.clientId],
    [{ setCaption: 1 }, 'Laptop', line.clientId],
  )
  assert.deepEqual(
    edit?.changes.map(({ assetId, before, after }) => [assetId, before, after]),
    [[first, '', 'rain']],
  )
})

test('undo of a batch of everything brings back what was there, and undo of that does it again', async () => {
  await using server = await startServer()
  const { ana, line, assetIds } = await openLibrary(server, 4)
  const [one, two, three, four] = assetIds
  assert.ok(one && two && three && four)
  await push(line, [
    { op: 'setCaption', args: { assetId: one, value: 'before' } },
    {
      op: 'createAlbum',
      args: { albumId: ALBUM, type: 'album', name: 'Norway', parentId: null, search: null },
    },
    { op: 'placeEntry', args: { albumId: ALBUM, assetId: one, after: 'end' } },
    { op: 'placeEntry', args: { albumId: ALBUM, assetId: two, after: 'end' } },
    { op: 'trash', args: { assetId: four, source: 'explicit' } },
  ])
  const was = await readAll(ana)
  const batch = { id: DEED, undoes: null }
  const deed: readonly Intent[] = [
    { op: 'setCaption', args: { assetId: one, value: 'after' } },
    { op: 'setFavourite', args: { assetId: one, value: true } },
    { op: 'setRating', args: { assetId: two, value: 5 } },
    { op: 'setKeyword', args: { assetId: two, keyword: 'sea', isOn: true } },
    { op: 'setDated', args: { assetId: two, value: { at: 77, offsetMinutes: 120 } } },
    { op: 'setVersion', args: { assetId: three, recipe: { rotate: 90 }, sha256: null } },
    { op: 'placeEntry', args: { albumId: ALBUM, assetId: one, after: 'end' } },
    { op: 'removeEntry', args: { albumId: ALBUM, assetId: two } },
    { op: 'setAlbumName', args: { albumId: ALBUM, value: 'Sweden' } },
    { op: 'trash', args: { assetId: three, source: 'explicit' } },
    { op: 'deleteForGood', args: { assetId: four } },
  ]
  await push(
    line,
    deed.map((intent) => ({ ...intent, batch })),
    { baseSeq: was.head, ageMs: 0 },
  )
  const did = await readAll(ana)

  const other = createLine(await server.signIn('ana', 'Phone'), clientId(2))
  const undo = planUndo(did.view, entryOf(did, DEED), UNDO)
  assert.deepEqual(undo.left, [])
  const steps = undo.steps.flatMap(({ intents }) => intents)
  const { outcomes } = await push(other, steps, { baseSeq: did.head, ageMs: 0 })
  assert.deepEqual(new Set(outcomes.map(({ outcome }) => outcome.kind)), new Set(['applied']))
  const undone = await readAll(ana)
  assert.deepEqual(told(undone, assetIds), told(was, assetIds))
  assert.deepEqual(entryOf(undone, DEED).undoneBy, [UNDO])

  const redo = planUndo(undone.view, entryOf(undone, UNDO), batchId(3))
  assert.deepEqual(redo.left, [])
  await push(
    line,
    redo.steps.flatMap(({ intents }) => intents),
    { baseSeq: undone.head, ageMs: 0 },
  )
  assert.deepEqual(told(await readAll(ana), assetIds), told(did, assetIds))
})

/** What people see of photos and of the album. */
function told({ assets, records }: Seen, assetIds: readonly Asset['id'][]): unknown {
  const album = records.record('album', ALBUM)
  return {
    photos: assetIds.map((id) => saidOf(assets.get(id))),
    name: album?.name,
    order: records
      .recordsIn(`entry:${ALBUM}`)
      .flatMap((row) => (row.kind === 'entry' && row.isIn ? [row.assetId] : [])),
  }
}

test('a word that lost stands in the journal of every device, and one push sets it', async () => {
  await using server = await startServer()
  const { ana, line, assetIds } = await openLibrary(server, 1)
  const [first] = assetIds
  assert.ok(first)
  const other = createLine(await server.signIn('ana', 'Phone'), clientId(2))
  const caption = (value: string): Intent => ({ op: 'setCaption', args: { assetId: first, value } })
  const { head } = await readAll(ana)
  await push(line, [caption('young')], { baseSeq: head, ageMs: 1_000 })
  await push(other, [caption('old')], { baseSeq: head, ageMs: 60_000 })
  const seen = await readAll(ana)
  const [entry] = entriesOf(seen)
  const [lost] = entry === undefined ? [] : conflictsOf(entry)
  assert.deepEqual(
    [entry?.deviceName, lost?.after, lost?.before, lost?.verdict],
    ['Phone', 'old', 'young', 'lost'],
  )
  assert.ok(lost)
  assert.equal(lost.seq, seen.assets.get(first)?.edits.caption?.seq)
  const taken = planTakeBack(seen.view, lost, UNDO).steps.flatMap(({ intents }) => intents)
  await push(other, taken, { baseSeq: seen.head, ageMs: 0 })
  assert.equal((await readAll(ana)).assets.get(first)?.caption, 'old')
})

test('[R17] what the firewall takes back out of the trash stands in the journal as the deed of the server', async () => {
  await using server = await startServer()
  const { ana, line, assetIds } = await openLibrary(server, 40)
  const trash = (assetId: Asset['id']): Intent => ({ op: 'trash', args: { assetId, source: 'automatic' } })
  await push(line, assetIds.slice(0, 15).map(trash))
  await push(line, assetIds.slice(15, 25).map(trash))
  const [last, deletions] = entriesOf(await readAll(ana))
  assert.deepEqual([deletions?.deviceName, deletions?.counts], ['Laptop', { trash: 15 }])
  assert.equal(last?.deviceName, 'the server')
  assert.deepEqual(
    last?.changes.map(({ field, before, after }) => [field, before, after]),
    assetIds.slice(0, 15).map(() => ['state', 'trashed', 'live']),
  )
})

test('[R12] a push sent again adds nothing to the journal', async () => {
  await using server = await startServer()
  const { ana, line, assetIds } = await openLibrary(server, 1)
  const [first] = assetIds
  assert.ok(first)
  const request = line.request([line.numbered({ op: 'setRating', args: { assetId: first, value: 3 } })])
  await answeredWith(200, pushResponseSchema, line.push(request))
  const once = await readAll(ana)
  await answeredWith(200, pushResponseSchema, line.push(request))
  assert.deepEqual(await readAll(ana).then(({ rows, head }) => [rows, head]), [once.rows, once.head])
})

test('a batch of more than 500 changes has rows of 500 at most, over as many pushes as it takes', async () => {
  await using server = await startServer()
  const { ana, line, assetIds } = await openLibrary(server, 1)
  const [first] = assetIds
  assert.ok(first)
  const batch = { id: DEED, undoes: null }
  const captions = Array.from({ length: 700 }, (_, index): Intent => {
    return { op: 'setCaption', args: { assetId: first, value: `${index}` }, batch }
  })
  await push(line, captions.slice(0, 500))
  await push(line, captions.slice(500))
  const { rows } = await readAll(ana)
  const own = rows.filter(({ batchId: id }) => id === DEED)
  assert.deepEqual(
    own.map(({ key, changes }) => [key, changes.length]),
    [
      [DEED, 500],
      [`${DEED}.2`, 200],
    ],
  )
})

test('each mutation that did something is in exactly one row, and nothing else is', async () => {
  await using server = await startServer()
  const { ana, assetIds } = await openLibrary(server, 6)
  const lines = [2, 3].map((mark) => createLine(ana, clientId(mark)))
  const done = new Map<string, number>()
  for (let round = 0; round < 8; round++) {
    for (const [index, line] of lines.entries()) {
      const assetId = assetIds[(round * 2 + index) % assetIds.length]
      assert.ok(assetId)
      const intents: readonly Intent[] = [
        { op: 'setRating', args: { assetId, value: round % 6 } },
        { op: round % 2 === 0 ? 'trash' : 'restore', args: { assetId } },
        { op: 'setCaption', args: { assetId, value: `${round}` } },
        { op: 'setCaption', args: { assetId: '7'.repeat(32) as Asset['id'], value: 'nobody' } },
      ]
      const at = { baseSeq: round * 3, ageMs: (round * 37) % 50 }
      const { outcomes } = await push(line, intents, at)
      for (const [place, { outcome }] of outcomes.entries()) {
        const op = intents[place]?.op ?? ''
        if (outcome.kind === 'applied') done.set(op, (done.get(op) ?? 0) + 1)
      }
      server.pass(4 * 60_000)
    }
  }
  const counted = countsIn(
    (await readAll(ana)).rows,
    lines.map((line) => line.clientId),
  )
  assert.deepEqual(counted, Object.fromEntries([...done].toSorted()))
})

function countsIn(rows: readonly Batch[], clients: readonly ClientId[]): Record<string, number> {
  const all = new Map<string, number>()
  for (const { counts, clientId: by } of rows) {
    if (!clients.includes(by)) continue
    for (const [op, count] of Object.entries(counts)) all.set(op, (all.get(op) ?? 0) + count)
  }
  return Object.fromEntries([...all].toSorted())
}
