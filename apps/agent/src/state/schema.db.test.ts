import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import { openDatabase } from '@rollcall/platform-node'
import { samplePhotoRow } from '../test-kit/sample-photo-row.ts'
import { createTestClock, createTestRandom } from '../test-kit/test-clock.ts'
import { openDeviceState } from './device-state.ts'
import { MIGRATIONS } from './schema.ts'
import { SAMPLE_DEVICE_ID } from '../test-kit/sample-device-id.ts'

const newWorld = () => ({
  clock: createTestClock(),
  random: createTestRandom(),
  deviceId: SAMPLE_DEVICE_ID,
  deviceName: 'this device',
})

test('MIGRATIONS carry what a device of the first release had: base, outbox, trees; and what was half read is read again', async () => {
  const folder = mkdtempSync(`${tmpdir()}/rollcall-schema-`)
  const path = `${folder}/state.db`
  try {
    const before = openDatabase(path, MIGRATIONS.slice(0, 1))
    const asset = samplePhotoRow(1, { caption: 'at the harbour' })
    const body = JSON.stringify(asset)
    const put = (sql: string, ...values: readonly (string | number | null)[]) =>
      before.prepare(sql).run(...values)
    put('INSERT INTO base_asset VALUES (?, 4, ?)', asset.id, body)
    put('INSERT INTO staged_asset VALUES (?, 9, ?)', samplePhotoRow(2).id, JSON.stringify(samplePhotoRow(2)))
    const args = [
      ['setCaption', { assetId: asset.id, value: 'mine' }],
      ['trash', { assetId: asset.id }],
    ] as const
    args.forEach(([op, each], index) =>
      put(
        'INSERT INTO outbox VALUES (?, ?, ?, 4, 1000, 5, ?, ?, ?)',
        index + 7,
        op,
        JSON.stringify(each),
        'boot 0',
        op === 'trash' ? 'a.jpg' : null,
        null,
      ),
    )
    put('INSERT INTO agreed_file VALUES (?, ?, ?)', 'a.jpg', asset.id, asset.primarySha256)
    put('INSERT INTO last_place VALUES (?, ?)', asset.primarySha256, 'a.jpg')
    const values = {
      cursor: { epoch: 1, seq: 4 },
      client_id: '1'.repeat(32),
      settled_through: 6,
      frozen_batch: { next: 'f'.repeat(32), through: 7 },
      nonce: 'e'.repeat(32),
      staging: { fresh: true },
      held_answer: null,
    }
    for (const [name, value] of Object.entries(values))
      put('INSERT INTO value VALUES (?, ?)', name, JSON.stringify(value))
    before.close()

    const database = openDatabase(path, MIGRATIONS)
    const { replica, folder: trees, search, transaction } = openDeviceState(database, newWorld())
    assert.deepEqual([...replica.base().values()], [asset])
    assert.equal(replica.view().asset(asset.id)?.caption, 'mine')
    assert.equal(replica.view().asset(asset.id)?.state, 'trashed')
    const batch = await replica.nextBatch()
    assert.deepEqual(
      [batch?.next, batch?.nonce, batch?.mutations.map(({ n, op }) => [n, op])],
      ['f'.repeat(32), 'e'.repeat(32), [[7, 'setCaption']]],
    )
    transaction(() => replica.queue({ op: 'restore', args: { assetId: asset.id } }, null))
    assert.deepEqual(
      replica.mutations().map(({ n }) => n),
      [7, 8, 9],
    )
    assert.deepEqual(trees.agreed(), [{ path: 'a.jpg', assetId: asset.id, sha256: asset.primarySha256 }])
    assert.equal(search.dueCount(), 1)
    await replica.stage({ changes: [] }, { first: true, fresh: false })
    await replica.adopt({ epoch: 1, seq: 9 }, 0)
    assert.deepEqual([...replica.base().keys()], [asset.id])
    database.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
