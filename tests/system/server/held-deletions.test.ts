import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AssetId, Hold } from '@rollcall/protocol'
import { pushResponseSchema, TRASH_KEPT_MS } from '@rollcall/protocol'
import type { Member } from './server-harness.ts'
import { answeredWith, assetsIn, bytesOf, clientId, createLine } from './server-harness.ts'
import { feedOf, startTrash, trash } from './trash-harness.ts'

async function holdsOf(member: Member): Promise<readonly Hold[]> {
  const changes = await feedOf(member)
  return changes.flatMap((change) =>
    change.kind === 'record' && change.record.kind === 'hold' ? [change.record] : [],
  )
}

/** Adds so many photos in one push. */
async function addMany(it: Awaited<ReturnType<typeof startTrash>>, count: number): Promise<AssetId[]> {
  const creates = []
  for (let seed = 0; seed < count; seed++) {
    const bytes = bytesOf(1_000 + seed)
    await it.ana.put(bytes)
    creates.push(it.line.create(bytes))
  }
  await answeredWith(200, pushResponseSchema, it.line.push(it.line.request(creates)))
  return creates.map(({ args }) => args.assetId)
}

async function statesOf(member: Member): Promise<Record<string, number>> {
  const states: Record<string, number> = {}
  for (const { state } of assetsIn(await feedOf(member))) states[state] = (states[state] ?? 0) + 1
  return states
}

test('[R17] an unusual batch of automatic deletions is held, announced in the feed, and released as one', async () => {
  await using it = await startTrash()
  const ids = await addMany(it, 40)
  const other = await it.server.signIn('ana', 'laptop')
  const outcomes = await it.act(ids.slice(0, 25).map((id) => trash(id, 'automatic')))
  assert.deepEqual(new Set(outcomes.map(({ kind }) => kind)), new Set(['held']))
  assert.deepEqual(await statesOf(it.ana), { live: 40 })
  const [hold] = await holdsOf(other)
  assert.ok(hold)
  assert.deepEqual([hold.deviceName, hold.state, hold.assetIds.length], ['iPad', 'waiting', 25])
  assert.deepEqual(outcomes[0], { kind: 'held', facts: { holdId: hold.key } })
  const answer = { op: 'answerHold', args: { holdId: hold.key, answer: 'release' } } as const
  await it.act([answer], createLine(other, clientId(2)))
  assert.deepEqual(await statesOf(it.ana), { live: 15, trashed: 25 })
  assert.deepEqual(
    (await holdsOf(it.ana)).map(({ state, answeredBy }) => [state, answeredBy]),
    [['released', 'laptop']],
  )
})

test('[R17] what went before anybody could tell comes back into the hold, and all is undone as one', async () => {
  await using it = await startTrash()
  const ids = await addMany(it, 40)
  assert.deepEqual(
    (await it.act(ids.slice(0, 15).map((id) => trash(id, 'automatic')))).map(({ kind }) => kind),
    ids.slice(0, 15).map(() => 'applied'),
  )
  it.server.pass(60_000)
  await it.act(ids.slice(15, 25).map((id) => trash(id, 'automatic')))
  assert.deepEqual(await statesOf(it.ana), { live: 40 })
  // What the same device wants gone next goes into the same hold.
  const [next] = await it.act([trash(ids[30] ?? assert.fail(), 'automatic')])
  const holds = await holdsOf(it.ana)
  assert.deepEqual(
    holds.map(({ assetIds }) => assetIds.length),
    [26],
  )
  assert.deepEqual(next, { kind: 'held', facts: { holdId: holds[0]?.key } })
  const answer = {
    op: 'answerHold',
    args: { holdId: holds[0]?.key ?? assert.fail(), answer: 'undo' },
  } as const
  await it.act([answer])
  await it.pass(3 * TRASH_KEPT_MS)
  assert.deepEqual(await statesOf(it.ana), { live: 40 })
})

test('[R17] ordinary deletions, explicit ones, and those of other devices beside a hold pass at once', async () => {
  await using it = await startTrash()
  const ids = await addMany(it, 60)
  const laptop = createLine(await it.server.signIn('ana', 'laptop'), clientId(2))
  await it.act(ids.slice(0, 20).map((id) => trash(id, 'automatic')))
  assert.deepEqual(await statesOf(it.ana), { live: 40, trashed: 20 })
  it.server.pass(11 * 60_000)
  await it.act(ids.slice(20, 45).map((id) => trash(id, 'automatic')))
  assert.deepEqual(await statesOf(it.ana), { live: 40, trashed: 20 })
  await it.act([trash(ids[46] ?? assert.fail(), 'automatic')], laptop)
  await it.act(ids.slice(20, 45).map((id) => trash(id)))
  assert.deepEqual(await statesOf(it.ana), { live: 14, trashed: 46 })
})

test('[R17] several devices that delete a little each are judged together', async () => {
  await using it = await startTrash()
  const ids = await addMany(it, 60)
  const laptop = createLine(await it.server.signIn('ana', 'laptop'), clientId(2))
  await it.act(ids.slice(0, 15).map((id) => trash(id, 'automatic')))
  const outcomes = await it.act(
    ids.slice(15, 25).map((id) => trash(id, 'automatic')),
    laptop,
  )
  assert.deepEqual(new Set(outcomes.map(({ kind }) => kind)), new Set(['held']))
  assert.deepEqual(await statesOf(it.ana), { live: 45, trashed: 15 })
})

test('[R17] a library is not emptied by its devices, however small it is', async () => {
  await using it = await startTrash()
  const ids = await addMany(it, 3)
  await it.act(ids.map((id) => trash(id, 'automatic')))
  assert.deepEqual(await statesOf(it.ana), { live: 3 })
})

test('[R12] a push with held deletions that is sent twice holds once and answers the same', async () => {
  await using it = await startTrash()
  const ids = await addMany(it, 40)
  const mutations = ids.slice(0, 25).map((id) => it.line.numbered(trash(id, 'automatic'), { baseSeq: 1_000 }))
  const request = it.line.request(mutations)
  const first = await answeredWith(200, pushResponseSchema, it.line.push(request))
  const again = await answeredWith(200, pushResponseSchema, it.line.push(request))
  assert.deepEqual(again.outcomes, first.outcomes)
  assert.equal((await holdsOf(it.ana)).length, 1)
})
