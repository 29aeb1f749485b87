import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import {
  bitsBetween,
  LOOKALIKE_MAX_BITS,
  type MediaFacts,
  type MediaType,
  readDerivativeMark,
} from '@rollcall/media'
import type { Recipe } from '@rollcall/protocol'
import sharp, { type Sharp } from 'sharp'
import { thumbHashToApproximateAspectRatio } from 'thumbhash'
import { renderStill, type StillDerivatives } from './render-still.ts'
import { CORNERS, cornerPixels, factsOf } from './trial-pictures.ts'

const SHA256 = '0123456789abcdef'.repeat(4)

let folder = ''
let files = 0

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-still-'))
})

after(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function render(
  bytes: Uint8Array,
  type: MediaType,
  known: Partial<MediaFacts> = {},
  recipe: Recipe | null = null,
): Promise<StillDerivatives> {
  const path = join(folder, String(files++))
  await writeFile(path, bytes)
  return renderStill({ path, facts: factsOf(type, known), sha256: SHA256, recipe })
}

function cornered(width: number, height: number): Sharp {
  return sharp(cornerPixels(width, height), { raw: { width, height, channels: 3 } })
}

/** Every pixel becomes a block of them. */
function scaled(picture: Sharp, width: number, height: number): Sharp {
  return picture.resize(width, height, { kernel: 'nearest' })
}

/** Colours of the corners of one derivative, from top left, clockwise, each rounded to the nearest of `CORNERS`. */
async function cornersOf(still: StillDerivatives, kind: string): Promise<readonly string[]> {
  const { data, info } = await sharp(bytesOf(still, kind)).raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  assert.equal(channels, 3)
  const places = [
    [1, 1],
    [width - 2, 1],
    [width - 2, height - 2],
    [1, height - 2],
  ] as const
  return places.map(([x, y]) => hex([...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)], 1))
}

function hex(rgb: readonly number[], bits: number): string {
  const round = (value: number) => Math.round((value / 255) * (2 ** bits - 1)) * (255 / (2 ** bits - 1))
  return `#${rgb.map((value) => round(value).toString(16).padStart(2, '0')).join('')}`
}

function bytesOf({ files: made }: StillDerivatives, kind: string): Uint8Array {
  const file = made.find((one) => one.kind === kind)
  assert(file !== undefined)
  return file.bytes
}

function sizesOf({ files: made }: StillDerivatives): readonly (readonly [number, number])[] {
  return made.map(({ width, height }) => [width, height] as const)
}

it('renderStill() makes three sizes and never enlarges', async () => {
  const cases = [
    [2560, 1920, [160, 120], [320, 240], [2048, 1536]],
    [300, 200, [160, 107], [300, 200], [300, 200]],
    [2, 1, [2, 1], [2, 1], [2, 1]],
    [3000, 1, [160, 1], [320, 1], [2048, 1]],
    [20, 2400, [2, 160], [3, 320], [17, 2048]],
  ] as const
  for (const [width, height, ...sizes] of cases) {
    const still = await render(await cornered(width, height).jpeg().toBuffer(), 'image/jpeg')
    assert.deepEqual(sizesOf(still), sizes)
    assert.deepEqual([still.width, still.height], [width, height])
    assert(Math.abs(thumbHashToApproximateAspectRatio(Buffer.from(still.thumbhash, 'base64'))) > 0)
  }
})

it('renderStill() turns by EXIF orientation once, in every size', async () => {
  for (let orientation = 1; orientation <= 8; orientation++) {
    // As a camera stores it: turned the other way, and the tag that tells how to turn it back.
    const upright = await cornered(480, 320).png().toBuffer()
    const stored = await sharp(await undo(upright, orientation))
      .withMetadata({ orientation })
      .jpeg({ chromaSubsampling: '4:4:4' })
      .toBuffer()
    const still = await render(stored, 'image/jpeg', { orientation })
    for (const kind of ['small', 'medium', 'preview']) {
      assert.deepEqual(await cornersOf(still, kind), CORNERS, `${orientation} ${kind}`)
    }
    assert.deepEqual([still.width, still.height], [480, 320], String(orientation))
  }
})

async function undo(upright: Uint8Array, orientation: number): Promise<Uint8Array> {
  const opposite = [1, 2, 3, 4, 5, 8, 7, 6][orientation - 1] ?? 1
  const tagged = await sharp(upright).withMetadata({ orientation: opposite }).png().toBuffer()
  return sharp(tagged).autoOrient().png().toBuffer()
}

it('renderStill() reads every type that libvips has, 8 and 16 bits, grey and CMYK', async () => {
  const picture = () => cornered(64, 48)
  const cases: readonly (readonly [MediaType, Uint8Array])[] = [
    ['image/png', await picture().png().toBuffer()],
    ['image/png', await picture().toColourspace('rgb16').png().toBuffer()],
    ['image/webp', await picture().webp({ lossless: true }).toBuffer()],
    ['image/gif', await picture().gif().toBuffer()],
    ['image/tiff', await picture().tiff({ compression: 'lzw' }).toBuffer()],
    ['image/avif', await picture().avif({ quality: 90, effort: 0, chromaSubsampling: '4:4:4' }).toBuffer()],
    ['image/jpeg', await picture().jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer()],
  ]
  for (const [type, bytes] of cases)
    assert.deepEqual(await cornersOf(await render(bytes, type), 'preview'), CORNERS, type)
  const grey = await render(await picture().greyscale().png().toBuffer(), 'image/png')
  assert.match(grey.colour, /^#([0-9a-f]{2})\1\1$/)
  const cmyk = await picture().toColourspace('cmyk').jpeg({ chromaSubsampling: '4:4:4' }).toBuffer()
  // Inks are duller than lights: of the four colours only red and blue keep their names.
  const [red, , blue] = await cornersOf(await render(cmyk, 'image/jpeg'), 'preview')
  assert.deepEqual([red, blue], [CORNERS[0], CORNERS[2]])
})

it('renderStill() reads bitmaps and the merged picture of Photoshop files', async () => {
  assert.deepEqual(await cornersOf(await render(toBitmap(36, 24), 'image/bmp'), 'preview'), CORNERS)
  const psd = toPhotoshop(36, 24)
  assert.deepEqual(await cornersOf(await render(psd, 'image/vnd.adobe.photoshop'), 'preview'), CORNERS)
  await assert.rejects(render(psd.subarray(0, 20), 'image/vnd.adobe.photoshop'), { code: 'corrupt_source' })
})

/** Rows from the bottom, blue before green before red; `width` a multiple of 4. */
function toBitmap(width: number, height: number): Uint8Array {
  const pixels = cornerPixels(width, height)
  const head = Buffer.alloc(54)
  head.write('BM')
  head.writeUInt32LE(head.length + pixels.length, 2)
  head.writeUInt32LE(head.length, 10)
  head.writeUInt32LE(40, 14)
  head.writeInt32LE(width, 18)
  head.writeInt32LE(height, 22)
  head.writeUInt16LE(1, 26)
  head.writeUInt16LE(24, 28)
  const rows = Array.from({ length: height }, (_, row) => {
    const from = 3 * width * (height - 1 - row)
    return Buffer.from(pixels.subarray(from, from + 3 * width)).toReversed()
  })
  const mirrored = rows.map((row) =>
    Buffer.concat(
      Array.from({ length: width }, (_, x) => row.subarray(3 * (width - 1 - x), 3 * (width - x))),
    ),
  )
  return Buffer.concat([head, ...mirrored])
}

/** No layers; one plane a colour. */
function toPhotoshop(width: number, height: number): Uint8Array {
  const pixels = cornerPixels(width, height)
  const head = Buffer.alloc(26 + 12 + 2)
  head.write('8BPS')
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(3, 12)
  head.writeUInt32BE(height, 14)
  head.writeUInt32BE(width, 18)
  head.writeUInt16BE(8, 22)
  head.writeUInt16BE(3, 24)
  const planes = [0, 1, 2].map((channel) => pixels.filter((_, index) => index % 3 === channel))
  return Buffer.concat([head, ...planes])
}

it('renderStill() converts wide colours to sRGB, before and after scaling alike', async () => {
  // The same bytes in Display P3 are more saturated: red stays at its end, green of 128 does not stay 128.
  const source = sharp({
    create: { width: 3000, height: 300, channels: 3, background: { r: 200, g: 120, b: 80 } },
  })
  const wide = await source.withIccProfile('p3').png().toBuffer()
  const { colour } = await render(wide, 'image/png')
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
  for (const [index, value] of [200, 120, 80].entries())
    assert(Math.abs((channels[index] ?? 0) - value) <= 3, colour)
})

it('renderStill() puts white behind what is transparent', async () => {
  const clear = sharp({
    create: { width: 64, height: 64, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
  })
  assert.equal((await render(await clear.png().toBuffer(), 'image/png')).colour, '#ffffff')
})

it('renderStill() shows the first frame of what moves', async () => {
  const frames = await Promise.all(
    ['#ff0000', '#0000ff'].map((background) =>
      sharp({ create: { width: 40, height: 30, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  )
  const moving = await sharp(frames, { join: { animated: true } })
    .webp({ lossless: true })
    .toBuffer()
  const still = await render(moving, 'image/webp')
  assert.deepEqual([still.width, still.height, still.colour], [40, 30, '#ff0000'])
})

it('renderStill() does a recipe to the picture as it is seen, in every size', async () => {
  const [topLeft, topRight, bottomRight, bottomLeft] = CORNERS
  // Stored on its side: seen, its corners are the plain ones turned by a quarter.
  const onItsSide = await cornered(600, 400).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer()
  const known = { orientation: 6, width: 600, height: 400 }
  const seen = await render(onItsSide, 'image/jpeg', known)
  assert.deepEqual([seen.width, seen.height], [400, 600])
  const turned = await render(onItsSide, 'image/jpeg', known, { rotate: 270 })
  assert.deepEqual([turned.width, turned.height], [600, 400])
  const half = { left: 0, top: 0, width: 0.5, height: 1 }
  const cut = await render(onItsSide, 'image/jpeg', known, { rotate: 270, flip: true, crop: half })
  assert.deepEqual([cut.width, cut.height], [300, 400])
  for (const kind of ['small', 'medium', 'preview']) {
    assert.deepEqual(await cornersOf(seen, kind), [bottomLeft, topLeft, topRight, bottomRight])
    assert.deepEqual(await cornersOf(turned, kind), CORNERS)
    assert.deepEqual(await cornersOf(cut, kind), [topRight, topRight, bottomRight, bottomRight])
  }
})

it('renderStill() decodes as many pixels as what a recipe leaves needs, and no more than fit', async () => {
  const crop = { left: 0.25, top: 0.25, width: 0.5, height: 0.5 }
  const large = await scaled(cornered(44, 32), 4400, 3200).jpeg().toBuffer()
  const cut = await render(large, 'image/jpeg', { width: 4400, height: 3200 }, { crop })
  assert.deepEqual([cut.width, cut.height], [2200, 1600])
  const preview = cut.files.find(({ kind }) => kind === 'preview')
  assert.deepEqual([preview?.width, preview?.height], [2048, 1489])
  const huge = await scaled(cornered(44, 32), 8800, 6400).jpeg().toBuffer()
  const fine = { left: 0.5, top: 0.5, width: 0.1, height: 0.1 }
  const bounded = await render(huge, 'image/jpeg', { width: 8800, height: 6400 }, { crop: fine })
  const { width = 0 } = bounded.files.find(({ kind }) => kind === 'preview') ?? {}
  assert.equal(bounded.width, 880)
  assert.ok(width > 400 && width < 500, `${width}`)
  const speck = await cornered(200, 150).jpeg().toBuffer()
  const least = { left: 0.99, top: 0.99, width: 0.01, height: 0.01 }
  const made = await render(speck, 'image/jpeg', { width: 200, height: 150 }, { crop: least, straighten: 45 })
  assert.ok(made.width >= 1 && made.width <= 2)
})

it('renderStill() tells how a picture looks, and nothing of one that shows nothing', async () => {
  const corners = await cornered(400, 300).jpeg().toBuffer()
  const { lookHash } = await render(corners, 'image/jpeg')
  const again = await render(await cornered(1300, 975).webp().toBuffer(), 'image/webp')
  assert.match(lookHash ?? '', /^[0-9a-f]{16}$/)
  assert.ok(bitsBetween(lookHash ?? '', again.lookHash ?? '') <= LOOKALIKE_MAX_BITS)
  const blank = sharp({ create: { width: 90, height: 60, channels: 3, background: '#808080' } })
  assert.equal((await render(await blank.png().toBuffer(), 'image/png')).lookHash, null)
})

it('[R9] renderStill() marks the preview, and leaves nothing else of the metadata', async () => {
  const exif = { IFD0: { Make: 'Secret' }, IFD3: { GPSLatitude: '52/1 30/1 0/1' } }
  const tagged = await cornered(400, 300).withExif(exif).withIccProfile('p3').jpeg().toBuffer()
  const still = await render(tagged, 'image/jpeg')
  assert.deepEqual(readDerivativeMark(bytesOf(still, 'preview')), { originalSha256: SHA256 })
  for (const { bytes, kind } of still.files) {
    const metadata = await sharp(bytes).metadata()
    assert.deepEqual(
      [metadata.exif, metadata.icc, metadata.iptc, metadata.orientation],
      Array(4).fill(undefined),
      kind,
    )
    assert(!Buffer.from(bytes).includes('Secret'))
  }
})

it('[R9] renderStill() tells when a file declares other pixels than it holds', async () => {
  const jpeg = await cornered(64, 48).jpeg().toBuffer()
  const { warnings } = await render(jpeg, 'image/jpeg', { width: 4032, height: 3024 })
  assert.deepEqual(warnings, ['The file declares 4032 x 3024 pixels and holds 64 x 48'])
  assert.deepEqual((await render(jpeg, 'image/jpeg', { width: 48, height: 64 })).warnings, [])
})

it('renderStill() shows the largest picture inside a raw file, turned by the tag of the raw file', async () => {
  const large = await cornered(1200, 800).jpeg().withMetadata({ orientation: 3 }).toBuffer()
  const small = await cornered(160, 120).jpeg().toBuffer()
  const junk = new Uint8Array(1_000).fill(7)
  const raw = Buffer.concat([junk, small, large])
  const embeddedPictures = [
    { from: 0, to: 900, width: null, height: null },
    { from: junk.length + small.length, to: raw.length, width: null, height: null },
    { from: junk.length, to: junk.length + small.length, width: 160, height: 120 },
  ]
  const known = { embeddedPictures, width: 6000, height: 4000, orientation: 6 }
  const still = await render(raw, 'image/x-nikon-nef', known)
  assert.deepEqual([still.width, still.height, still.from], [4000, 6000, 'embedded_preview'])
  assert.deepEqual(sizesOf(still).at(-1), [800, 1200])
  const [red, green, blue, yellow] = CORNERS
  assert.deepEqual(await cornersOf(still, 'preview'), [yellow, red, green, blue])
})

it('renderStill() does not turn a raw file’s picture that stands upright already', async () => {
  const embedded = await cornered(800, 1200).jpeg().toBuffer()
  const embeddedPictures = [{ from: 0, to: embedded.length, width: null, height: null }]
  const still = await render(embedded, 'image/x-sony-arw', {
    embeddedPictures,
    width: 6000,
    height: 4000,
    orientation: 8,
  })
  assert.deepEqual([still.width, still.height], [4000, 6000])
  assert.deepEqual(await cornersOf(still, 'preview'), CORNERS)
})

it('renderStill() refuses drawings, floods of pixels and pictures that show nothing', async () => {
  const drawing = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>')
  await assert.rejects(render(drawing, 'image/svg+xml'), { code: 'unsupported_codec' })
  // libvips reads drawings, whatever their name; it is not let near them.
  const jpeg = Buffer.from(await cornered(640, 480).jpeg().toBuffer())
  const frame = jpeg.indexOf(Uint8Array.of(0xff, 0xc0))
  const flood = Buffer.from(jpeg)
  flood.writeUInt32BE(0x7530_7530, frame + 5)
  await assert.rejects(render(flood, 'image/jpeg'), { code: 'too_many_pixels' })
  const scan = jpeg.indexOf(Uint8Array.of(0xff, 0xda))
  await assert.rejects(render(jpeg.subarray(0, scan + 14), 'image/jpeg'), { code: 'corrupt_source' })
})
