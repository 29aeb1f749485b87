import assert from 'node:assert/strict'
import { test } from 'node:test'
import { batchIdSchema, TRASH_KEPT_MS } from '@rollcall/protocol'
import { endTrash } from '@rollcall/server'
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
