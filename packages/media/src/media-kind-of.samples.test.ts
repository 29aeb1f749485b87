import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { findIgnoreReason } from './find-ignore-reason.ts'
import { mediaKindOf } from './media-kind-of.ts'
import { readDerivativeMark } from './read-derivative-mark.ts'
import { HEAD_BYTES } from './sniff-media-type.ts'

const CAMERA_ROLL = join(import.meta.dirname, '../../../tests/samples/DCIM')

/** What each sample is, by its path below the camera roll. */
const KIND_BY_PATH: ReadonlyMap<string, string> = new Map([
  ['100APPLE/IMG_0001.HEIC', 'photo image/heic'],
  ['100APPLE/IMG_0001.MOV', 'video video/quicktime'],
  ['100APPLE/IMG_0002.MOV', 'video video/quicktime'],
  ['100APPLE/IMG_0003.JPG', 'photo image/jpeg'],
  ['100APPLE/IMG_0004.PNG', 'photo image/png'],
  ['100APPLE/IMG_0005.JPG', 'photo image/jpeg'],
  ['101NIKON/DSC_0042.JPG', 'photo image/jpeg'],
  ['101NIKON/DSC_0042.xmp', 'sidecar application/rdf+xml'],
  ['Camera/IMG_20240102_030405.jpg', 'photo image/jpeg'],
  ['Camera/PXL_20240102_030407123.jpg', 'photo image/jpeg'],
  ['Camera/VID_20240102_030406.mp4', 'video video/mp4'],
])

for (const [path, expected] of KIND_BY_PATH) {
  test(`mediaKindOf() knows the sample ${path} by its content, under any name`, () => {
    const head = readFileSync(join(CAMERA_ROLL, path)).subarray(0, HEAD_BYTES)
    for (const name of [basename(path), 'nul', 'a.json']) {
      const { kind, type, ...rest } = mediaKindOf(name, head)
      assert.equal(`${kind} ${type}`, expected)
      assert.deepEqual(rest, { basis: 'content' })
    }
  })

  test(`readDerivativeMark() and findIgnoreReason() take the sample ${path} for an original`, () => {
    assert.equal(readDerivativeMark(readFileSync(join(CAMERA_ROLL, path)).subarray(0, HEAD_BYTES)), null)
    const segments = path.split('/')
    assert.equal(findIgnoreReason(basename(path), ['DCIM', ...segments.slice(0, -1)]), null)
  })
}

test('mediaKindOf() is tested on every sample', () => {
  const files = readdirSync(CAMERA_ROLL, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  assert.equal(files.length, KIND_BY_PATH.size)
})
