import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Sha256 } from '@rollcall/protocol'
import { LEASE_KEPT_MS, LEASE_VERIFIED_WITHIN_MS, LEASES_MAX } from '@rollcall/protocol'
import { createSystemClock } from '@rollcall/platform-node'
import { createServerApp, createSqliteStore, endTrash } from '@rollcall/server'
import { askLease, checkedHashes, DAY_MS, fileOf, rot } from './lease-harness.ts'
import { bytesOf, clientId, createLine, memberOf, refusedWith, shaOf } from './server-harness.ts'
import { assetOf, deleteForGood, startTrash, trash } from './trash-harness.ts'

const STRANGE = 'ab'.repeat(32) as Sha256

test('[R5] a lease is granted over what is held and live, and says of the rest why not', async () => {
  await using it = await startTrash()
  const kept = await it.add(1)
  const trashed = await it.add(2)
  await it.act([trash(trashed.id)])
  await it.ana.put(bytesOf(3))
  const unnamed = shaOf(bytesOf(3))
  const lease = await askLease(it.ana, [kept.sha256, kept.sha256, trashed.sha256, unnamed, STRANGE])
  assert.deepEqual(lease.granted, [kept.sha256])
  assert.deepEqual(lease.refused, [
    { sha256: trashed.sha256, code: 'not_live' },
    { sha256: unnamed, code: 'not_live' },
    { sha256: STRANGE, code: 'not_held' },
  ])
  assert.equal(lease.keptMs, LEASE_KEPT_MS)
  assert.deepEqual(await checkedHashes(it.ana, lease.leaseId, [kept.sha256, STRANGE]), [kept.sha256])
})

test('[R5] what was not read back within the hour is read back before a lease is granted over it', async () => {
  await using it = await startTrash()
  const photos = [await it.add(1), await it.add(2)]
  const [whole, rotten] = photos
  assert.ok(whole && rotten)
  await rot(it.server, rotten.sha256)
  it.server.pass(LEASE_VERIFIED_WITHIN_MS + DAY_MS)
  const lease = await askLease(it.ana, [whole.sha256, rotten.sha256])
  assert.deepEqual(lease.granted, [whole.sha256])
  assert.deepEqual(lease.refused, [{ sha256: rotten.sha256, code: 'damaged' }])
  assert.equal((await assetOf(it.ana, rotten.id)).resources[0]?.state, 'lost', 'devices are asked for it')
  const row = await it.server.ports.store.read(it.ana.libraryId, (reader) => reader.blob(whole.sha256))
  assert.ok(row && it.server.ports.clock.now() - row.verifiedAt < DAY_MS)
})

test('[R5] nothing that a lease holds is purged until it is given back', async () => {
  await using it = await startTrash()
  const { id, sha256 } = await it.add(1)
  const { leaseId } = await askLease(it.ana, [sha256])
  await it.act([trash(id), deleteForGood(id)])
  assert.deepEqual(await checkedHashes(it.ana, leaseId, [sha256]), [], 'its photo is gone from the library')
  assert.equal((await endTrash(it.server.ports, { keptMs: 0 })).purged, 0)
  assert.ok(existsSync(fileOf(it.server, sha256)))
  const other = await it.server.signIn('ana', 'Laptop')
  assert.equal((await other.inLibrary('DELETE', `leases/${leaseId}`)).status, 204)
  assert.equal(
    (await endTrash(it.server.ports, { keptMs: 0 })).purged,
    0,
    'it is not the laptop’s to give back',
  )
  assert.equal((await it.ana.inLibrary('DELETE', `leases/${leaseId}`)).status, 204)
  assert.equal((await it.ana.inLibrary('DELETE', `leases/${leaseId}`)).status, 204)
  assert.equal((await endTrash(it.server.ports, { keptMs: 0 })).purged, 1)
  assert.equal(existsSync(fileOf(it.server, sha256)), false)
})

test('[R5] a lease ends after an hour, and what it held can be purged again', async () => {
  await using it = await startTrash()
  const { id, sha256 } = await it.add(1)
  const { leaseId } = await askLease(it.ana, [sha256])
  it.server.pass(LEASE_KEPT_MS - 60_000)
  assert.deepEqual(await checkedHashes(it.ana, leaseId, [sha256]), [sha256])
  it.server.pass(60_000)
  assert.deepEqual(await checkedHashes(it.ana, leaseId, [sha256]), [])
  await it.act([trash(id), deleteForGood(id)])
  assert.equal((await endTrash(it.server.ports, { keptMs: 0 })).purged, 1)
  const lease = await it.server.ports.store.read(it.ana.libraryId, (reader) => reader.lease(leaseId))
  assert.equal(lease, null, 'the round drops what is over')
})

test('[R13] a clock that is set forward ends no lease, and one that is set back keeps none', async () => {
  const system = createSystemClock()
  const ahead = { wall: 0, monotonic: 0 }
  const clock = {
    ...system,
    now: () => system.now() + ahead.wall,
    monotonic: () => system.monotonic() + ahead.monotonic,
  }
  await using it = await startTrash({ clock })
  const { sha256 } = await it.add(1)
  await endTrash(it.server.ports)
  const { leaseId } = await askLease(it.ana, [sha256])
  ahead.wall = 200 * DAY_MS
  await endTrash(it.server.ports)
  assert.deepEqual(await checkedHashes(it.ana, leaseId, [sha256]), [sha256])
  ahead.wall = -100 * DAY_MS
  ahead.monotonic = LEASE_KEPT_MS
  assert.deepEqual(await checkedHashes(it.ana, leaseId, [sha256]), [])
})

test('[R5] a lease does not hold over what was found damaged since', async () => {
  await using it = await startTrash()
  const { sha256 } = await it.add(1)
  const { leaseId } = await askLease(it.ana, [sha256])
  await rot(it.server, sha256)
  await (await it.ana.inLibrary('POST', 'verify')).text()
  assert.deepEqual(await checkedHashes(it.ana, leaseId, [sha256]), [])
})

test('a lease outlives a restart of the server, and belongs to one device', async () => {
  await using it = await startTrash()
  const { sha256 } = await it.add(1)
  const { leaseId } = await askLease(it.ana, [sha256])
  const store = createSqliteStore(join(it.server.folder, 'rollcall.db'))
  const again = createServerApp({ ...it.server.ports, store })
  assert.deepEqual(await checkedHashes(memberOf(again, it.ana.session), leaseId, [sha256]), [sha256])
  await again.close()
  await store.close()
  const laptop = await it.server.signIn('ana', 'Laptop')
  assert.deepEqual(await checkedHashes(laptop, leaseId, [sha256]), [])
})

test('[R16] a lease tells nothing of what another library holds', async () => {
  await using it = await startTrash()
  const { sha256 } = await it.add(1)
  await it.server.addAccount('ben')
  const ben = await it.server.signIn('ben')
  const lease = await askLease(ben, [sha256])
  assert.deepEqual([lease.granted, lease.refused], [[], [{ sha256, code: 'not_held' }]])
})

test('[R5] what one library purges stays while another has it, leased or not', async () => {
  await using it = await startTrash()
  const { sha256, bytes } = await it.add(1)
  await it.server.addAccount('ben')
  const ben = await it.server.signIn('ben')
  const line = createLine(ben, clientId(2))
  await ben.put(bytes)
  await line.push(line.request([line.create(bytes)]))
  const { leaseId } = await askLease(it.ana, [sha256])
  const id = line.assetIdOf(sha256)
  await it.act([trash(id), deleteForGood(id)], line)
  assert.equal((await endTrash(it.server.ports, { keptMs: 0 })).purged, 1, 'no device of ben has a lease')
  assert.ok(existsSync(fileOf(it.server, sha256)))
  assert.deepEqual(await checkedHashes(it.ana, leaseId, [sha256]), [sha256])
})

test('a device has so many leases at most, and is told when the first is over', async () => {
  await using it = await startTrash()
  const { sha256 } = await it.add(1)
  for (let count = 0; count < LEASES_MAX; count++) await askLease(it.ana, [sha256])
  const facts = await refusedWith(
    'throttled',
    it.ana.inLibrary('POST', 'leases', { json: { hashes: [sha256] } }),
  )
  assert.equal(facts['leases'], LEASES_MAX)
  assert.ok(Number(facts['retryAfterMs']) > LEASE_KEPT_MS - 60_000)
  const laptop = await it.server.signIn('ana', 'Laptop')
  await askLease(laptop, [sha256])
  it.server.pass(LEASE_KEPT_MS)
  await askLease(it.ana, [sha256])
})
