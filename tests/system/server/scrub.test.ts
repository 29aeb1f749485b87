import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mkdir, rename, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { scrubDue, scrubLost } from '@rollcall/server'
import { askLease, DAY_MS, fileOf, rot } from './lease-harness.ts'
import { createLine, clientId } from './server-harness.ts'
import { assetOf, deleteForGood, feedOf, startTrash, trash } from './trash-harness.ts'

test('[R4] the scrub finds rot, a device heals it, and the journal tells so', async () => {
  await using it = await startTrash()
  const rotten = await it.add(1)
  await it.add(2)
  await rot(it.server, rotten.sha256)
  assert.deepEqual(await scrubDue(it.server.ports), { originals: 0, bytes: 0, damaged: 0 })
  it.server.pass(16 * DAY_MS)
  assert.deepEqual(await scrubDue(it.server.ports), { originals: 2, bytes: 200, damaged: 1 })
  assert.equal((await assetOf(it.ana, rotten.id)).resources[0]?.state, 'lost')
  assert.deepEqual(await scrubDue(it.server.ports), { originals: 0, bytes: 0, damaged: 0 })

  await it.ana.put(rotten.bytes)
  const healed = await assetOf(it.ana, rotten.id)
  assert.equal(healed.resources[0]?.state, 'present')
  const batches = (await feedOf(it.ana)).flatMap((change) =>
    change.kind === 'record' && change.record.kind === 'batch' ? [change.record] : [],
  )
  const told = batches.find(({ counts }) => counts['heal'] !== undefined)
  assert.equal(told?.deviceName, 'iPad')
  const change = { assetId: rotten.id, field: 'bytes', before: 'lost', after: 'present' }
  assert.deepEqual(told?.changes, [{ ...change, seq: healed.seq, verdict: 'applied' }])
  it.server.pass(16 * DAY_MS)
  assert.equal((await scrubDue(it.server.ports)).damaged, 0)
})

test('the scrub reads the longest unread first, over all libraries, and can be stopped', async () => {
  await using it = await startTrash()
  const first = await it.add(1)
  it.server.pass(DAY_MS)
  await it.server.addAccount('ben')
  const ben = await it.server.signIn('ben', 'Phone')
  await ben.put((await it.add(2)).bytes)
  it.server.pass(16 * DAY_MS)
  const stop = new AbortController()
  const asked: number[] = []
  const pace = async (bytes: number) => {
    asked.push(bytes)
    if (asked.length === 2) stop.abort()
  }
  const report = await scrubDue(it.server.ports, { signal: stop.signal, pace })
  assert.deepEqual([report.originals, asked], [2, [200, 100]])
  const row = await it.server.ports.store.read(it.ana.libraryId, (reader) => reader.blob(first.sha256))
  assert.ok(row && it.server.ports.clock.now() - row.verifiedAt < DAY_MS)
  assert.equal((await scrubDue(it.server.ports)).originals, 1)
})

test('[R13] what a clock has dated into the future is read again', async () => {
  await using it = await startTrash()
  const { sha256, bytes } = await it.add(1)
  const { store, clock } = it.server.ports
  await store.write(it.ana.libraryId, (writer) =>
    writer.putBlob({ sha256, bytes: bytes.length, state: 'durable', verifiedAt: clock.now() + 400 * DAY_MS }),
  )
  assert.equal((await scrubDue(it.server.ports)).originals, 1)
  assert.equal((await scrubDue(it.server.ports)).originals, 0)
})

test('[R17] a blob store that is not mounted is not taken for one that lost every photo', async () => {
  await using it = await startTrash()
  const { id } = await it.add(1)
  it.server.pass(16 * DAY_MS)
  const blobs = join(it.server.folder, 'blobs')
  await rename(blobs, `${blobs}-away`)
  await assert.rejects(scrubDue(it.server.ports), /Cannot look for blobs/)
  assert.equal((await assetOf(it.ana, id)).resources[0]?.state, 'present')
  await rename(`${blobs}-away`, blobs)
  assert.equal((await scrubDue(it.server.ports)).damaged, 0)
})

test('[R4] what one library finds spoilt is looked at for every other, and an administrator can put it back', async () => {
  await using it = await startTrash()
  const photo = await it.add(1)
  await it.server.addAccount('ben')
  const ben = await it.server.signIn('ben', 'Phone')
  const line = createLine(ben, clientId(2))
  await ben.put(photo.bytes)
  await line.push(line.request([line.create(photo.bytes)]))
  const file = fileOf(it.server, photo.sha256)
  await rename(file, `${file}-away`)
  it.server.pass(16 * DAY_MS)
  assert.equal((await scrubDue(it.server.ports)).damaged, 1)
  assert.equal((await assetOf(ben, line.assetIdOf(photo.sha256))).resources[0]?.state, 'lost')
  await rename(`${file}-away`, file)
  await (await it.ana.inLibrary('POST', 'verify')).text()
  const batches = (await feedOf(it.ana)).flatMap((change) =>
    change.kind === 'record' && change.record.kind === 'batch' ? [change.record] : [],
  )
  assert.equal(batches.find(({ counts }) => counts['heal'] !== undefined)?.deviceName, 'the server')
})

test('[R4] what a disk did not give for a while is durable again by itself, and what is rotten stays lost', async () => {
  await using it = await startTrash()
  const away = await it.add(1)
  const rotten = await it.add(2)
  const file = fileOf(it.server, away.sha256)
  await rename(file, `${file}-away`)
  // A folder in its place stands for a file that the disk does not give, and keeps the scrub from nothing else.
  await mkdir(file)
  await rot(it.server, rotten.sha256)
  it.server.pass(16 * DAY_MS)
  assert.deepEqual(await scrubDue(it.server.ports), { originals: 2, bytes: 200, damaged: 2 })
  assert.equal(await scrubLost(it.server.ports), 0)
  await rmdir(file)
  await rename(`${file}-away`, file)
  assert.equal(await scrubLost(it.server.ports), 1)
  assert.equal((await assetOf(it.ana, away.id)).resources[0]?.state, 'present')
  assert.equal((await assetOf(it.ana, rotten.id)).resources[0]?.state, 'lost')
  assert.deepEqual((await askLease(it.ana, [away.sha256])).granted, [away.sha256])
  assert.equal(await it.usedBytes(), 100)
})

test('the scrub calls nothing damaged that was purged while it waited for its turn', async () => {
  await using it = await startTrash()
  const photo = await it.add(1)
  await it.act([trash(photo.id), deleteForGood(photo.id)])
  it.server.pass(16 * DAY_MS)
  const pace = async () => {
    await it.pass(31 * DAY_MS)
    await it.pass(31 * DAY_MS)
  }
  assert.deepEqual(await scrubDue(it.server.ports, { pace }), { originals: 0, bytes: 0, damaged: 0 })
})
