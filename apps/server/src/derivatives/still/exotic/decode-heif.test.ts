import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { DecodeFailure } from '../../decode-failure.ts'
import type { DecodedPicture } from '../decoded-picture.ts'
import {
  box,
  buildHeif,
  type EncodedTile,
  encodeTile,
  fullBox,
  gridContent,
  type ItemToBuild,
  ispe,
  nclx,
  type ReferenceToBuild,
  u16,
  u32,
} from './build-heif.ts'
import { decodeHeif } from './decode-heif.ts'

const SIDE = 64
/** Brightness and the two colour differences of BT.601 in full range. */
const RED = [76, 85, 255] as const
const GREEN = [150, 44, 21] as const
const BLUE = [29, 255, 107] as const
const WHITE = [255, 128, 128] as const
const GREY = [128, 128, 128] as const
const CODES_601 = nclx(1, 13, 6, true)

let folder = ''
let red: EncodedTile
let green: EncodedTile
let blue: EncodedTile
let white: EncodedTile
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-heif-'))
  red = await encodePlain(RED)
  green = await encodePlain(GREEN)
  blue = await encodePlain(BLUE)
  white = await encodePlain(WHITE)
})
after(() => rm(folder, { recursive: true, force: true }))

function encodePlain(colour: readonly number[]): Promise<EncodedTile> {
  const samples = colour.map((value) => () => value)
  return encodeTile({ width: SIDE, height: SIDE, format: 'yuv420p', isFullRange: true, samples })
}

function tileItem(id: number, tile: EncodedTile, ...properties: Uint8Array[]): ItemToBuild {
  return {
    id,
    type: 'hvc1',
    content: tile.bytes,
    properties: [box('hvcC', tile.hvcC), ispe(SIDE, SIDE), ...properties],
  }
}

/** Red and green above, blue and white below. */
function fourColours(
  properties: readonly Uint8Array[] = [],
  width = 2 * SIDE,
  height = 2 * SIDE,
): readonly ItemToBuild[] {
  const content = gridContent(2, 2, width, height)
  const grid = { id: 1, type: 'grid', content, properties: [ispe(width, height), CODES_601, ...properties] }
  return [grid, tileItem(2, red), tileItem(3, green), tileItem(4, blue), tileItem(5, white)]
}

const FOUR_TILES: readonly ReferenceToBuild[] = [{ kind: 'dimg', from: 1, to: [2, 3, 4, 5] }]

async function decode(bytes: Uint8Array, maxSidePx = 2048): Promise<DecodedPicture> {
  const path = join(folder, 'picture.heic')
  await writeFile(path, bytes)
  return decodeHeif(path, { maxSidePx })
}

/** The colour at a place given in shares of width and height. */
function colourAt(picture: DecodedPicture, x: number, y: number): readonly number[] {
  const { width, height, channels, pixels } = picture
  const at = (Math.floor(y * height) * width + Math.floor(x * width)) * channels
  return [...pixels.subarray(at, at + channels)]
}

function nameOf(colour: readonly number[]): string {
  const isNear = (other: readonly number[]): boolean =>
    other.every((value, index) => Math.abs(value - (colour[index] ?? 0)) <= 8)
  if (isNear([255, 0, 0])) return 'red'
  if (isNear([0, 255, 0])) return 'green'
  if (isNear([0, 0, 255])) return 'blue'
  return isNear([255, 255, 255]) ? 'white' : isNear([128, 128, 128]) ? 'grey' : colour.join(',')
}

/** Names of the colours in the four corners: upper left, upper right, lower left, lower right. */
function corners(picture: DecodedPicture): readonly string[] {
  return [
    [0.2, 0.2],
    [0.8, 0.2],
    [0.2, 0.8],
    [0.8, 0.8],
  ].map(([x = 0, y = 0]) => nameOf(colourAt(picture, x, y)))
}

function clap(width: number, height: number, offsetX: number, offsetY: number): Uint8Array {
  return box('clap', ...[width, height, offsetX, offsetY].flatMap((value) => [u32(value), u32(1)]))
}

test('decodeHeif() lays tiles in rows, and cuts what is over', async () => {
  const picture = await decode(buildHeif(fourColours([], 100, 110), FOUR_TILES))
  assert.deepEqual([picture.width, picture.height, picture.from], [100, 110, 'original'])
  assert.deepEqual(corners(picture), ['red', 'green', 'blue', 'white'])
})

test('decodeHeif() turns against the clock, mirrors and crops in the order of the file', async () => {
  const turned = await decode(buildHeif(fourColours([box('irot', Uint8Array.of(1))]), FOUR_TILES))
  assert.deepEqual(corners(turned), ['green', 'white', 'red', 'blue'])
  const thrice = await decode(buildHeif(fourColours([box('irot', Uint8Array.of(3))], 128, 96), FOUR_TILES))
  assert.deepEqual(corners(thrice), ['blue', 'red', 'white', 'green'])
  assert.deepEqual([thrice.fullWidth, thrice.fullHeight], [96, 128])
  const flipped = await decode(buildHeif(fourColours([box('imir', Uint8Array.of(0))]), FOUR_TILES))
  assert.deepEqual(corners(flipped), ['blue', 'white', 'red', 'green'])
  const mirrored = await decode(buildHeif(fourColours([box('imir', Uint8Array.of(1))]), FOUR_TILES))
  assert.deepEqual(corners(mirrored), ['green', 'red', 'white', 'blue'])
  const leftHalf = [clap(64, 128, -32, 0), box('irot', Uint8Array.of(1))]
  const cropped = await decode(buildHeif(fourColours(leftHalf), FOUR_TILES))
  assert.deepEqual([cropped.width, cropped.height], [128, 64])
  assert.deepEqual(corners(cropped), ['red', 'blue', 'red', 'blue'])
})

test('decodeHeif() gives no more than is wanted, and tells the full size', async () => {
  for (const side of [100, 50, 32, 10]) {
    const picture = await decode(buildHeif(fourColours([], 128, 96), FOUR_TILES), side)
    assert.deepEqual([picture.width, picture.height], [side, Math.round(side * 0.75)])
    assert.deepEqual([picture.fullWidth, picture.fullHeight], [128, 96])
    assert.deepEqual(corners(picture), ['red', 'green', 'blue', 'white'])
  }
})

test('decodeHeif() shows ten bits, half colour and limited range as they are meant', async () => {
  const grey = [502, 512, 512].map((value) => () => value)
  const tile = await encodeTile({
    width: SIDE,
    height: SIDE,
    format: 'yuv422p10le',
    isFullRange: false,
    samples: grey,
  })
  const item = { ...tileItem(1, tile, nclx(1, 1, 1, false)) }
  assert.equal(nameOf(colourAt(await decode(buildHeif([item])), 0.5, 0.5)), 'grey')
  const fromStream = tileItem(1, tile)
  assert.equal(nameOf(colourAt(await decode(buildHeif([fromStream])), 0.5, 0.5)), 'grey')
})

test('decodeHeif() maps PQ and HLG so that white paper is nearly white and grey is not dark', async () => {
  // 203 cd/m², white paper, is 58 % in PQ and 75 % in HLG (BT.2408).
  for (const [transfer, share] of [
    [16, 0.58],
    [18, 0.75],
  ] as const) {
    const samples = [share * 1023, 512, 512].map((value) => () => Math.round(value))
    const tile = await encodeTile({
      width: SIDE,
      height: SIDE,
      format: 'yuv420p10le',
      isFullRange: true,
      samples,
    })
    const item = tileItem(1, tile, nclx(9, transfer, 9, true))
    const colour = colourAt(await decode(buildHeif([item])), 0.5, 0.5)
    for (const value of colour)
      assert.ok(value > 215 && value < 248, `transfer ${transfer}: ${colour.join(',')}`)
  }
})

test('decodeHeif() adds the alpha of an auxiliary picture', async () => {
  const half = await encodePlain(GREY)
  const urn = fullBox('auxC', 0, 0, Buffer.from('urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0'))
  const items = [tileItem(1, red, CODES_601), tileItem(2, half, urn, nclx(2, 2, 2, true))]
  const picture = await decode(buildHeif(items, [{ kind: 'auxl', from: 2, to: [1] }]))
  assert.equal(picture.channels, 4)
  assert.ok(Math.abs((colourAt(picture, 0.5, 0.5)[3] ?? 0) - 128) <= 2)
})

test('decodeHeif() leaves missing tiles grey while half are there, then shows the thumbnail, then refuses', async () => {
  const whole = buildHeif(fourColours(), FOUR_TILES)
  const lastBytes = white.bytes.length + blue.bytes.length
  const half = await decode(whole.subarray(0, whole.length - lastBytes))
  assert.deepEqual(corners(half), ['red', 'green', 'grey', 'grey'])
  const references = [...FOUR_TILES, { kind: 'thmb', from: 6, to: [1] }]
  const [grid, ...tiles] = fourColours()
  assert.ok(grid !== undefined)
  const withThumbnail = buildHeif([tileItem(6, green, CODES_601), grid, ...tiles], references)
  const quarter = withThumbnail.subarray(0, withThumbnail.length - lastBytes - green.bytes.length)
  const standIn = await decode(quarter)
  assert.deepEqual([standIn.from, standIn.width, standIn.fullWidth], ['embedded_preview', SIDE, 2 * SIDE])
  await assertFails(whole.subarray(0, whole.length - lastBytes - green.bytes.length), 'corrupt_source')
})

async function assertFails(bytes: Uint8Array, code: string): Promise<void> {
  await assert.rejects(decode(bytes), (error) => error instanceof DecodeFailure && error.code === code)
}

test('decodeHeif() refuses circles, absurd grids and floods before it decodes', async () => {
  const iden = (id: number): ItemToBuild => ({ id, type: 'iden', content: Uint8Array.of(0), properties: [] })
  const circle: readonly ReferenceToBuild[] = [
    { kind: 'dimg', from: 1, to: [2] },
    { kind: 'dimg', from: 2, to: [1] },
  ]
  await assertFails(buildHeif([iden(1), iden(2)], circle), 'corrupt_source')
  const selfGrid = { id: 1, type: 'grid', content: gridContent(1, 1, 64, 64), properties: [ispe(64, 64)] }
  await assertFails(buildHeif([selfGrid], [{ kind: 'dimg', from: 1, to: [1] }]), 'corrupt_source')
  const flood = { ...selfGrid, content: gridContent(256, 256, 65_535, 65_535) }
  await assertFails(
    buildHeif([flood, tileItem(2, red)], [{ kind: 'dimg', from: 1, to: [2] }]),
    'corrupt_source',
  )
  const large = { ...selfGrid, content: gridContent(60, 60, 65_535, 65_535) }
  await assertFails(
    buildHeif([large, tileItem(2, red)], [{ kind: 'dimg', from: 1, to: [2] }]),
    'too_many_pixels',
  )
  const single = { ...tileItem(1, red), properties: [box('hvcC', red.hvcC), ispe(60_000, 60_000)] }
  await assertFails(buildHeif([single]), 'too_many_pixels')
  const uncovered = { ...selfGrid, content: gridContent(1, 1, 65, 64) }
  await assertFails(
    buildHeif([uncovered, tileItem(2, red)], [{ kind: 'dimg', from: 1, to: [2] }]),
    'corrupt_source',
  )
  await assertFails(buildHeif([{ ...tileItem(1, red), type: 'unci' }]), 'unsupported_codec')
})

test('decodeHeif() survives boxes that say they are long, empty files and files of nothing', async () => {
  await assertFails(new Uint8Array(0), 'corrupt_source')
  await assertFails(new Uint8Array(4_096), 'corrupt_source')
  await assertFails(
    Buffer.concat([u32(24), Buffer.from('ftypheic\0\0\0\0mif1heic'), u32(0xffffffff), Buffer.from('meta')]),
    'corrupt_source',
  )
  const manyEntries = fullBox('meta', 0, 0, fullBox('iloc', 0, 0, Uint8Array.of(0x44, 0), u16(65_535)))
  await assertFails(Buffer.concat([box('ftyp', Buffer.from('heic\0\0\0\0')), manyEntries]), 'corrupt_source')
})

test('decodeHeif() of damaged bytes gives a picture or a DecodeFailure', async () => {
  const whole = buildHeif(fourColours([box('irot', Uint8Array.of(1)), clap(100, 100, 0, 0)]), FOUR_TILES)
  const change = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }))
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 8 }),
      fc.nat(whole.length),
      async (changes, cut) => {
        const bytes = Uint8Array.from(whole)
        for (const [at, value] of changes) bytes[at] = value
        try {
          const picture = await decode(bytes.subarray(0, whole.length - (cut % 200)))
          assert.equal(picture.pixels.length, picture.width * picture.height * picture.channels)
        } catch (error) {
          assert.ok(error instanceof DecodeFailure, String(error))
        }
      },
    ),
    { numRuns: 150 },
  )
})

test('decodeHeif() lays pictures over each other, and looks through what stands for another', async () => {
  const offsets = Buffer.concat([u16(0), u16(0), u16(SIDE), u16(32)])
  const content = Buffer.concat([new Uint8Array(10), u16(2 * SIDE), u16(SIDE), offsets])
  const overlay = { id: 2, type: 'iovl', content, properties: [ispe(2 * SIDE, SIDE), CODES_601] }
  const turn = { id: 1, type: 'iden', content: Uint8Array.of(0), properties: [box('irot', Uint8Array.of(2))] }
  const references = [
    { kind: 'dimg', from: 1, to: [2] },
    { kind: 'dimg', from: 2, to: [3, 4] },
  ]
  const picture = await decode(buildHeif([turn, overlay, tileItem(3, red), tileItem(4, blue)], references))
  assert.deepEqual(corners(picture), ['blue', 'red', 'grey', 'red'])
})
