import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import type { UploadId, UploadState } from '@rollcall/protocol'
import { PART_BYTES, UPLOAD_EXPIRES_AFTER_MS } from '@rollcall/protocol'
import { completeUpload } from './complete-upload.ts'
import { dropUpload } from './drop-upload.ts'
import { expireUploads } from './expire-uploads.ts'
import { openUpload } from './open-upload.ts'
import { readUpload } from './read-upload.ts'
import { recover } from './recover.ts'
import { createReservations } from './reservations.ts'
import { takeBlob } from './take-blob.ts'
import { takePart } from './take-part.ts'
import type { UploadTrial } from './upload-trial.ts'
import { bodyOf, codeOf, declare, hash, photo, valueOf, withTrial } from './upload-trial.ts'

/** Two parts. */
const VIDEO = photo(PART_BYTES + 1_000, 1)
const OTHER = photo(VIDEO.length, 2)
const NOW = 1_700_000_000_000
const NOBODYS = '00112233445566778899aabbccddeeff' as UploadId

test('openUpload() reserves the room, and completeUpload() turns it into the charge', () =>
  withTrial(async (trial) => {
    const opened = await open(trial, VIDEO)
    assert.deepEqual(opened.missing, [0, 1])
    assert.equal(opened.expiresAt, NOW + UPLOAD_EXPIRES_AFTER_MS)
    assert.deepEqual(await trial.usage(), [0, VIDEO.length])
    assert.deepEqual((await sendPart(trial, opened.uploadId, 1)).missing, [0])
    assert.deepEqual((await sendPart(trial, opened.uploadId, 0)).missing, [])
    const durable = valueOf(await complete(trial, opened.uploadId))
    assert.deepEqual(durable, { durable: true, sha256: hash(VIDEO), bytes: VIDEO.length, verifiedAt: NOW })
    assert.deepEqual(await trial.usage(), [VIDEO.length, 0])
    assert.equal(await trial.blobs.check(hash(VIDEO), VIDEO.length), 'intact')
  }))

test('openUpload() again answers the upload that is open, and later that the original is durable', () =>
  withTrial(async (trial) => {
    const first = await open(trial, VIDEO)
    await sendPart(trial, first.uploadId, 0)
    const again = await open(trial, VIDEO)
    assert.equal(again.uploadId, first.uploadId)
    assert.deepEqual(again.missing, [1])
    assert.deepEqual(await trial.usage(), [0, VIDEO.length])
    await sendPart(trial, first.uploadId, 1)
    await complete(trial, first.uploadId)
    const { ports, libraryId } = trial
    const after = valueOf(await openUpload(ports, { libraryId, ...declare(VIDEO) }))
    assert.ok('durable' in after && after.sha256 === hash(VIDEO))
    assert.deepEqual(await trial.usage(), [VIDEO.length, 0])
  }))

test('[R16] openUpload() looks at no other library', () =>
  withTrial(async (trial) => {
    await sendAll(trial, VIDEO)
    const other = await trial.addLibrary(null)
    const opened = valueOf(await openUpload(trial.ports, { libraryId: other, ...declare(VIDEO) }))
    assert.ok('missing' in opened && opened.missing.length === 2)
  }))

test('openUpload() refuses parts that do not make up the bytes', () =>
  withTrial(async (trial) => {
    const { ports, libraryId } = trial
    const declared = declare(VIDEO)
    const wrong = await openUpload(ports, { libraryId, ...declared, parts: declared.parts.slice(1) })
    assert.equal(codeOf(wrong), 'size_mismatch')
  }))

test('[R8] openUpload() counts reservations and files on their way against the quota', () =>
  withTrial(async (trial) => {
    const { ports, libraryId } = trial
    await trial.setQuota(VIDEO.length + 1_000)
    await open(trial, VIDEO)
    assert.equal(codeOf(await openUpload(ports, { libraryId, ...declare(OTHER) })), 'quota_full')
    const small = photo(1_000, 3)
    assert.equal(codeOf(await takeSmall(trial, small)), 'accepted')
    assert.equal(codeOf(await takeSmall(trial, photo(1, 4))), 'quota_full')
    const huge = declare(photo(VIDEO.length + 1_001, 5))
    assert.equal(codeOf(await openUpload(ports, { libraryId, ...huge })), 'too_large_for_quota')
  }))

test('openUpload() leaves the room of single files on their way alone', () =>
  withTrial(async ({ ports, libraryId, setQuota }) => {
    await setQuota(VIDEO.length + 1_000)
    const letGo = ports.reservations.hold(libraryId, hash(OTHER), 1_001)
    assert.equal(codeOf(await openUpload(ports, { libraryId, ...declare(VIDEO) })), 'quota_full')
    letGo()
    assert.equal(codeOf(await openUpload(ports, { libraryId, ...declare(VIDEO) })), 'accepted')
  }))

test('openUpload() refuses what the volume cannot hold', () =>
  withTrial(
    async ({ ports, libraryId, usage }) => {
      assert.equal(codeOf(await openUpload(ports, { libraryId, ...declare(VIDEO) })), 'server_disk_full')
      assert.deepEqual(await usage(), [0, 0])
    },
    { freeBytes: 70_000_000 },
  ))

test('openUpload() with other parts for the same hash gives the old ones up', () =>
  withTrial(async (trial) => {
    const { ports, libraryId } = trial
    const lying = { ...declare(OTHER), sha256: hash(VIDEO) }
    const first = valueOf(await openUpload(ports, { libraryId, ...lying }))
    assert.ok('uploadId' in first)
    const second = await open(trial, VIDEO)
    assert.notEqual(second.uploadId, first.uploadId)
    assert.deepEqual(await trial.usage(), [0, VIDEO.length])
    assert.equal(codeOf(await readUpload(ports, { libraryId, uploadId: first.uploadId })), 'upload_expired')
  }))

test('takePart() is idempotent, and refuses what is not the part', () =>
  withTrial(async (trial) => {
    const { ports, libraryId } = trial
    const { uploadId } = await open(trial, VIDEO)
    const part = { libraryId, uploadId, part: 1, bytes: 1_000 }
    assert.equal(codeOf(await takePart(ports, { ...part, body: bodyOf(photo(1_000, 9)) })), 'digest_mismatch')
    assert.equal(codeOf(await takePart(ports, { ...part, body: bodyOf(photo(999, 9)) })), 'body_cut_short')
    assert.equal(
      codeOf(await takePart(ports, { ...part, bytes: 999, body: bodyOf(photo(999, 9)) })),
      'size_mismatch',
    )
    assert.equal(
      codeOf(await takePart(ports, { ...part, part: 2, body: bodyOf(photo(1_000, 9)) })),
      'not_found',
    )
    assert.deepEqual(valueOf(await readUpload(ports, { libraryId, uploadId })).missing, [0, 1])
    await sendPart(trial, uploadId, 1)
    const unread = { [Symbol.asyncIterator]: () => assert.fail('read the body') }
    assert.deepEqual(valueOf(await takePart(ports, { ...part, body: unread })).missing, [0])
  }))

test('takePart() prolongs the upload', () =>
  withTrial(async (trial) => {
    const { uploadId } = await open(trial, VIDEO)
    trial.setNow(NOW + UPLOAD_EXPIRES_AFTER_MS - 1)
    const { expiresAt } = await sendPart(trial, uploadId, 0)
    assert.equal(expiresAt, NOW + 2 * UPLOAD_EXPIRES_AFTER_MS - 1)
    assert.equal(await expireUploads(trial.ports), 0)
    trial.setNow(expiresAt)
    const { ports, libraryId } = trial
    assert.equal(codeOf(await readUpload(ports, { libraryId, uploadId })), 'upload_expired')
  }))

test('takePart() of an upload that ended while the part was on its way leaves nothing', () =>
  withTrial(async (trial) => {
    const { ports, libraryId } = trial
    const { uploadId } = await open(trial, VIDEO)
    async function* slow() {
      await dropUpload(ports, { libraryId, uploadId })
      yield VIDEO.subarray(PART_BYTES)
    }
    assert.equal(
      codeOf(await takePart(ports, { libraryId, uploadId, part: 1, bytes: 1_000, body: slow() })),
      'upload_expired',
    )
    assert.deepEqual(await readdir(`${trial.root}/incoming`), [])
  }))

test('an upload is none of another library', () =>
  withTrial(async (trial) => {
    const { ports } = trial
    const { uploadId } = await open(trial, VIDEO)
    const libraryId = await trial.addLibrary(null)
    assert.equal(codeOf(await readUpload(ports, { libraryId, uploadId })), 'upload_expired')
    assert.equal(codeOf(await completeUpload(ports, { libraryId, uploadId })), 'upload_expired')
    assert.equal(codeOf(await dropUpload(ports, { libraryId, uploadId })), 'accepted')
    assert.deepEqual(await trial.usage(), [0, VIDEO.length])
  }))

test('completeUpload() refuses while parts are missing, and says how many', () =>
  withTrial(async (trial) => {
    const { uploadId } = await open(trial, VIDEO)
    await sendPart(trial, uploadId, 0)
    const refusal = await complete(trial, uploadId)
    assert.ok(!refusal.ok)
    assert.equal(refusal.refusal.code, 'parts_missing')
    assert.deepEqual(refusal.refusal.facts, { missing: 1, first: 1 })
    assert.equal(codeOf(await complete(trial, NOBODYS)), 'upload_expired')
  }))

test('completeUpload() again, and twice at once, answers the same and charges once', () =>
  withTrial(async (trial) => {
    const { uploadId } = await open(trial, VIDEO)
    for (const part of [0, 1]) await sendPart(trial, uploadId, part)
    const both = await Promise.all([complete(trial, uploadId), complete(trial, uploadId)])
    assert.deepEqual(both.map(codeOf), ['accepted', 'accepted'])
    assert.equal(codeOf(await complete(trial, uploadId)), 'accepted')
    assert.deepEqual(await trial.usage(), [VIDEO.length, 0])
    // Another process does not remember; opening again tells it without a byte.
    const ports = { ...trial.ports, reservations: createReservations() }
    const { libraryId } = trial
    assert.equal(codeOf(await completeUpload(ports, { libraryId, uploadId })), 'upload_expired')
    assert.ok('durable' in valueOf(await openUpload(ports, { libraryId, ...declare(VIDEO) })))
  }))

test('[R4] completeUpload() of a lying declaration is refused and gives the upload up', () =>
  withTrial(async (trial) => {
    const { ports, libraryId } = trial
    const lying = { ...declare(VIDEO), sha256: hash(OTHER) }
    const opened = valueOf(await openUpload(ports, { libraryId, ...lying }))
    assert.ok('uploadId' in opened)
    for (const part of [0, 1]) await sendPart(trial, opened.uploadId, part)
    assert.equal(codeOf(await complete(trial, opened.uploadId)), 'digest_mismatch')
    assert.deepEqual(await trial.usage(), [0, 0])
    assert.deepEqual(await readdir(`${trial.root}/incoming`), [])
    assert.equal(await trial.blobs.open(hash(OTHER)), null)
  }))

test('[R8] completeUpload() keeps the promise of the reservation although the quota has shrunk', () =>
  withTrial(async (trial) => {
    const { uploadId } = await open(trial, VIDEO)
    for (const part of [0, 1]) await sendPart(trial, uploadId, part)
    await trial.setQuota(1)
    assert.equal(codeOf(await complete(trial, uploadId)), 'accepted')
  }))

test('completeUpload() of what came in one request meanwhile is charged once', () =>
  withTrial(async (trial) => {
    const small = photo(5_000, 6)
    const { uploadId } = await open(trial, small)
    valueOf(await takeSmall(trial, small))
    await sendPart(trial, uploadId, 0, small)
    assert.equal(codeOf(await complete(trial, uploadId)), 'accepted')
    assert.deepEqual(await trial.usage(), [small.length, 0])
  }))

test('expireUploads() gives back the room and the bytes of what is over its time, in every library', () =>
  withTrial(async (trial) => {
    const { ports } = trial
    const { uploadId } = await open(trial, VIDEO)
    await sendPart(trial, uploadId, 0)
    const other = await trial.addLibrary(null)
    await openUpload(ports, { libraryId: other, ...declare(VIDEO) })
    trial.setNow(NOW + UPLOAD_EXPIRES_AFTER_MS)
    assert.equal(await expireUploads(ports), 2)
    assert.equal(await expireUploads(ports), 0)
    assert.deepEqual(
      [await trial.usage(), await trial.usage(other)],
      [
        [0, 0],
        [0, 0],
      ],
    )
    assert.deepEqual(await readdir(`${trial.root}/incoming`), [])
    assert.equal(codeOf(await complete(trial, uploadId)), 'upload_expired')
  }))

test('recover() keeps the parts of open uploads, and they can be completed', () =>
  withTrial(async (trial) => {
    const { uploadId } = await open(trial, VIDEO)
    for (const part of [0, 1]) await sendPart(trial, uploadId, part)
    await trial.blobs.storePart({
      uploadId: NOBODYS,
      offset: 0,
      bytes: 1,
      digest: hash(photo(1, 1)),
      body: bodyOf(photo(1, 1)),
    })
    await recover(trial.ports)
    await recover(trial.ports)
    assert.deepEqual(await readdir(`${trial.root}/incoming`), [uploadId])
    assert.equal(codeOf(await complete(trial, uploadId)), 'accepted')
  }))

async function open({ ports, libraryId }: UploadTrial, bytes: Uint8Array): Promise<UploadState> {
  const opened = valueOf(await openUpload(ports, { libraryId, ...declare(bytes) }))
  assert.ok('uploadId' in opened)
  return opened
}

async function sendPart(
  { ports, libraryId }: UploadTrial,
  uploadId: UploadId,
  part: number,
  of = VIDEO,
): Promise<UploadState> {
  const bytes = of.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)
  return valueOf(
    await takePart(ports, { libraryId, uploadId, part, bytes: bytes.length, body: bodyOf(bytes) }),
  )
}

async function sendAll(trial: UploadTrial, bytes: Uint8Array): Promise<void> {
  const { uploadId, missing } = await open(trial, bytes)
  for (const part of missing) await sendPart(trial, uploadId, part, bytes)
  valueOf(await complete(trial, uploadId))
}

function complete({ ports, libraryId }: UploadTrial, uploadId: UploadId) {
  return completeUpload(ports, { libraryId, uploadId })
}

function takeSmall({ ports, libraryId }: UploadTrial, bytes: Uint8Array) {
  return takeBlob(ports, { libraryId, sha256: hash(bytes), bytes: bytes.length, body: bodyOf(bytes) })
}
