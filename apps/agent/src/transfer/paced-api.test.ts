import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted } from '@rollcall/protocol'
import { createFakeLibrary } from '../test-kit/fake-library.ts'
import { hashOf } from '../test-kit/fake-bytes.ts'
import { createTestClock } from '../test-kit/test-clock.ts'
import { samplePhoto } from '../test-kit/test-device.ts'
import { createPace } from './pace.ts'
import { pacedApi } from './paced-api.ts'

test('pacedApi() brings and sends the same bytes, no faster than it may', async () => {
  const clock = createTestClock()
  const pace = createPace(clock)
  const library = createFakeLibrary()
  const moved: number[] = []
  const api = pacedApi(library.api, pace, (bytes) => moved.push(bytes))
  const photo = samplePhoto('one')
  const sha256 = hashOf(photo)
  pace.allow(photo.length)
  assert.ok((await api.putBlob(sha256, photo)).ok)
  const answer = await api.getBlob(sha256, 0)
  assert.ok(answer.ok)
  assert.deepEqual(new Uint8Array(await answer.value.arrayBuffer()), new Uint8Array(photo))
  assert.equal(moved[0], photo.length)
  assert.equal(
    moved.reduce((sum, bytes) => sum + bytes, 0),
    2 * photo.length,
  )
  await pace.take(1)
  assert.ok(clock.monotonic() >= 2_000, `${clock.monotonic()}`)
})

test('pacedApi() ends a request that its reader leaves', async () => {
  let isEnded = false
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(10)),
    cancel: () => {
      isEnded = true
    },
  })
  const library = createFakeLibrary()
  const getBlob = async () => accepted(new Response(body))
  const api = pacedApi({ ...library.api, getBlob }, createPace(createTestClock()), () => undefined)
  const answer = await api.getBlob(hashOf(samplePhoto('one')), 0)
  assert.ok(answer.ok)
  const reader = answer.value.body?.getReader()
  await reader?.read()
  await reader?.cancel()
  assert.equal(isEnded, true)
})
