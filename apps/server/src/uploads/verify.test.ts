import assert from 'node:assert/strict'
import { chmod, rm, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { LibraryId, VerifyLine } from '@rollcall/protocol'
import { DiskFailure } from '@rollcall/sync'
import { findMissing } from './find-missing.ts'
import { takeBlob } from './take-blob.ts'
import type { UploadTrial } from './upload-trial.ts'
import { addAsset, bodyOf, hash, photo, valueOf, withTrial } from './upload-trial.ts'
import { verifyLibrary } from './verify.ts'

const ONE = photo(10_000, 1)
const TWO = photo(20_000, 2)
const NEVER = new AbortController().signal

test('[R4] verifyLibrary() reads everything again and moves the time of verification', () =>
  withTrial(async (trial) => {
    await take(trial, ONE, TWO)
    trial.setNow(1_800_000_000_000)
    const lines = await verify(trial)
    assert.deepEqual(lines.at(0), { kind: 'progress', checked: 0, of: 2, bytes: 0, bytesInAll: 30_000 })
    assert.deepEqual(lines.at(-1), {
      kind: 'summary',
      checked: 2,
      bytes: 30_000,
      failures: 0,
      milliseconds: 0,
    })
    assert.deepEqual(await rowOf(trial, ONE), {
      ...(await rowOf(trial, ONE)),
      state: 'durable',
      verifiedAt: 1_800_000_000_000,
    })
    assert.deepEqual(trial.pokes, [])
  }))

test('[R4] verifyLibrary() names what is changed or missing, and takes back the word durable', () =>
  withTrial(async (trial) => {
    await take(trial, ONE, TWO)
    const assetId = await addAsset(trial.store, trial.libraryId, ONE, 'IMG_1.JPG')
    await spoil(trial, ONE)
    await rm(pathOf(trial, TWO))
    const failures = (await verify(trial)).filter((line) => line.kind === 'failure')
    const expected = [
      {
        kind: 'failure',
        sha256: hash(ONE),
        bytes: ONE.length,
        code: 'readback_mismatch',
        names: ['IMG_1.JPG'],
      },
      { kind: 'failure', sha256: hash(TWO), bytes: TWO.length, code: 'missing', names: [] },
    ]
    assert.deepEqual(
      failures.toSorted((one, other) => one.bytes - other.bytes),
      expected,
    )
    assert.equal((await rowOf(trial, ONE))?.state, 'lost')
    const asset = await trial.store.read(trial.libraryId, (reader) => reader.asset(assetId))
    assert.deepEqual([asset?.seq, asset?.resources[0]?.state], [2, 'lost'])
    assert.deepEqual(
      trial.pokes.map((poke) => poke.head),
      [2],
    )
    assert.deepEqual(await trial.usage(), [0, 0])
    // A second run tells of them again and changes nothing.
    assert.equal((await verify(trial)).filter((line) => line.kind === 'failure').length, 2)
    assert.equal(trial.pokes.length, 1)
  }))

test('verifyLibrary() finds whole again what an administrator has put back', () =>
  withTrial(async (trial) => {
    await take(trial, ONE)
    const assetId = await addAsset(trial.store, trial.libraryId, ONE, 'IMG_1.JPG')
    await rm(pathOf(trial, ONE))
    await verify(trial)
    await writeFile(pathOf(trial, ONE), ONE)
    assert.equal((await verify(trial)).at(-1)?.kind, 'summary')
    assert.equal((await rowOf(trial, ONE))?.state, 'durable')
    const asset = await trial.store.read(trial.libraryId, (reader) => reader.asset(assetId))
    assert.deepEqual([asset?.seq, asset?.resources[0]?.state], [3, 'present'])
    assert.deepEqual(await trial.usage(), [ONE.length, 0])
  }))

test('verifyLibrary() takes the word back in every library that names the same bytes', () =>
  withTrial(async (trial) => {
    const other = await trial.addLibrary(null)
    await take(trial, ONE)
    await takeInto(trial, other, ONE)
    await spoil(trial, ONE)
    await verify(trial)
    assert.equal((await trial.store.read(other, (reader) => reader.blob(hash(ONE))))?.state, 'lost')
  }))

test('verifyLibrary() marks nothing when the whole store is gone', () =>
  withTrial(async (trial) => {
    await take(trial, ONE)
    await rm(`${trial.root}/blobs`, { recursive: true })
    await assert.rejects(verify(trial), DiskFailure)
    await assert.rejects(findMissing(trial.ports, { signal: NEVER }), DiskFailure)
    assert.equal((await rowOf(trial, ONE))?.state, 'durable')
  }))

test('verifyLibrary() does not mark what was sent again while it looked', () =>
  withTrial(async (trial) => {
    await take(trial, ONE)
    await spoil(trial, ONE)
    const blobs = {
      ...trial.blobs,
      check: async () => {
        await trial.blobs.store(hash(ONE), ONE.length, bodyOf(ONE))
        await trial.store.write(trial.libraryId, (writer) =>
          writer.putBlob({
            sha256: hash(ONE),
            bytes: ONE.length,
            state: 'durable',
            verifiedAt: 1_700_000_000_001,
          }),
        )
        return 'readback_mismatch' as const
      },
    }
    for await (const line of verifyLibrary({ ...trial.ports, blobs }, trial.libraryId, { signal: NEVER }))
      void line
    assert.equal((await rowOf(trial, ONE))?.state, 'durable')
  }))

test('verifyLibrary() tells progress at most five times a second', () =>
  withTrial(async (trial) => {
    await take(trial, ...Array.from({ length: 12 }, (_, seed) => photo(100, seed + 10)))
    let now = 0
    const clock = { ...trial.ports.clock, monotonic: () => (now += 100) }
    const lines: VerifyLine[] = []
    for await (const line of verifyLibrary({ ...trial.ports, clock }, trial.libraryId, { signal: NEVER }))
      lines.push(line)
    assert.equal(lines.filter((line) => line.kind === 'progress').length, 7)
  }))

test('verifyLibrary() pages through more blobs than fit one page', () =>
  withTrial(async (trial) => {
    await trial.store.write(trial.libraryId, (writer) => {
      for (let seed = 0; seed < 401; seed++) {
        writer.putBlob({ sha256: hash(photo(4, seed)), bytes: 4, state: 'durable', verifiedAt: 1 })
      }
    })
    const blobs = { ...trial.blobs, check: async () => 'intact' as const }
    let last: VerifyLine | null = null
    for await (const line of verifyLibrary({ ...trial.ports, blobs }, trial.libraryId, { signal: NEVER }))
      last = line
    const distinct = new Set(Array.from({ length: 401 }, (_, seed) => hash(photo(4, seed)))).size
    assert.ok(distinct > 200)
    assert.deepEqual(last, {
      kind: 'summary',
      checked: distinct,
      bytes: distinct * 4,
      failures: 0,
      milliseconds: 0,
    })
  }))

test('verifyLibrary() ends without a summary when it is stopped', () =>
  withTrial(async (trial) => {
    await take(trial, ONE)
    const stop = new AbortController()
    stop.abort()
    assert.deepEqual(
      (await verify(trial, stop.signal)).map((line) => line.kind),
      ['progress'],
    )
  }))

test('findMissing() marks what is gone or has another length, without reading', () =>
  withTrial(async (trial) => {
    const three = photo(30_000, 3)
    await take(trial, ONE, TWO, three)
    await rm(pathOf(trial, ONE))
    await chmod(pathOf(trial, TWO), 0o644)
    await writeFile(pathOf(trial, TWO), TWO.subarray(1))
    await spoil(trial, three)
    assert.equal(await findMissing(trial.ports, { signal: NEVER }), 2)
    assert.equal(await findMissing(trial.ports, { signal: NEVER }), 0)
    assert.deepEqual(
      [
        (await rowOf(trial, ONE))?.state,
        (await rowOf(trial, TWO))?.state,
        (await rowOf(trial, three))?.state,
      ],
      ['lost', 'lost', 'durable'],
    )
  }))

async function verify({ ports, libraryId }: UploadTrial, signal = NEVER): Promise<VerifyLine[]> {
  const lines: VerifyLine[] = []
  for await (const line of verifyLibrary(ports, libraryId, { signal })) lines.push(line)
  return lines
}

async function take(trial: UploadTrial, ...photos: readonly Uint8Array[]): Promise<void> {
  for (const bytes of photos) await takeInto(trial, trial.libraryId, bytes)
}

async function takeInto({ ports }: UploadTrial, libraryId: LibraryId, bytes: Uint8Array): Promise<void> {
  valueOf(await takeBlob(ports, { libraryId, sha256: hash(bytes), bytes: bytes.length, body: bodyOf(bytes) }))
}

/** Other bytes of the same length, as a failing disk leaves them. */
async function spoil(trial: UploadTrial, bytes: Uint8Array): Promise<void> {
  await rm(pathOf(trial, bytes))
  await writeFile(pathOf(trial, bytes), photo(bytes.length, 99))
}

function pathOf({ root }: UploadTrial, bytes: Uint8Array): string {
  const sha256 = hash(bytes)
  return `${root}/blobs/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`
}

function rowOf({ store, libraryId }: UploadTrial, bytes: Uint8Array) {
  return store.read(libraryId, (reader) => reader.blob(hash(bytes)))
}
