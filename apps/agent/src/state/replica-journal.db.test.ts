import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Batch, BatchId, ClientId, FeedPage } from '@rollcall/protocol'
import { openDatabase } from '@rollcall/platform-node'
import { batchesIn } from '@rollcall/sync'
import { createTestClock, createTestRandom } from '../test-kit/test-clock.ts'
import type { DeviceState } from './device-state.ts'
import { openDeviceState } from './device-state.ts'
import { MIGRATIONS } from './schema.ts'
import { SAMPLE_DEVICE_ID } from '../test-kit/sample-device-id.ts'

/** A device that keeps three rows of the journal. */
function openDevice() {
  const database = openDatabase(':memory:', MIGRATIONS)
  const open = () =>
    openDeviceState(database, {
      clock: createTestClock(),
      random: createTestRandom(),
      deviceId: SAMPLE_DEVICE_ID,
      deviceName: 'this device',
      batchesKept: 3,
    })
  return { open, [Symbol.dispose]: () => database.close() }
}

function batch(firstSeq: number, seq = firstSeq): Batch {
  const key = firstSeq.toString(16).padStart(32, '0')
  return {
    kind: 'batch',
    key,
    seq,
    batchId: key as BatchId,
    firstSeq,
    clientId: 'c'.repeat(32) as ClientId,
    deviceName: 'iPad',
    startedAt: 0,
    endedAt: 0,
    undoes: null,
    counts: {},
    created: [],
    changes: [],
  }
}

async function adopt({ replica }: DeviceState, batches: readonly Batch[], fresh = false): Promise<void> {
  const changes = batches.map((record) => ({ kind: 'record', record }) as const)
  const page: FeedPage = { epoch: 1, from: '1.0', to: '1.9', complete: true, lastMutation: 0, changes }
  await replica.stage(page, { first: true, fresh })
  await replica.adopt({ epoch: 1, seq: 9 }, 0)
}

const kept = ({ replica }: DeviceState) => batchesIn(replica.baseRecords()).map(({ firstSeq }) => firstSeq)

test('adopt() keeps the newest rows of the journal, in memory and on the disk, whatever order they came in', async () => {
  using device = openDevice()
  const state = device.open()
  assert.deepEqual(kept(state), [])
  await adopt(state, [batch(5), batch(2)])
  await adopt(state, [batch(7)])
  assert.deepEqual(kept(state), [2, 5, 7])
  await adopt(state, [batch(6), batch(5, 9)])
  assert.deepEqual(kept(state), [5, 6, 7])
  assert.deepEqual(kept(device.open()), [5, 6, 7])
  await adopt(state, [batch(1)])
  assert.deepEqual(kept(state), [5, 6, 7], 'what is older than all of them does not come back')
})

test('adopt() of a feed from its beginning keeps as many rows of the journal as any other', async () => {
  using device = openDevice()
  const state = device.open()
  await adopt(state, [batch(1), batch(2)])
  await adopt(state, [batch(8), batch(4), batch(3), batch(6)], true)
  assert.deepEqual(
    [kept(state), kept(device.open())],
    [
      [4, 6, 8],
      [4, 6, 8],
    ],
  )
})
