import assert from 'node:assert/strict'
import { test } from 'node:test'
import { batchIdSchema, pushResponseSchema, TRASH_KEPT_MS } from '@rollcall/protocol'
import { endTrash } from '@rollcall/server'
import { answeredWith, clientId, createLine } from './server-harness.ts'
import { assetOf, deleteForGood, feedOf, startTrash, trash } from './trash-harness.ts'

test('[S109] what was said of a purged photo leaves the journal, also when the server was killed on the way', async () => {
  await using it = await startTrash()
  const photos = [await it.add(1), await it.add(2)]
  const [gone, kept] = photos
  assert.ok(gone && kept)
  // More rows than one turn goes through, each with words of both.
  for (let row = 0; row < 45; row++) {
    const batch = { id: batchIdSchema.parse(row.toString(16).padStart(32, 'd')), undoes: null }
    await it.act(
      photos.map(({ id }) => ({
        op: 'setCaption',
        args: { assetId: id, value: `${id} by the lake` },
        batch,
      })),
    )
  }
  await it.act([trash(gone.id), deleteForGood(gone.id)])
  await it.round()
  it.server.pass(TRASH_KEPT_MS + 1)
  let asked = 0
  const { store } = it.server.ports
  const dying = {
    ...it.server.ports,
    store: {
      ...store,
      write: async (...args: Parameters<typeof store.write>) => {
        if (++asked === 4) throw new Error('killed')
        return await store.write(...args)
      },
    } as typeof store,
  }
  const lakes = async (id: string) => {
    const feed = JSON.stringify(await feedOf(it.ana))
    return feed.split(`${id} by the lake`).length - 1
  }
  const before = await lakes(kept.id)
  await assert.rejects(endTrash(dying), /killed/)
  assert.ok((await assetOf(it.ana, gone.id)).purgedAt !== undefined)
  assert.notEqual(await lakes(gone.id), 0, 'it was killed before it was done')
  await it.round()
  assert.equal(await lakes(gone.id), 0)
  assert.equal(await lakes(kept.id), before, 'what was said of others stays')
  const { headSeq } = await store.read(it.ana.libraryId, (reader) => reader.library())
  await it.round()
  const after = await store.read(it.ana.libraryId, (reader) => reader.library())
  assert.equal(after.headSeq, headSeq, 'nothing is left to forget')
})

test('[S77] what was said of a purged photo leaves its versions and the outcomes kept for a retry, also when the server was killed on the way', async () => {
  await using it = await startTrash()
  const [gone, kept] = [await it.add(1), await it.add(2)]
  const laptop = createLine(await it.server.signIn('ana', 'laptop'), clientId(2))
  for (const { id } of [gone, kept]) {
    await it.act([
      { op: 'setCaption', args: { assetId: id, value: 'by the lake' } },
      { op: 'setVersion', args: { assetId: id, recipe: { rotate: 90 }, sha256: null } },
      { op: 'setVersion', args: { assetId: id, recipe: { rotate: 180 }, sha256: null } },
    ])
  }
  // Made earlier and out of sight of it, so it loses.
  const late = [gone, kept].map(({ id }) =>
    laptop.numbered(
      { op: 'setCaption', args: { assetId: id, value: 'at the sea' } },
      { baseSeq: 0, ageMs: 60_000 },
    ),
  )
  const request = laptop.request(late)
  const told = await answeredWith(200, pushResponseSchema, laptop.push(request))
  assert.deepEqual(told.outcomes[0]?.outcome.kind, 'superseded')
  await it.act([trash(gone.id), deleteForGood(gone.id)])
  const { store } = it.server.ports
  const outcomes = () =>
    store.read(it.ana.libraryId, (reader) => [...reader.outcomes(clientId(2), 1, 2).values()])
  const versions = async (id: string) =>
    (await feedOf(it.ana)).flatMap((change) =>
      change.kind === 'record' && change.record.kind === 'version' && change.record.assetId === id
        ? [change.record]
        : [],
    )
  await it.round()
  assert.equal(JSON.stringify(await outcomes()).split('lake').length - 1, 2, 'they are there until then')
  it.server.pass(TRASH_KEPT_MS + 1)
  let asked = 0
  const dying = {
    ...it.server.ports,
    store: {
      ...store,
      write: async (...args: Parameters<typeof store.write>) => {
        if (++asked === 4) throw new Error('killed')
        return await store.write(...args)
      },
    } as typeof store,
  }
  await assert.rejects(endTrash(dying), /killed/)
  assert.ok((await assetOf(it.ana, gone.id)).purgedAt !== undefined)
  await it.round()
  assert.deepEqual(
    (await versions(gone.id)).map(({ rev, recipe, madeBy, forgotten }) => [rev, recipe, madeBy, forgotten]),
    [
      [1, null, 'iPad', true],
      [2, null, 'iPad', true],
    ],
  )
  assert.deepEqual(
    (await versions(kept.id)).map(({ recipe }) => recipe),
    [{ rotate: 90 }, { rotate: 180 }],
  )
  const left = await outcomes()
  assert.deepEqual(left[0], { kind: 'superseded', facts: { field: 'caption' } })
  assert.equal(left[1]?.kind === 'superseded' && left[1].facts['kept'], 'by the lake')
  const again = await answeredWith(200, pushResponseSchema, laptop.push(request))
  assert.deepEqual(again.outcomes[0]?.outcome, left[0], 'a retry is told the same, without the words')
  const { headSeq } = await store.read(it.ana.libraryId, (reader) => reader.library())
  await it.round()
  const after = await store.read(it.ana.libraryId, (reader) => reader.library())
  assert.equal(after.headSeq, headSeq, 'nothing is left to forget')
})
