import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase } from '@rollcall/platform-node'
import type { Database } from '@rollcall/platform-node'
import type { AssetId, ClientId, DeviceId, LeaseId, LibraryId, Sha256 } from '@rollcall/protocol'
import { createLibraryReader } from './library-reader.ts'
import { openLibraryWriter } from './library-writer.ts'
import { MIGRATIONS } from './schema.ts'
import { createSqliteStore } from './sqlite-store.ts'

const LIBRARY = '1'.repeat(32) as LibraryId
const HASH = 'ab'.repeat(32)

test('MIGRATIONS carry the originals of a first release over, and each of them becomes work', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-schema-'))
  const path = join(folder, 'rollcall.db')
  const resources = [{ role: 'still', sha256: HASH, name: 'IMG_1.JPG', modifiedAt: 7 }]
  const body = JSON.stringify({ id: '2'.repeat(32), state: 'live', resources })
  const first = openDatabase(path, MIGRATIONS.slice(0, 1))
  first.transaction(() => {
    first.prepare('INSERT INTO library VALUES (?, ?, 1, 1, 0, 2, 9, 0, NULL, ?)').run(LIBRARY, 'ana', '00')
    first
      .prepare('INSERT INTO asset VALUES (?, ?, 1, 1, ?, ?, ?)')
      .run(LIBRARY, '2'.repeat(32), 'live', HASH, body)
    first.prepare('INSERT INTO resource VALUES (?, ?, ?, ?)').run(LIBRARY, '2'.repeat(32), 'still', HASH)
    first.prepare('INSERT INTO blob VALUES (?, ?, 9, ?, 5)').run(LIBRARY, HASH, 'durable')
  })
  first.close()
  const store = createSqliteStore(path)
  try {
    const { blob, work, trash } = await store.read(LIBRARY, (reader) => ({
      trash: { live: reader.liveAssets(), originals: reader.bytesByKind().originals },
      blob: reader.blobsAfter(null, 9),
      work: reader.derivationWork(1, 0, 9, 9),
    }))
    assert.deepEqual(trash, { live: 1, originals: 9 })
    assert.deepEqual(blob, [{ sha256: HASH, bytes: 9, state: 'durable', verifiedAt: 5 }])
    assert.deepEqual(work, [
      { sha256: HASH, look: null, wants: 'stills', bytes: 9, attempts: 0, name: 'IMG_1.JPG', modifiedAt: 7 },
    ])
  } finally {
    await store.close()
    rmSync(folder, { recursive: true })
  }
})

test('questions about one file or key do not walk through the library', () => {
  const database = openDatabase(':memory:', MIGRATIONS)
  const prepare = database.prepare.bind(database)
  const plans: string[] = []
  const spied: Pick<Database, 'prepare'> = {
    prepare: (sql) => {
      if (sql.trimStart().startsWith('SELECT')) {
        const rows = prepare(`EXPLAIN QUERY PLAN ${sql}`).all(
          ...sql
            .split('?')
            .slice(1)
            .map(() => 0),
        )
        plans.push(...rows.map((row) => String(row['detail'])))
      }
      return prepare(sql)
    },
  }
  const reader = createLibraryReader(spied, LIBRARY, () => assert.fail('not asked'))
  reader.assetsWithBlob(HASH as Sha256)
  reader.assetsWithPairingKey('live:X', 9)
  reader.derivationWork(1, 0, 9, 9)
  reader.derivationWorkOf(HASH as Sha256, 1, 0)
  reader.renditionsOf('2'.repeat(32) as AssetId)
  reader.assetsWithRendition(HASH as Sha256)
  reader.leavingUnseen(9)
  reader.leavingSince('trashed', { at: 0, seenAt: 0 }, 9)
  reader.isBlobNeeded(HASH as Sha256)
  reader.droppedUnseen(9)
  reader.droppedSince({ at: 0, seenAt: 0 }, 9)
  reader.assetsThatDropped(HASH as Sha256)
  reader.countDepartures(0, '3'.repeat(32) as ClientId)
  reader.departuresOf('3'.repeat(32) as ClientId, 0, 9)
  reader.removals(9)
  reader.isLeased(HASH as Sha256, 0)
  reader.lease('4'.repeat(32) as LeaseId)
  reader.openLeases('5'.repeat(32) as DeviceId, 0)
  reader.leasesOver(0, 9, 9)
  reader.holdings([HASH as Sha256])
  reader.verifiedUpTo(0, 9)
  reader.verifiedAfter(0, 9)
  database.close()
  assert.ok(plans.length > 0)
  for (const plan of plans) {
    assert.doesNotMatch(plan, /^SCAN (?!CONSTANT|wanted)/, plan)
    assert.doesNotMatch(
      plan,
      /asset_by_(no|seq) \(library_id=\?\)|autoindex_(resource|rendition)_1 \(library_id=\?\)/,
      plan,
    )
  }
  assert.ok(plans.some((plan) => plan.includes('blob_to_stream')))
  assert.ok(plans.some((plan) => plan.includes('rendition_to_derive')))
  assert.ok(plans.some((plan) => plan.includes('leaving_by_time (library_id=? AND state=? AND at<?)')))
  assert.ok(plans.some((plan) => plan.includes('leaving_unseen')))
  assert.ok(plans.some((plan) => plan.includes('blob_to_look')))
})

test('changes of one asset do not walk through the library', () => {
  const database = openDatabase(':memory:', MIGRATIONS)
  database.transaction(() => {
    database.prepare('INSERT INTO library VALUES (?, ?, 1, 1, 0, 2, 9, 0, NULL, ?)').run(LIBRARY, 'ana', '00')
    const plans: string[] = []
    const prepare: Database['prepare'] = (sql) => {
      if (/^\s*(DELETE|UPDATE|INSERT)/.test(sql)) {
        const rows = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all()
        plans.push(...rows.map((row) => String(row['detail'])))
      }
      return database.prepare(sql)
    }
    const { writer } = openLibraryWriter({ prepare }, LIBRARY)
    const assetId = '2'.repeat(32) as AssetId
    const renderId = HASH as Sha256
    writer.dropPairingKeys(assetId)
    writer.putRendition({ assetId, renderId, sha256: renderId, recipe: { rotate: 90 }, seq: 1 })
    writer.claimDerivation(renderId, 1)
    writer.forgetDerivation(renderId, 'stills')
    writer.dropRendition(assetId, renderId)
    writer.dropBlob(renderId)
    assert.ok(plans.length > 9)
    for (const plan of plans) assert.doesNotMatch(plan, /^SCAN |\(library_id=\?\)$/, plan)
  })
  database.close()
})
