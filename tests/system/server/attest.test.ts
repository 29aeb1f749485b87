import assert from 'node:assert/strict'
import { rm, truncate } from 'node:fs/promises'
import { test } from 'node:test'
import type { Sha256 } from '@rollcall/protocol'
import {
  ATTEST_MAX_AGE_MS,
  serverKeySchema,
  STATEMENT_HASHES_MAX,
  STATEMENT_VERIFIED_WITHIN_MS,
  statementSchema,
} from '@rollcall/protocol'
import { isSignedBy, sha256Text } from '@rollcall/platform-node'
import { createServerApp } from '@rollcall/server'
import { statementText } from '@rollcall/sync'
import { askLease, attest, checkedHashes, DAY_MS, fileOf, rot } from './lease-harness.ts'
import type { Member } from './server-harness.ts'
import { answeredWith, memberOf, refusedWith, requestOf } from './server-harness.ts'
import { assetOf, startTrash, trash } from './trash-harness.ts'

const STRANGE = 'ab'.repeat(32) as Sha256

const askStatement = (member: Member, hashes: readonly Sha256[], ignored = 0) =>
  member.inLibrary('POST', 'statements', { json: { hashes, ignored } })

test('attest says of each hash whether it is held and live, and sums up', async () => {
  await using it = await startTrash()
  const kept = await it.add(1)
  const trashed = await it.add(2)
  await it.act([trash(trashed.id)])
  const lines = await attest(it.ana, [kept.sha256, trashed.sha256, STRANGE], DAY_MS)
  const [first, second, third, summary] = lines
  assert.ok(first?.kind === 'held' && second?.kind === 'held' && summary?.kind === 'summary')
  assert.deepEqual([first.isLive, second.isLive], [true, false])
  assert.deepEqual(third, { kind: 'missing', sha256: STRANGE, code: 'not_held' })
  assert.deepEqual([summary.held, summary.missing], [2, 1])
  assert.match(summary.cursor, /^1\.\d+$/)
})

test('[R6] attest reads back what was not read lately, and finds what is rotten', async () => {
  await using it = await startTrash()
  const whole = await it.add(1)
  const rotten = await it.add(2)
  await rot(it.server, rotten.sha256)
  const hashes = [whole.sha256, rotten.sha256]
  const kindsOf = (lines: Awaited<ReturnType<typeof attest>>) =>
    lines.flatMap((line) => (line.kind === 'progress' ? [] : [line.kind]))
  assert.deepEqual(kindsOf(await attest(it.ana, hashes, DAY_MS)), ['held', 'held', 'summary'])
  it.server.pass(2 * DAY_MS)
  const lines = await attest(it.ana, hashes, DAY_MS)
  assert.deepEqual(kindsOf(lines), ['held', 'missing', 'summary'])
  const held = lines.find((line) => line.kind === 'held')
  assert.ok(held && it.server.ports.clock.now() - held.verifiedAt < DAY_MS)
  await it.ana.put(rotten.bytes)
  assert.deepEqual(kindsOf(await attest(it.ana, hashes, DAY_MS)), ['held', 'held', 'summary'])
})

test('one question to attest is answered at a time, and leaving ends it', async () => {
  await using it = await startTrash()
  const { sha256 } = await it.add(1)
  const json = { hashes: [sha256], maxAgeMs: 0 }
  const first = await it.ana.inLibrary('POST', 'attest', { json })
  await refusedWith('throttled', it.ana.inLibrary('POST', 'attest', { json }))
  await first.body?.cancel()
  assert.equal((await attest(it.ana, [sha256], 0)).at(-1)?.kind, 'summary')
})

test('[R6] a statement is signed over what is safe, by the key that the server tells everybody', async () => {
  await using it = await startTrash()
  const photos = [await it.add(1), await it.add(2)]
  const hashes = photos.map(({ sha256 }) => sha256)
  const statement = await answeredWith(200, statementSchema, askStatement(it.ana, [...hashes, ...hashes], 3))
  const { body, publicKey, signature } = statement
  const key = await answeredWith(200, serverKeySchema, it.server.app(requestOf('GET', '/api/v1/server-key')))
  assert.equal(key.publicKey, publicKey)
  assert.ok(isSignedBy(publicKey, statementText(body), signature))
  assert.equal(isSignedBy(publicKey, statementText({ ...body, originals: 3 }), signature), false)
  const { oldestVerifiedAt, madeAt, seq, deviceId, ...said } = body
  assert.deepEqual(said, {
    kind: 'safe_to_wipe',
    device: 'iPad',
    library: it.ana.libraryId,
    server: 'http://server.test',
    epoch: 1,
    originals: 2,
    bytes: 200,
    ignored: 3,
    listDigest: sha256Text(`${hashes.toSorted().join('\n')}\n`),
  })
  assert.ok(oldestVerifiedAt !== null && oldestVerifiedAt <= madeAt && seq > 0)
  const { devices } = await it.server.ports.store.accounts.byName('ana').then(async (account) => ({
    devices: account && (await it.server.ports.store.accounts.devicesOf(account.accountId)),
  }))
  assert.equal(devices?.[0]?.deviceId, deviceId)
})

test('[R6] the key outlives a restart, and is the same for all who ask at once', async () => {
  await using it = await startTrash()
  const ask = (app = it.server.app) =>
    answeredWith(200, serverKeySchema, app(requestOf('GET', '/api/v1/server-key')))
  const keys = await Promise.all([ask(), ask(), ask()])
  const again = createServerApp(it.server.ports)
  keys.push(await ask(again))
  assert.equal(new Set(keys.map(({ publicKey }) => publicKey)).size, 1)
  const statement = await answeredWith(
    200,
    statementSchema,
    askStatement(memberOf(again, it.ana.session), []),
  )
  assert.deepEqual([statement.body.originals, statement.body.oldestVerifiedAt], [0, null])
})

test('[R6] no statement is signed while one original is not safe, and it says how many', async () => {
  await using it = await startTrash()
  const kept = await it.add(1)
  const trashed = await it.add(2)
  await it.act([trash(trashed.id)])
  const hashes = [kept.sha256, trashed.sha256, STRANGE]
  const facts = await refusedWith('lease_refused', askStatement(it.ana, hashes))
  assert.deepEqual(facts, { count: 2, notHeld: 1, damaged: 0, notLive: 1, tooOld: 0 })

  it.server.pass(STATEMENT_VERIFIED_WITHIN_MS + DAY_MS)
  const old = await refusedWith('lease_refused', askStatement(it.ana, [kept.sha256]))
  assert.deepEqual([old['count'], old['tooOld']], [1, 1])
  await attest(it.ana, [kept.sha256], ATTEST_MAX_AGE_MS)
  await answeredWith(200, statementSchema, askStatement(it.ana, [kept.sha256]))

  await rot(it.server, kept.sha256)
  await (await it.ana.inLibrary('POST', 'verify')).text()
  assert.equal((await refusedWith('lease_refused', askStatement(it.ana, [kept.sha256])))['damaged'], 1)
})

test('[R6] nothing is attested, leased or signed over a file that is gone, however lately it was read', async () => {
  await using it = await startTrash()
  const [kept, first, second, third] = [await it.add(1), await it.add(2), await it.add(3), await it.add(4)]
  const { leaseId } = await askLease(it.ana, [kept.sha256, first.sha256])
  await rm(fileOf(it.server, first.sha256), { force: true })
  assert.deepEqual(await checkedHashes(it.ana, leaseId, [kept.sha256, first.sha256]), [kept.sha256])
  const { refused } = await askLease(it.ana, [first.sha256, kept.sha256])
  assert.deepEqual(refused, [{ sha256: first.sha256, code: 'damaged' }])

  await rm(fileOf(it.server, second.sha256), { force: true })
  const said = await attest(it.ana, [second.sha256], ATTEST_MAX_AGE_MS)
  const line = said.find(({ kind }) => kind === 'missing')
  assert.deepEqual(line, { kind: 'missing', sha256: second.sha256, code: 'damaged' })

  await rot(it.server, third.sha256)
  await truncate(fileOf(it.server, third.sha256), 99)
  const facts = await refusedWith('lease_refused', askStatement(it.ana, [kept.sha256, third.sha256]))
  assert.deepEqual([facts['count'], facts['damaged']], [1, 1])
  for (const { id } of [first, second, third])
    assert.equal((await assetOf(it.ana, id)).resources[0]?.state, 'lost', 'devices are asked for it')
  await answeredWith(200, statementSchema, askStatement(it.ana, [kept.sha256]))
})

test('a statement over more hashes than one takes is refused by name', async () => {
  await using it = await startTrash()
  const hashes = Array.from({ length: STATEMENT_HASHES_MAX + 1 }, (_, index) =>
    index.toString(16).padStart(64, '0'),
  ) as Sha256[]
  const facts = await refusedWith('too_large', askStatement(it.ana, hashes))
  assert.equal(facts['hashesMax'], STATEMENT_HASHES_MAX)
  assert.equal(
    (await refusedWith('lease_refused', askStatement(it.ana, hashes.slice(1))))['count'],
    STATEMENT_HASHES_MAX,
  )
})
