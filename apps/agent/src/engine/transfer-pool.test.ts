import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sha256 } from '@rollcall/protocol'
import type { RollEntry } from '@rollcall/sync'
import { createTransferPool } from './transfer-pool.ts'

function entry(key: string, sha256 = key): RollEntry {
  const item = { key, path: key, sha256: sha256 as Sha256, bytes: 1, standing: { kind: 'changing' } as const }
  const because = [{ code: 'queued', facts: {}, nextTry: null, until: null }] as const
  return {
    item,
    attempt: null,
    active: null,
    grant: 'none',
    room: 'original',
    isLeased: false,
    decision: { action: 'upload', state: 'waiting', because },
  }
}

/** A pool whose moves end when the test says so. */
function setUp() {
  const moves = new Map<
    string,
    { resolve: () => void; reject: (error: Error) => void; onBytes: (bytes: number) => void }
  >()
  const started: string[] = []
  let ends = 0
  const pool = createTransferPool(
    ({ item }, onBytes) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      started.push(item.key)
      moves.set(item.key, { resolve, reject, onBytes })
      return promise
    },
    () => ends++,
  )
  const end = async (key: string) => {
    const ended = pool.nextEnd()
    moves.get(key)?.resolve()
    await ended
  }
  return { pool, started, moves, end, ends: () => ends }
}

test('createTransferPool() runs a few transfers at once, and the next as one ends', async () => {
  const { pool, started, end, ends } = setUp()
  pool.plan(['a', 'b', 'c', 'd', 'e', 'f'].map((key) => entry(key)))
  assert.deepEqual(started, ['a', 'b', 'c', 'd'])
  await end('b')
  assert.deepEqual(started, ['a', 'b', 'c', 'd', 'e'])
  assert.equal(ends(), 1)
  assert.deepEqual([...pool.active.keys()].toSorted(), ['a', 'c', 'd', 'e'])
})

test('createTransferPool() never moves the same bytes twice at once', () => {
  const { pool, started } = setUp()
  pool.plan([entry('a', 'same'), entry('copy of a', 'same'), entry('b')])
  assert.deepEqual(started, ['a', 'b'])
  pool.plan([entry('a', 'same')])
  assert.deepEqual(started, ['a', 'b'])
})

test('createTransferPool() replaces its plan and lets go on what is under way', async () => {
  const { pool, started, end } = setUp()
  pool.plan(['a', 'b', 'c', 'd', 'e', 'f'].map((key) => entry(key)))
  pool.plan([entry('z')])
  await end('a')
  assert.deepEqual(started, ['a', 'b', 'c', 'd', 'z'])
})

test('createTransferPool() tells how far each transfer is', () => {
  const { pool, moves } = setUp()
  pool.plan([entry('a')])
  assert.deepEqual(pool.active.get('a'), { bytesDone: 0 })
  moves.get('a')?.onBytes(77)
  assert.deepEqual(pool.active.get('a'), { bytesDone: 77 })
})

test('createTransferPool() throws a bug of a transfer where it is seen, and goes on with the others', async () => {
  const { pool, moves, started } = setUp()
  pool.plan(['a', 'b', 'c', 'd', 'e'].map((key) => entry(key)))
  pool.rethrow()
  const ended = pool.nextEnd()
  moves.get('a')?.reject(new Error('a bug'))
  await ended
  assert.throws(() => pool.rethrow(), /a bug/)
  assert.ok(started.includes('e'))
})

test('nextEnd() resolves at once when nothing is under way', async () => {
  const { pool } = setUp()
  await pool.nextEnd()
})

test('createTransferPool() does not take a late word for a transfer under way', async () => {
  const { pool, started, moves, end } = setUp()
  pool.plan([entry('a')])
  const late = moves.get('a')?.onBytes
  await end('a')
  late?.(77)
  assert.equal(pool.active.size, 0)
  pool.plan([entry('a')])
  assert.deepEqual(started, ['a', 'a'])
})
