import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Intent } from '@rollcall/protocol'
import fc from 'fast-check'
import { converge } from '../client/converge.ts'
import { createMemoryFeedServer } from '../test-kit/memory-feed-server.ts'
import type { MemoryReplica } from '../test-kit/memory-replica.ts'
import { createMemoryReplica } from '../test-kit/memory-replica.ts'
import { sampleAsset, sampleAssetId } from '../test-kit/sample-asset.ts'
import { sampleBatchId } from '../test-kit/journal-library.ts'

const recordsOf = (replica: MemoryReplica) =>
  [...replica.baseRecords().values()].toSorted((one, other) => one.seq - other.seq)

test('replicas keep the same rows of the journal as the server and as a device that begins afresh', async () => {
  const step = fc.record({
    who: fc.nat(2),
    mark: fc.integer({ min: 1, max: 4 }),
    batch: fc.nat(9),
    isSent: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(step, { maxLength: 25 }),
      async (batchesKept, steps) => {
        let reader: MemoryReplica | null = null
        const assets = [1, 2, 3, 4].map((mark) => sampleAsset(mark))
        const server = createMemoryFeedServer(assets, {
          batchesKept,
          clientId: () => (reader ?? createMemoryReplica()).clientId(),
        })
        const replicas = [1, 2, 3].map((mark) => createMemoryReplica({ mark, batchesKept }))
        const sync = async (replica: MemoryReplica) => {
          reader = replica
          assert.ok((await converge(replica, server)).ok)
        }
        for (const { who, mark, batch, isSent } of steps) {
          const replica = replicas[who]
          assert.ok(replica)
          const named = { batch: { id: sampleBatchId(batch), undoes: null } }
          const args = { assetId: sampleAssetId(mark), value: `${batch}` }
          const intent: Intent = { op: 'setCaption', args, ...(batch === 0 ? {} : named) }
          replica.queue(intent)
          if (isSent) await sync(replica)
        }
        const fresh = createMemoryReplica({ mark: 9, batchesKept })
        for (const replica of [...replicas, fresh, ...replicas]) await sync(replica)
        const held = server.library().records.recordsIn('batch:')
        assert.ok(held.length <= batchesKept)
        for (const replica of [...replicas, fresh])
          assert.deepEqual(
            recordsOf(replica),
            [...held].toSorted((one, other) => one.seq - other.seq),
          )
      },
    ),
    { numRuns: 200 },
  )
})
