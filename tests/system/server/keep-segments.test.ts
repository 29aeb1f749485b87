import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepSegments } from '@rollcall/server'
import { asset } from '../../contracts/store-rows.ts'
import type { TestServer } from './server-harness.ts'
import { startServer } from './server-harness.ts'

/** Runs rounds over a library of some photos, `between` two of which something happens; answers whether there are segments after each. */
async function segmentsByRound(
  count: number,
  between: (round: number, addPhoto: () => Promise<void>) => Promise<void>,
): Promise<readonly boolean[]> {
  await using server: TestServer = await startServer()
  await server.addAccount('anna')
  const { libraryId } = await server.signIn('anna')
  const { store, bootstrap, log } = server.ports
  assert.ok(bootstrap !== undefined)
  const addPhoto = () =>
    store.write(libraryId, (writer) => writer.putAsset(asset(writer.nextNo(), { seq: writer.nextSeq() })))
  await addPhoto()
  const stop = new AbortController()
  const rounds: boolean[] = []
  const sleep = async () => {
    rounds.push((await store.read(libraryId, (reader) => reader.segments())).length > 0)
    if (rounds.length === count) stop.abort()
    else await between(rounds.length, addPhoto)
  }
  await keepSegments({ store, bootstrap, log, clock: { sleep } }, stop.signal)
  return rounds
}

test('keepSegments() builds what a new device begins with once a library rests, before anybody asks', async () => {
  assert.deepEqual(await segmentsByRound(3, async () => undefined), [false, true, true])
  // Nothing is built while it is added to, and then all of it.
  const rounds = await segmentsByRound(5, async (round, addPhoto) => {
    if (round < 4) await addPhoto()
  })
  assert.deepEqual(rounds, [false, false, false, false, true])
})

test('keepSegments() does not wait for ever for a library that never rests', async () => {
  const rounds = await segmentsByRound(16, async (_, addPhoto) => await addPhoto())
  assert.deepEqual(rounds.slice(0, 15), [...Array(14).fill(false), true])
})
