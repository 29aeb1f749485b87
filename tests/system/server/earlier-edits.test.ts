import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AssetId, Sha256 } from '@rollcall/protocol'
import { pushResponseSchema, storageSchema } from '@rollcall/protocol'
import { endTrash } from '@rollcall/server'
import { answeredWith, bytesOf, shaOf } from './server-harness.ts'
import { assetOf, startTrash } from './trash-harness.ts'

const DAY_MS = 24 * 3600_000

/** A photo that two programs have edited, one after the other; it looks like the second. */
async function startEdited() {
  const it = await startTrash()
  const { id, bytes } = await it.add(1)
  const files = [bytesOf(2), bytesOf(3), bytesOf(4)]
  for (const edited of files.slice(0, 2)) {
    await it.ana.put(edited)
    const created = it.line.create(bytes)
    const [original] = created.args.resources
    assert.ok(original !== undefined)
    const file = { ...original, role: 'edit' as const, sha256: shaOf(edited), bytes: edited.length }
    const mutation = { ...created, args: { ...created.args, resources: [original, file] } }
    await answeredWith(200, pushResponseSchema, it.line.push(it.line.request([mutation])))
  }
  const [first, second] = files.map(shaOf) as [Sha256, Sha256, Sha256]
  const storage = async () => await answeredWith(200, storageSchema, it.ana.inLibrary('GET', 'storage'))
  const statusOf = async (sha256: Sha256) => {
    const response = await it.ana.inLibrary('GET', `blobs/${sha256}`)
    await response.arrayBuffer()
    return response.status
  }
  return { it, id, first, second, size: bytesOf(2).length, storage, statusOf }
}

const setKept = (assetId: AssetId, sha256: Sha256, isKept: boolean) =>
  ({ op: 'setEditKept', args: { assetId, sha256, isKept } }) as const

test('[S58][S59] an earlier edit is offered with its gain, kept for 30 days, and gone after that, and nothing else', async () => {
  const { it, id, first, second, size, storage, statusOf } = await startEdited()
  await using _ = it
  const before = await storage()
  assert.deepEqual(before.offers, [
    { kind: 'old_versions', items: 1, bytes: size, laterBytes: size, assetIds: [id] },
  ])
  assert.equal((await it.act([setKept(id, first, false)]))[0]?.kind, 'applied')
  const during = await storage()
  assert.deepEqual([during.offers, during.usage.usedBytes], [[], before.usage.usedBytes])
  assert.equal(during.usage.byKind?.quarantine, size)
  assert.equal(during.usage.byKind?.edits, size)
  await it.pass(29 * DAY_MS)
  assert.equal(await statusOf(first), 200)
  await it.pass(DAY_MS + 1)
  const after = await storage()
  assert.equal(before.usage.usedBytes - after.usage.usedBytes, before.offers[0]?.bytes)
  assert.equal(after.usage.byKind?.quarantine, 0)
  assert.deepEqual([await statusOf(first), await statusOf(second)], [404, 200])
  const photo = await assetOf(it.ana, id)
  assert.deepEqual([photo.resources.length, photo.droppedFiles?.[0]?.sha256], [2, first])
  assert.notEqual(photo.droppedFiles?.[0]?.purgedAt, undefined)
  const late = await it.act([
    setKept(id, first, true),
    { op: 'setVersion', args: { assetId: id, recipe: null, sha256: first } },
  ])
  assert.deepEqual(
    late.map((outcome) => outcome.kind === 'refused' && outcome.code),
    ['no_such_file', 'no_such_file'],
  )
})

test('[S58] what is taken back in the last moment stays, and gets the whole time when it is let go of again', async () => {
  const { it, id, first, storage, statusOf } = await startEdited()
  await using _ = it
  await it.act([setKept(id, first, false)])
  await it.pass(29 * DAY_MS)
  await it.act([setKept(id, first, true)])
  await it.pass(2 * DAY_MS)
  assert.equal(await statusOf(first), 200)
  assert.equal((await storage()).usage.byKind?.quarantine, 0)
  await it.act([setKept(id, first, false)])
  await it.pass(29 * DAY_MS)
  assert.equal(await statusOf(first), 200)
  await it.pass(2 * DAY_MS)
  assert.equal(await statusOf(first), 404)
})

test('[R13] a clock that is set forward by years ends the time of no earlier edit', async () => {
  const { it, id, first, statusOf } = await startEdited()
  await using _ = it
  await it.act([setKept(id, first, false)])
  await it.round()
  const { clock } = it.server.ports
  await endTrash({ ...it.server.ports, clock: { ...clock, now: () => clock.now() + 3650 * DAY_MS } })
  assert.equal(await statusOf(first), 200)
})

test('[S58] bytes that another photo has too stay when an earlier edit ends', async () => {
  const { it, id, first, statusOf } = await startEdited()
  await using _ = it
  await it.act([setKept(id, first, false)])
  const alone = it.line.create(bytesOf(2))
  await answeredWith(200, pushResponseSchema, it.line.push(it.line.request([alone])))
  await it.pass(31 * DAY_MS)
  assert.equal(await statusOf(first), 200)
})
