import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { AssetId, Batch, Hold } from '@rollcall/protocol'
import { pushResponseSchema } from '@rollcall/protocol'
import type { Store } from '@rollcall/server'
import { createSqliteStore } from '@rollcall/server'
import { answeredWith, assetsIn, bytesOf, clientId, createLine } from './server-harness.ts'
import { feedOf, restore, startTrash, trash } from './trash-harness.ts'

/** Held deletions that the server does in one turn here. */
const A_TURN = 10

/** What happens before a turn of the store; to refuse it, throws. */
interface Between {
  before: ((turn: number) => Promise<void>) | null
  turns: number
}

/** A server with so many photos, of which 25 are held. */
async function startHeld(photos = 40) {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-held-'))
  const real = createSqliteStore(join(folder, 'held.db'))
  const between: Between = { before: null, turns: 0 }
  const store: Store = {
    ...real,
    write: async (libraryId, work) => {
      const { before } = between
      if (before !== null) await before(between.turns++)
      return await real.write(libraryId, work)
    },
  }
  const it = await startTrash({ store, releasesATurn: A_TURN })
  const creates = []
  for (let seed = 0; seed < photos; seed++) {
    await it.ana.put(bytesOf(1_000 + seed))
    creates.push(it.line.create(bytesOf(1_000 + seed)))
  }
  await answeredWith(200, pushResponseSchema, it.line.push(it.line.request(creates)))
  const ids = creates.map(({ args }) => args.assetId)
  await it.act(ids.slice(0, 25).map((id) => trash(id, 'automatic')))
  const hold = await holdOf(it)
  const laptop = createLine(await it.server.signIn('ana', 'laptop'), clientId(2))
  const answer = (word: 'release' | 'undo') =>
    ({ op: 'answerHold', args: { holdId: hold.key, answer: word } }) as const
  return {
    ...it,
    ids,
    laptop,
    answer,
    between,
    [Symbol.asyncDispose]: async () => {
      await it[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

type Held = Awaited<ReturnType<typeof startHeld>>

async function holdOf({ ana }: Pick<Held, 'ana'>): Promise<Hold> {
  const changes = await feedOf(ana)
  const holds = changes.flatMap((change) =>
    change.kind === 'record' && change.record.kind === 'hold' ? [change.record] : [],
  )
  assert.equal(holds.length, 1)
  return holds[0] ?? assert.fail()
}

async function trashedOf({ ana }: Held): Promise<readonly AssetId[]> {
  return assetsIn(await feedOf(ana))
    .filter(({ state }) => state === 'trashed')
    .map(({ id }) => id)
}

/** Rows of the journal that tell of the answer. */
async function toldOf({ ana }: Held): Promise<readonly Batch[]> {
  return (await feedOf(ana)).flatMap((change) =>
    change.kind === 'record' && change.record.kind === 'batch' && change.record.counts['create'] === undefined
      ? [change.record]
      : [],
  )
}

test('[S98] a release goes in turns, is told in one batch, and counts as one deed', async () => {
  await using it = await startHeld()
  const trashed: number[] = []
  it.between.before = async () => {
    trashed.push((await trashedOf(it)).length)
  }
  await it.act([it.answer('release')], it.laptop)
  it.between.before = null
  // What a push did itself is looked at once more, and found done.
  assert.deepEqual(trashed, [0, 10, 10, 20], 'before each turn')
  assert.equal((await trashedOf(it)).length, 25)
  const hold = await holdOf(it)
  assert.deepEqual([hold.state, hold.answeredBy, hold.release], ['released', 'laptop', undefined])
  const told = await toldOf(it)
  assert.equal(new Set(told.map(({ batchId }) => batchId)).size, 1)
  assert.deepEqual([told.reduce((sum, { counts }) => sum + (counts['answerHold'] ?? 0), 0)], [1])
  const changed = told.flatMap(({ changes }) => changes.filter(({ field }) => field === 'state'))
  assert.equal(new Set(changed.map(({ assetId }) => assetId)).size, 25)
  assert.equal(changed.length, 25)
})

test('[S98] a release that was cut short is known as such, and goes on with the next round, or when asked again', async () => {
  for (const way of ['round', 'again', 'by another'] as const) {
    await using it = await startHeld()
    it.between.turns = 0
    it.between.before = async (turn) => {
      if (turn > 0) throw new Error('killed between two turns')
    }
    const request = it.laptop.request([it.laptop.numbered(it.answer('release'))])
    assert.equal((await it.laptop.push(request)).status, 500)
    it.between.before = null
    const half = await holdOf(it)
    assert.deepEqual([half.state, half.release?.clientId], ['released', clientId(2)])
    const first = await trashedOf(it)
    assert.equal(first.length, 10)
    if (way === 'round') await it.round()
    else if (way === 'again') await answeredWith(200, pushResponseSchema, it.laptop.push(request))
    else assert.deepEqual(await it.act([it.answer('release')]), [{ kind: 'unchanged' }])
    assert.equal((await trashedOf(it)).length, 25, way)
    assert.equal((await holdOf(it)).release, undefined)
    const told = (await toldOf(it)).flatMap(({ changes }) => changes)
    assert.equal(told.filter(({ field }) => field === 'state').length, 25, 'nothing is done twice')
  }
})

test('[S98] what somebody restores before its turn stays, and an undo that comes too late changes nothing', async () => {
  await using it = await startHeld()
  const [last] = it.ids.slice(24, 25)
  it.between.turns = 0
  it.between.before = async (turn) => {
    if (turn !== 1) return
    it.between.before = null
    await it.act([restore(last ?? assert.fail())])
    assert.deepEqual((await it.act([it.answer('undo')]))[0]?.kind, 'superseded')
  }
  await it.act([it.answer('release')], it.laptop)
  const trashed = await trashedOf(it)
  assert.equal(trashed.length, 24)
  assert.ok(!trashed.includes(last ?? assert.fail()))
})

test('[S98] holds that are released in one push share its turn', async () => {
  await using it = await startHeld(60)
  it.server.pass(11 * 60_000)
  const [second] = await it.act(it.ids.slice(25, 50).map((id) => trash(id, 'automatic')))
  assert.equal(second?.kind, 'held')
  const holdId = (second?.kind === 'held' ? second.facts['holdId'] : '') as Hold['key']
  const most: number[] = []
  it.between.before = async () => {
    most.push((await trashedOf(it)).length)
  }
  await it.act([it.answer('release'), { op: 'answerHold', args: { holdId, answer: 'release' } }], it.laptop)
  it.between.before = null
  assert.equal((await trashedOf(it)).length, 50)
  for (const [turn, count] of most.entries()) assert.ok(count - (most[turn - 1] ?? 0) <= A_TURN)
})

test('[S97] what a push deletes beside its answer to a hold goes into a hold of its own', async () => {
  await using it = await startHeld(60)
  const outcomes = await it.act([
    it.answer('release'),
    ...it.ids.slice(25, 50).map((id) => trash(id, 'automatic')),
  ])
  assert.deepEqual(new Set(outcomes.slice(1).map(({ kind }) => kind)), new Set(['held']))
  const holds = (await feedOf(it.ana)).flatMap((change) =>
    change.kind === 'record' && change.record.kind === 'hold' ? [change.record] : [],
  )
  assert.deepEqual(holds.map(({ state, assetIds }) => [state, assetIds.length]).toSorted(), [
    ['released', 25],
    ['waiting', 25],
  ])
})
