import assert from 'node:assert/strict'
import { appendFileSync, rmSync, truncateSync } from 'node:fs'
import { test } from 'node:test'
import { ServerAway } from '@rollcall/platform-client'
import { PART_BYTES, problem } from '@rollcall/protocol'
import { DiskFailure } from '@rollcall/sync'
import { hashOf } from '../test-kit/fake-bytes.ts'
import type { TestDevice } from '../test-kit/test-device.ts'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import { uploadOriginal } from './upload-original.ts'

/** A large file: two whole parts and a rest. */
const LARGE_BYTES = 2 * PART_BYTES + 1_234

/** Writes a file and sends it; tells the progress too. */
async function send(device: TestDevice, bytes: Uint8Array, path = 'a.jpg') {
  const progress: number[] = []
  const original = { path, sha256: hashOf(bytes), bytes: bytes.length }
  const sent = await uploadOriginal(device.ports, original, (bytesDone) => progress.push(bytesDone))
  return { sent, progress }
}

test('[R4] uploadOriginal() ends when the server calls the bytes durable', async () => {
  using device = createTestDevice()
  const photo = samplePhoto('one')
  device.write('a.jpg', photo)
  const { sent, progress } = await send(device, photo)
  assert.deepEqual(sent, { ok: true, value: 'durable' })
  assert.deepEqual(device.library.blobs.get(hashOf(photo)), photo)
  assert.deepEqual(progress, [200])
})

test('uploadOriginal() sends an empty file', async () => {
  using device = createTestDevice()
  device.write('empty.jpg', '')
  const { sent } = await send(device, new Uint8Array(0), 'empty.jpg')
  assert.deepEqual(sent, { ok: true, value: 'durable' })
})

test('uploadOriginal() sends a large file in parts and tells how far it is', async () => {
  using device = createTestDevice()
  const video = samplePhoto('film', LARGE_BYTES)
  device.write('a.jpg', video)
  const { sent, progress } = await send(device, video)
  assert.deepEqual(sent, { ok: true, value: 'durable' })
  assert.deepEqual(device.library.calls.toSorted(), ['part 0', 'part 1', 'part 2'])
  assert.equal(progress.at(-1), LARGE_BYTES)
  assert.deepEqual(
    progress.toSorted((a, b) => a - b),
    progress,
  )
  assert.ok(Buffer.compare(device.library.blobs.get(hashOf(video)) ?? new Uint8Array(0), video) === 0)
})

test('uploadOriginal() goes on where a kill stopped it, and sends no part twice', async () => {
  using device = createTestDevice()
  const video = samplePhoto('film', LARGE_BYTES)
  device.write('a.jpg', video)
  const { putPart } = device.library.api
  let left = 1
  const breaking = {
    ...device.library.api,
    putPart: async (...args: Parameters<typeof putPart>) => {
      if (left-- <= 0) throw new ServerAway('server_unreachable', { failure: 'ECONNRESET' })
      return putPart(...args)
    },
  }
  const original = { path: 'a.jpg', sha256: hashOf(video), bytes: video.length }
  await assert.rejects(
    uploadOriginal({ ...device.ports, api: breaking }, original, () => undefined),
    ServerAway,
  )
  assert.equal(device.library.blobs.size, 0)
  const first = device.library.calls.length
  assert.equal(first, 1)
  const { sent, progress } = await send(device, video)
  assert.deepEqual(sent, { ok: true, value: 'durable' })
  assert.equal(device.library.calls.length, 3, 'three parts in all')
  assert.ok((progress[0] ?? 0) >= 1_234, 'what is there already counts as done')
})

test('uploadOriginal() sends nothing of a large file that the library holds', async () => {
  using device = createTestDevice()
  const video = samplePhoto('film', LARGE_BYTES)
  device.write('a.jpg', video)
  await send(device, video)
  device.library.calls.length = 0
  assert.deepEqual((await send(device, video)).sent, { ok: true, value: 'durable' })
  assert.deepEqual(device.library.calls, [])
})

test('uploadOriginal() answers changed when the file is not what was scanned any more', async () => {
  using device = createTestDevice()
  const photo = samplePhoto('one')
  device.write('a.jpg', photo)
  appendFileSync(`${device.root}/a.jpg`, 'more')
  assert.deepEqual((await send(device, photo)).sent, { ok: true, value: 'changed' })
  truncateSync(`${device.root}/a.jpg`, 10)
  assert.deepEqual((await send(device, photo)).sent, { ok: true, value: 'changed' })
  assert.equal(device.library.blobs.size, 0)
})

test('uploadOriginal() leaves it to the server to refuse other bytes of the same size', async () => {
  for (const bytes of [200, LARGE_BYTES]) {
    using device = createTestDevice()
    device.write('a.jpg', samplePhoto('other', bytes))
    const { sent } = await send(device, samplePhoto('one', bytes))
    assert.equal(!sent.ok && sent.refusal.code, 'digest_mismatch')
    assert.equal(device.library.blobs.size, 0)
  }
})

test('uploadOriginal() hands the refusals of the server on', async () => {
  for (const bytes of [200, LARGE_BYTES]) {
    using device = createTestDevice()
    const photo = samplePhoto('one', bytes)
    device.write('a.jpg', photo)
    device.library.weather.refusal = problem('quota_full')
    const { sent } = await send(device, photo)
    assert.equal(!sent.ok && sent.refusal.code, 'quota_full')
  }
})

test('uploadOriginal() stops a large upload at the first part that is refused', async () => {
  using device = createTestDevice()
  const video = samplePhoto('film', 5 * PART_BYTES)
  device.write('a.jpg', video)
  const { putPart } = device.library.api
  const refusing = {
    ...device.library.api,
    putPart: async (...args: Parameters<typeof putPart>) => {
      if (args[1] === 1) device.library.weather.refusal = problem('server_disk_full')
      return putPart(...args)
    },
  }
  const original = { path: 'a.jpg', sha256: hashOf(video), bytes: video.length }
  const sent = await uploadOriginal({ ...device.ports, api: refusing }, original, () => undefined)
  assert.equal(!sent.ok && sent.refusal.code, 'server_disk_full')
  assert.ok(device.library.calls.length < 5)
})

test('uploadOriginal() rejects with the failure of the disk, or of the way to the server', async () => {
  using device = createTestDevice()
  const photo = samplePhoto('one')
  device.write('a.jpg', photo)
  device.library.weather.isAway = true
  await assert.rejects(send(device, photo), ServerAway)
  device.library.weather.isAway = false
  rmSync(`${device.root}/a.jpg`)
  const isNotFound = (error: unknown) => error instanceof DiskFailure && error.kind === 'not_found'
  await assert.rejects(send(device, photo), isNotFound)
})
