import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeStandIn } from './describe-stand-in.ts'
import { readMediaFacts } from './read-media-facts.ts'
import { buildJpeg, buildTiff, exifSegment } from './test-kit/build-still.ts'

const size = (width: number | null, height: number | null) => ({ width, height })

test('[R9] describeStandIn() knows a shrunk copy by what the camera recorded, and a preview by its mark', () => {
  const camera = size(4032, 3024)
  assert.match(describeStandIn(size(320, 240), camera, null) ?? '', /recorded 4032 x 3024 .* holds 320 x 240/)
  assert.match(describeStandIn(size(1600, 1200), camera, null) ?? '', /smaller version/)
  const mark = { originalSha256: 'ab'.repeat(32) }
  assert.match(describeStandIn(size(2048, 1536), size(null, null), mark) ?? '', /Rollcall made of abab/)
})

test('[R9] describeStandIn() lets originals, crops and enlargements pass', () => {
  const camera = size(4032, 3024)
  for (const held of [
    camera,
    size(4030, 3024),
    size(3024, 3024),
    size(1000, 3024),
    size(8064, 6048),
    size(null, 7),
  ]) {
    assert.equal(describeStandIn(held, camera, null), null)
  }
  assert.equal(describeStandIn(size(320, 240), size(null, null), null), null)
  assert.equal(describeStandIn(size(320, 240), size(0, 0), null), null)
})

test('[R9] readMediaFacts() calls a shrunk copy a smaller version', async () => {
  const exif = buildTiff({ 0x8769: { directory: { 0xa002: { longs: [4032] }, 0xa003: { longs: [3024] } } } })
  const subtypesOf = async (width: number, height: number) => {
    const bytes = buildJpeg([exifSegment(exif)], width, height)
    const source = { bytes: bytes.length, read: async (from: number, to: number) => bytes.subarray(from, to) }
    const { subtypes, warnings } = await readMediaFacts(source, { name: 'IMG_1.JPG', modifiedAt: 0 })
    return [...subtypes, ...warnings.filter((warning) => warning.startsWith('a smaller version'))]
  }
  assert.deepEqual(await subtypesOf(4032, 3024), [])
  assert.deepEqual((await subtypesOf(320, 240))[0], 'smaller_version')
  assert.equal((await subtypesOf(320, 240)).length, 2)
})
