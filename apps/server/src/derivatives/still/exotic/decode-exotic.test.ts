import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { MediaType } from '@rollcall/media'
import { DecodeFailure } from '../../decode-failure.ts'
import type { DecodedPicture } from '../decoded-picture.ts'
import { u16, u32 } from './build-heif.ts'
import { decodeExotic } from './decode-exotic.ts'

/** Sixteen pixels wide and eight high, red on the left and blue on the right. */
const JXL = '/wrBQUBxIQgCAQB8AEsYixUAHETGGGOkeIEQAKLbZhD8K4m2oYw+Al6AvAA='
const JP2 =
  'AAAADGpQICANCocKAAAAFGZ0eXBqcDIgAAAAAGpwMiAAAAAtanAyaAAAABZpaGRyAAAACAAAABAAAwcHAAAAAAAPY29scgEAAAAAABAAAADPanAyY/9P/1EALwAAAAAAEAAAAAgAAAAAAAAAAAAAABAAAAAIAAAAAAAAAAAAAwcBAQcBAQcBAf9SAAwAAAABAQIEBAAB/1wACkBASEhQSEhQ/2QAJQABQ3JlYXRlZCBieSBPcGVuSlBFRyB2ZXJzaW9uIDIuNS4w/5AACgAAAAAAUQAB/5PPtBgIkK3rPAf/GEgVW5rv4eTavzf/GFAM9EKQCAnCKk/+gM/AGA4Mlv59Z8/AFA0GI+VDgMfaCAAhbsU/z8AMIhoP/9k='
/** The same, stored lying down, to be turned by 90° clockwise: red is above. */
const TURNED_JXL =
  'AAAADEpYTCANCocKAAAAFGZ0eXBqeGwgAAAAAGp4bCAAAABzanhsY/8KwS2QUFwSABKIAHQBv8ooAQBQoTLKuMHLuZ4vP3RYTNu4ztBW2xaWJIqMY5N0AocksRDobgeCUAEAfsQ8mu9AsrmsnpGVVlEhBRIcY7RijIwiFSVSgv/XNQVNqjvlgb6ZGVJ/FNHgCUQB'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-exotic-'))
})
after(() => rm(folder, { recursive: true, force: true }))

async function decode(bytes: Uint8Array, type: MediaType, maxSidePx = 2048): Promise<DecodedPicture> {
  const path = join(folder, 'picture')
  await writeFile(path, bytes)
  return decodeExotic(path, type, { maxSidePx })
}

function assertNear(picture: DecodedPicture, x: number, y: number, colour: readonly number[]): void {
  const at = (y * picture.width + x) * picture.channels
  const found = [...picture.pixels.subarray(at, at + 3)]
  const isNear = colour.every((value, index) => Math.abs(value - (found[index] ?? 0)) < 40)
  assert.ok(isNear, `${x}, ${y}: ${found.join(',')}`)
}

async function assertFails(bytes: Uint8Array, type: MediaType, code: string): Promise<void> {
  await assert.rejects(decode(bytes, type), (error) => error instanceof DecodeFailure && error.code === code)
}

test('decodeExotic() shows JPEG XL and JPEG 2000', async () => {
  for (const [type, text] of [
    ['image/jxl', JXL],
    ['image/jp2', JP2],
  ] as const) {
    const picture = await decode(Buffer.from(text, 'base64'), type)
    assert.deepEqual([picture.width, picture.height, picture.fullWidth], [16, 8, 16])
    assertNear(picture, 2, 4, [255, 0, 0])
    assertNear(picture, 13, 4, [0, 0, 255])
    const small = await decode(Buffer.from(text, 'base64'), type, 4)
    assert.deepEqual([small.width, small.height, small.fullWidth], [4, 2, 16])
  }
})

test('decodeExotic() turns a JPEG XL once', async () => {
  const picture = await decode(Buffer.from(TURNED_JXL, 'base64'), 'image/jxl')
  assert.deepEqual([picture.width, picture.height, picture.fullWidth, picture.fullHeight], [8, 16, 8, 16])
  assertNear(picture, 4, 2, [255, 0, 0])
  assertNear(picture, 4, 13, [0, 0, 255])
})

test('decodeExotic() refuses floods by their headers, damage, and types it does not know', async () => {
  const jp2 = Buffer.from(JP2, 'base64')
  const flood = Buffer.from(jp2)
  flood.writeUInt32BE(60_000, jp2.indexOf('ff4fff51', 0, 'hex') + 8)
  flood.writeUInt32BE(60_000, jp2.indexOf('ff4fff51', 0, 'hex') + 12)
  await assertFails(flood, 'image/jp2', 'too_many_pixels')
  // Not small, both lengths told in 30 bits: 2^30 pixels each.
  await assertFails(
    Uint8Array.of(0xff, 0x0a, 0xfe, 0xff, 0xff, 0xff, 0xf9, 0xff, 0xff, 0xff, 0xff),
    'image/jxl',
    'too_many_pixels',
  )
  for (const type of ['image/jxl', 'image/jp2'] as const)
    await assertFails(new Uint8Array(100), type, 'corrupt_source')
  await assertFails(Buffer.from(JXL, 'base64').subarray(0, 20), 'image/jxl', 'corrupt_source')
  await assertFails(new Uint8Array(100), 'image/svg+xml', 'unsupported_codec')
  await assertFails(new Uint8Array(100), 'image/x-sigma-x3f', 'unsupported_codec')
})

/** A DNG whose sensor sees one colour: red, green and blue as shares of the brightest. */
function buildDng(
  width: number,
  height: number,
  colour: readonly [number, number, number],
  orientation: number,
): Uint8Array {
  const samples = Buffer.alloc(width * height * 2)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const channel = (y & 1) + (x & 1)
      // The upper half is black.
      samples.writeUInt16LE(
        y < height / 2 ? 0 : Math.round((colour[channel] ?? 0) * 16_383),
        (y * width + x) * 2,
      )
    }
  }
  const tags: readonly (readonly [number, number, number, number])[] = [
    [256, 4, 1, width],
    [257, 4, 1, height],
    [258, 3, 1, 16],
    [259, 3, 1, 1],
    [262, 3, 1, 32_803],
    [273, 4, 1, 8 + 2 + 13 * 12 + 4],
    [274, 3, 1, orientation],
    [277, 3, 1, 1],
    [278, 4, 1, height],
    [279, 4, 1, samples.length],
    [33_422, 1, 4, 0x02010100],
    [50_706, 1, 4, 0x00000401],
    [50_717, 3, 1, 16_383],
  ]
  const entries = tags.map((tag) => {
    const entry = Buffer.alloc(12)
    entry.writeUInt16LE(tag[0], 0)
    entry.writeUInt16LE(tag[1], 2)
    entry.writeUInt32LE(tag[2], 4)
    entry.writeUInt32LE(tag[3], 8)
    return entry
  })
  const head = [Buffer.from('II*\0', 'latin1'), u32(8).toReversed(), u16(tags.length).toReversed()]
  return Buffer.concat([...head, ...entries, u32(0), samples])
}

test('decodeExotic() develops a DNG without a preview, the right way up', async () => {
  const picture = await decode(buildDng(64, 32, [0.6, 0.6, 0.6], 6), 'image/x-adobe-dng')
  assert.deepEqual([picture.width, picture.height, picture.from], [32, 64, 'original'])
  // Turned clockwise, the lower half is on the left.
  assertNear(picture, 6, 32, [215, 215, 215])
  assertNear(picture, 28, 32, [0, 0, 0])
})

test('decodeExotic() refuses a DNG that is cut, and a flood', async () => {
  const whole = buildDng(64, 32, [0.5, 0.5, 0.5], 1)
  await assertFails(whole.subarray(0, 300), 'image/x-adobe-dng', 'unsupported_codec')
  const flood = Buffer.from(whole)
  flood.writeUInt32LE(60_000, 10 + 8)
  flood.writeUInt32LE(60_000, 10 + 12 + 8)
  await assertFails(flood, 'image/x-adobe-dng', 'too_many_pixels')
})
