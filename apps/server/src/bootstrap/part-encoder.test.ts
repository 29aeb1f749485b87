import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { decodeAssets } from '@rollcall/sync'
import type { EncodedSegment } from './part-encoder.ts'
import { createPartEncoder } from './part-encoder.ts'
import { createThreadPartEncoder } from './thread-part-encoder.ts'

function asset(no: number) {
  const sha256 = no.toString(16).padStart(64, '0')
  const file = { role: 'still', sha256, bytes: 5, name: `IMG_${no}.JPG`, mime: 'image/jpeg', modifiedAt: 0 }
  return {
    ...{ id: no.toString(16).padStart(32, '0'), no, seq: no, kind: 'photo', primarySha256: sha256 },
    ...{ takenAt: no, takenFrom: 'exif', favourite: false, caption: '', state: 'live' },
    ...{ trashedAt: null, trashedBy: null, resources: [{ ...file, state: 'present' }], edits: {} },
  }
}

const bodies = [1, 2, 3, 4].map((no) => JSON.stringify(asset(no)))

function assetsIn(segments: readonly EncodedSegment[]) {
  const raw = (tier: string) => {
    const segment = segments.find((each) => each.tier === tier)
    const bytes = gunzipSync(segment?.compressed ?? new Uint8Array())
    assert.equal(bytes.length, segment?.rawBytes)
    return bytes
  }
  return decodeAssets({ skeleton: raw('skeleton'), looks: raw('looks'), details: raw('details') })
}

for (const [name, open] of [
  ['createPartEncoder()', () => createPartEncoder('assets', gzipSync)],
  ['createThreadPartEncoder()', () => createThreadPartEncoder('assets')],
] as const) {
  test(`${name} makes parts of the rows that it was given, in their order`, async () => {
    await using encoder = open()
    encoder.add(bodies.slice(0, 3))
    assert.deepEqual(assetsIn(await encoder.encode(2)), [asset(1), asset(2)])
    encoder.add(bodies.slice(3))
    assert.deepEqual(assetsIn(await encoder.encode(2)), [asset(3), asset(4)])
    assert.deepEqual(assetsIn(await encoder.encode(0)), [])
  })

  test(`${name} answers the same bytes for the same rows`, async () => {
    await using one = open()
    await using other = createPartEncoder('assets', gzipSync)
    for (const encoder of [one, other]) encoder.add(bodies)
    const [first, second] = [await one.encode(4), await other.encode(4)]
    assert.deepEqual(
      first.map(({ compressed }) => Buffer.from(compressed).toString('hex')),
      second.map(({ compressed }) => Buffer.from(compressed).toString('hex')),
    )
  })
}

test('createThreadPartEncoder() rejects when its thread has ended', async () => {
  const encoder = createThreadPartEncoder('assets')
  await encoder[Symbol.asyncDispose]()
  await assert.rejects(encoder.encode(1), /the thread has ended/)
})
