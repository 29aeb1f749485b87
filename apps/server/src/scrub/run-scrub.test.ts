import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sha256 } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import { silentLog } from '../log/silent-log.ts'
import type { UploadTrial } from '../uploads/upload-trial.ts'
import { hash, withTrial } from '../uploads/upload-trial.ts'
import { SCRUB_AFTER_MS } from './scrub-due.ts'
import { runScrub } from './run-scrub.ts'

const PHOTO = new Uint8Array(3_000_000).fill(7)

/** A clock on which nothing takes time but sleep; `onSleep` hears how long somebody sleeps. */
function clockAt(start: number, onSleep: (milliseconds: number) => void): Clock {
  let passed = 0
  return {
    now: () => start + passed,
    monotonic: () => passed,
    bootId: 'test',
    sleep: async (milliseconds) => {
      passed += milliseconds
      onSleep(milliseconds)
    },
  }
}

/** Stores the photo as durable, and as read for the last time at the beginning of all time. */
async function keepUnread({ store, blobs, libraryId }: UploadTrial): Promise<Sha256> {
  const sha256 = hash(PHOTO)
  const body = (async function* () {
    yield PHOTO
  })()
  assert.ok((await blobs.store(sha256, PHOTO.length, body)).ok)
  const row = { sha256, bytes: PHOTO.length, state: 'durable', verifiedAt: 0 } as const
  await store.write(libraryId, (writer) => writer.putBlob(row))
  return sha256
}

test('runScrub() reads slowly, while nobody asks, and goes on for ever', () =>
  withTrial(async (trial) => {
    const { ports, store, libraryId } = trial
    const sha256 = await keepUnread(trial)
    const stop = new AbortController()
    const slept: number[] = []
    const clock = clockAt(SCRUB_AFTER_MS, (milliseconds) => {
      slept.push(milliseconds)
      if (slept.length === 4) stop.abort()
    })
    // Somebody asks for something once, just before the first batch.
    const quiet = [0, 60_000]
    const quietMs = () => quiet.shift() ?? 60_000
    await runScrub({ ...ports, clock, log: silentLog }, stop.signal, { quietMs })
    const [pause, alone, ...looks] = slept
    assert.deepEqual([pause, alone], [3000, 2000], 'a megabyte a second, and not while people wait')
    assert.equal(new Set(looks).size, 1, 'then it only looks from time to time')
    const read = await store.read(libraryId, (reader) => reader.blob(sha256))
    assert.ok(read && read.verifiedAt >= SCRUB_AFTER_MS)
  }))

test('runScrub() does not wait for quiet for ever', () =>
  withTrial(async (trial) => {
    const { ports, store, libraryId } = trial
    const sha256 = await keepUnread(trial)
    const stop = new AbortController()
    const clock = clockAt(SCRUB_AFTER_MS, (milliseconds) => {
      if (milliseconds > 60_000) stop.abort()
    })
    await runScrub({ ...ports, clock, log: silentLog }, stop.signal, { quietMs: () => 0 })
    const read = await store.read(libraryId, (reader) => reader.blob(sha256))
    assert.ok(read && read.verifiedAt > SCRUB_AFTER_MS)
  }))
