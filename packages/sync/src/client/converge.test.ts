import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset, AssetId, Intent, Outcome, Problem } from '@rollcall/protocol'
import { problem, refused } from '@rollcall/protocol'
import fc from 'fast-check'
import { createMemoryFeedServer } from '../test-kit/memory-feed-server.ts'
import type { MemoryReplica } from '../test-kit/memory-replica.ts'
import { createMemoryReplica } from '../test-kit/memory-replica.ts'
import { sampleAsset, sampleAssetId, sampleClientId } from '../test-kit/sample-asset.ts'
import { converge } from './converge.ts'
import type { FeedServer } from './replica.ts'

const caption = (mark: number, value: string): Intent => ({
  op: 'setCaption',
  args: { assetId: sampleAssetId(mark), value },
})

const assets = (count: number) => Array.from({ length: count }, (_, index) => sampleAsset(index + 1))

function setUp({ count = 7, limit = 3, batchMax = 2 } = {}) {
  const replica = createMemoryReplica({ batchMax })
  const server = createMemoryFeedServer(assets(count), { limit, clientId: replica.clientId })
  return { replica, server }
}

function byId(rows: Iterable<readonly [AssetId, Asset]>): unknown {
  return Object.fromEntries([...rows].toSorted(([one], [other]) => one.localeCompare(other)))
}

/** The code of a refusal; fails the test on an answer. */
function codeOf(outcome: Outcome<unknown, Problem>): string {
  assert.ok(!outcome.ok)
  return outcome.refusal.code
}

test('converge() reads an empty replica to the head, in pages that are adopted once', async () => {
  const { replica, server } = setUp()
  assert.deepEqual(await converge(replica, server), { ok: true, value: { moved: true } })
  assert.deepEqual(byId(replica.base()), byId(server.library().assets))
  assert.deepEqual(await replica.cursor(), { epoch: 1, seq: 7 })
  assert.deepEqual(replica.counts, { stage: 3, adopt: 1, renewClient: 0 })
  assert.deepEqual(await converge(replica, server), { ok: true, value: { moved: false } })
})

test('[S23] converge() sends the outbox batch by batch, in order, and trims what is confirmed', async () => {
  const { replica, server } = setUp({ batchMax: 2 })
  for (const value of ['a', 'b', 'c', 'd', 'e']) replica.queue(caption(1, value))
  assert.ok((await converge(replica, server)).ok)
  assert.equal(server.library().asset(sampleAssetId(1))?.caption, 'e')
  assert.equal(server.lastMutation(replica.clientId()), 5)
  assert.equal(replica.outboxLength(), 0)
  assert.deepEqual(byId(replica.base()), byId(server.library().assets))
})

test('[S31] converge() keeps the outcome of what the server refuses for good, and goes on', async () => {
  const { replica, server } = setUp()
  replica.queue(caption(99, 'nobody'))
  replica.queue(caption(1, 'somebody'))
  assert.ok((await converge(replica, server)).ok)
  assert.deepEqual(
    replica.settled.map(({ kind }) => kind),
    ['refused', 'applied'],
  )
  assert.equal(replica.outboxLength(), 0)
})

test('[S20] converge() adopts no pages before one is complete, however the reading ends', async () => {
  const { replica, server } = setUp({ count: 9, limit: 2 })
  let pages = 0
  const breaking: FeedServer = {
    push: server.push,
    changes: (cursor) => (++pages === 3 ? Promise.reject(new Error('line cut')) : server.changes(cursor)),
  }
  await assert.rejects(converge(replica, breaking), /line cut/)
  assert.equal(replica.base().size, 0)
  assert.equal(await replica.cursor(), null)
  assert.equal(replica.counts.adopt, 0)
  assert.ok((await converge(replica, server)).ok)
  assert.deepEqual(byId(replica.base()), byId(server.library().assets))
})

test('[R11] [S21] converge() reads the feed from its beginning in a new epoch, and keeps the outbox', async () => {
  const { replica, server } = setUp({ count: 5 })
  await converge(replica, server)
  replica.queue(caption(1, 'kept'))
  server.restoreBackup(assets(3))
  assert.deepEqual(await converge(replica, server), { ok: true, value: { moved: true } })
  assert.equal((await replica.cursor())?.epoch, server.epoch())
  assert.equal(server.library().asset(sampleAssetId(1))?.caption, 'kept')
  assert.deepEqual(
    byId(replica.base()),
    byId(server.library().assets),
    'what the backup does not hold is gone',
  )
  assert.equal(replica.outboxLength(), 0)
})

test('[S26] converge() lets nobody delete for good what a restored server was told of since', async () => {
  const { replica, server } = setUp()
  await converge(replica, server)
  replica.queue({ op: 'trash', args: { assetId: sampleAssetId(1), source: 'explicit' } })
  await converge(replica, server)
  replica.queue({ op: 'deleteForGood', args: { assetId: sampleAssetId(1) } })
  const titled = { seq: 3, editedAt: 0, clientId: sampleClientId(9) }
  const trashed = { state: 'trashed', trashedAt: 0, trashedBy: 'another' } as const
  server.restoreBackup([sampleAsset(1, { ...trashed, seq: 3, title: 'kept', edits: { title: titled } })])
  assert.ok((await converge(replica, server)).ok)
  const last = replica.settled.at(-1)
  assert.equal(last?.kind === 'refused' && last.code, 'changed_since')
  assert.equal(server.library().asset(sampleAssetId(1))?.state, 'trashed')
})

test('[S26] converge() says again what a server that was set back has forgotten and the base never showed', async () => {
  const { replica, server } = setUp({ count: 5, limit: 1 })
  await converge(replica, server)
  replica.queue(caption(1, 'decided'))
  replica.queue(caption(2, 'decided too'))
  replica.queue(caption(3, 'decided as well'))
  const cut: FeedServer = { ...server, changes: async () => Promise.reject(new Error('line cut')) }
  await assert.rejects(converge(replica, cut), /line cut/)
  assert.deepEqual(
    replica.settled.map(({ kind }) => kind),
    ['applied', 'applied'],
  )
  server.restoreBackup(assets(5))
  assert.ok((await converge(replica, server)).ok)
  const captions = [1, 2, 3].map((mark) => server.library().asset(sampleAssetId(mark))?.caption)
  assert.deepEqual(captions, ['decided', 'decided too', 'decided as well'])
  assert.equal(replica.outboxLength(), 0)
})

test('[S26] converge() has nothing done twice that a server in a new epoch still knows', async () => {
  const { replica, server } = setUp({ count: 5, limit: 1 })
  await converge(replica, server)
  replica.queue(caption(1, 'decided'))
  replica.queue(caption(2, 'decided too'))
  const cut: FeedServer = { ...server, changes: async () => Promise.reject(new Error('line cut')) }
  await assert.rejects(converge(replica, cut), /line cut/)
  server.breakEpoch()
  const before = server.library().headSeq()
  assert.ok((await converge(replica, server)).ok)
  assert.equal(server.library().headSeq(), before)
  assert.equal(replica.counts.renewClient, 0)
  assert.equal(replica.outboxLength(), 0)
})

test('[R11] [S21] converge() reads the feed from its beginning when it no longer reaches back', async () => {
  const { replica, server } = setUp({ count: 5, limit: 9 })
  await converge(replica, server)
  const other = createMemoryReplica({ mark: 2 })
  for (const mark of [1, 2, 3]) other.queue(caption(mark, 'moved on'))
  await converge(other, server)
  server.prune(8)
  replica.queue(caption(4, 'kept'))
  assert.ok((await converge(replica, server)).ok)
  assert.deepEqual(byId(replica.base()), byId(server.library().assets))
  assert.equal(replica.outboxLength(), 0)
})

test('[R12] [S33] converge() takes a new client id when a clone has pushed, and sends again what was not decided', async () => {
  const { replica, server } = setUp()
  replica.queue(caption(1, 'first'))
  await converge(replica, server)
  const clientId = replica.clientId()
  // The clone pushes under the same id and leaves a token that this replica has never seen.
  await server.push({
    clientId,
    nonce: '00000000000000000000000000001001',
    next: 'f'.repeat(32),
    base: null,
    mutations: [
      {
        op: 'setCaption',
        args: { assetId: sampleAssetId(2), value: 'of the clone' },
        n: 2,
        baseSeq: 0,
        ageMs: 0,
      },
    ],
  })
  replica.queue(caption(3, 'of the original'))
  assert.ok((await converge(replica, server)).ok)
  assert.equal(replica.counts.renewClient, 1)
  assert.notEqual(replica.clientId(), clientId)
  assert.equal(server.library().asset(sampleAssetId(2))?.caption, 'of the clone')
  assert.equal(server.library().asset(sampleAssetId(3))?.caption, 'of the original')
  assert.equal(replica.outboxLength(), 0)
})

test('[R11] [S33] converge() sends also what was decided by a server that was set back before anything of it was read', async () => {
  const { replica, server } = setUp({ count: 5, limit: 1 })
  replica.queue(caption(1, 'decided'))
  const cut: FeedServer = { ...server, changes: async () => Promise.reject(new Error('line cut')) }
  await assert.rejects(converge(replica, cut), /line cut/)
  assert.equal(replica.settled.length, 1)
  server.restoreBackup(assets(5))
  // A device that has read nothing cannot show that the server is another: only the token of its next push does.
  replica.queue(caption(2, 'said since'))
  assert.ok((await converge(replica, server)).ok)
  assert.equal(replica.counts.renewClient, 1)
  const captions = [1, 2].map((mark) => server.library().asset(sampleAssetId(mark))?.caption)
  assert.deepEqual(captions, ['decided', 'said since'])
  assert.equal(replica.outboxLength(), 0)
})

test('[R12] [S33] converge() does not send again what the server still knows as decided, when a clone has pushed', async () => {
  const { replica, server } = setUp({ count: 5, limit: 1 })
  replica.queue(caption(1, 'decided'))
  const cut: FeedServer = { ...server, changes: async () => Promise.reject(new Error('line cut')) }
  await assert.rejects(converge(replica, cut), /line cut/)
  const clone = { clientId: replica.clientId(), nonce: '00000000000000000000000000001001', base: null }
  assert.ok((await server.push({ ...clone, next: 'f'.repeat(32), mutations: [] })).ok)
  replica.queue(caption(2, 'said since'))
  assert.ok((await converge(replica, server)).ok)
  assert.equal(replica.counts.renewClient, 1)
  const marks = [1, 2].map((mark) => server.library().asset(sampleAssetId(mark))?.edits.caption?.clientId)
  assert.deepEqual(marks, [clone.clientId, replica.clientId()])
  assert.equal(replica.outboxLength(), 0)
})

test('[R12] [S31] converge() sends the same batch again when an answer was lost, and it is done once', async () => {
  const { replica, server } = setUp()
  let isLost = true
  const losing: FeedServer = {
    changes: server.changes,
    push: async (request) => {
      const answer = await server.push(request)
      if (!isLost) return answer
      isLost = false
      throw new Error('line cut')
    },
  }
  for (const value of ['a', 'b']) replica.queue(caption(1, value))
  await assert.rejects(converge(replica, losing), /line cut/)
  replica.queue(caption(1, 'c'))
  assert.ok((await converge(replica, losing)).ok)
  assert.deepEqual(
    replica.settled.map(({ kind }) => kind),
    ['applied', 'applied', 'applied'],
  )
  // Three captions in two pushes, after each of which the row of the journal moves.
  assert.equal(server.library().headSeq(), 12)
  assert.equal(server.library().asset(sampleAssetId(1))?.caption, 'c')
})

test('[S24] converge() starts again only a few times, and then hands the refusal on', async () => {
  for (const code of ['epoch_changed', 'cursor_expired', 'client_forked', 'mutation_gap'] as const) {
    const { replica } = setUp()
    replica.queue(caption(1, 'kept'))
    let asked = 0
    const contrary = async () => {
      asked++
      return refused(problem(code))
    }
    assert.equal(codeOf(await converge(replica, { push: contrary, changes: contrary })), code)
    assert.ok(asked <= 5, `asked ${asked} times`)
    assert.equal(replica.outboxLength(), 1)
  }
})

test('converge() hands on at once what starting again would not mend', async () => {
  const { replica } = setUp()
  let asked = 0
  const refusing = async () => {
    asked++
    return refused(problem('auth_expired'))
  }
  assert.equal(codeOf(await converge(replica, { push: refusing, changes: refusing })), 'auth_expired')
  assert.equal(asked, 1)
})

test('[S24] converge() does not wait for ever on a feed that stands still', async () => {
  const { replica, server } = setUp({ count: 7, limit: 3 })
  const page = await server.changes(null)
  await assert.rejects(converge(replica, { push: server.push, changes: async () => page }), /stands still/)
  assert.equal(replica.counts.adopt, 0)
})

test('converge() brings several replicas to one state, whatever is lost on the way', async () => {
  const step = fc.record({
    who: fc.nat({ max: 2 }),
    act: fc.constantFrom('edit', 'converge', 'lose request', 'lose answer', 'lose page', 'restore backup'),
    mark: fc.integer({ min: 1, max: 4 }),
    value: fc.constantFrom('a', 'b', 'c'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const replicas = [1, 2, 3].map((mark) => createMemoryReplica({ mark, batchMax: 2 }))
      let reader = replicas[0] as MemoryReplica
      const server = createMemoryFeedServer(assets(4), { limit: 2, clientId: () => reader.clientId() })
      for (const { who, act, mark, value } of steps) {
        reader = replicas[who] as MemoryReplica
        if (act === 'edit') reader.queue(caption(mark, value))
        else if (act === 'restore backup') server.restoreBackup(assets(4))
        else await converge(reader, act === 'converge' ? server : lossy(server, act)).catch(() => undefined)
      }
      for (const replica of [...replicas, ...replicas]) {
        reader = replica
        assert.ok((await converge(replica, server)).ok)
      }
      for (const replica of replicas) {
        assert.deepEqual(byId(replica.base()), byId(server.library().assets))
        assert.equal(replica.outboxLength(), 0)
      }
    }),
    { numRuns: 200 },
  )
})

function lossy(server: FeedServer, what: 'lose request' | 'lose answer' | 'lose page'): FeedServer {
  const lose = async (): Promise<never> => {
    throw new Error('line cut')
  }
  if (what === 'lose page') return { push: server.push, changes: lose }
  return {
    changes: server.changes,
    push: async (request) => {
      if (what === 'lose answer') await server.push(request)
      return lose()
    },
  }
}
