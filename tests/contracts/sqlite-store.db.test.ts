import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import type { AssetId, LibraryId, AccountId } from '@rollcall/protocol'
import { createSqliteStore } from '@rollcall/server'
import { storeContract } from './store-contract.ts'

let folder = ''
let files = 0

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-store-'))
})
after(async () => {
  await rm(folder, { recursive: true })
})

storeContract('createSqliteStore() in memory', async () => createSqliteStore(':memory:'))
storeContract('createSqliteStore() on a file', async () => createSqliteStore(join(folder, `${files++}.db`)))

test('createSqliteStore() finds everything again after it was closed', async () => {
  const path = join(folder, `${files++}.db`)
  const first = createSqliteStore(path)
  await first.accounts.create(ACCOUNT)
  await first.write(ACCOUNT.libraryId, (writer) => [writer.nextSeq(), writer.nextNo(), writer.setQuota(8)])
  const library = await first.read(ACCOUNT.libraryId, (reader) => reader.library())
  await first.close()
  const second = createSqliteStore(path)
  assert.deepEqual(await second.read(ACCOUNT.libraryId, (reader) => reader.library()), library)
  assert.equal(await second.write(ACCOUNT.libraryId, (writer) => writer.nextNo()), 2)
  await second.close()
})

const WRITERS = 3
const WRITES = 40

test('[R10] writers in other threads of one file lose no seq to a reader that pages by head', async () => {
  const path = join(folder, `${files++}.db`)
  const store = createSqliteStore(path)
  await store.accounts.create(ACCOUNT)
  const workers = Array.from({ length: WRITERS }, (_, index) => {
    const workerData = { path, libraryId: ACCOUNT.libraryId, first: index * 1000, writes: WRITES }
    return new Worker(new URL('./store-writer-thread.ts', import.meta.url), { workerData })
  })
  let running = WRITERS
  const failures: unknown[] = []
  for (const worker of workers) {
    worker.on('error', (error) => failures.push(error)).on('exit', () => running--)
  }
  const seen = new Set<AssetId>()
  let cursor = 0
  for (let isLast = false; !isLast; ) {
    isLast = running === 0
    const rows = await store.read(ACCOUNT.libraryId, (reader) =>
      reader.assetsBySeq(cursor, reader.library().headSeq, 5),
    )
    for (const row of rows) seen.add(row.id)
    cursor = rows.at(-1)?.seq ?? cursor
    if (rows.length > 0) isLast = false
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  assert.deepEqual(failures, [])
  assert.equal(seen.size, WRITERS * WRITES)
  await store.close()
})

const ACCOUNT = {
  accountId: '1'.repeat(32) as AccountId,
  name: 'ana',
  passwordHash: 'hash',
  isOwner: true,
  libraryId: '2'.repeat(32) as LibraryId,
  idKey: '3'.repeat(64),
  quotaBytes: null,
  now: 1,
}
