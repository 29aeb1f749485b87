import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateSync } from 'node:zlib'
import type { FileFacts, MediaFacts } from './media-facts.ts'
import { ONLY_THUMBNAIL_TURNED, readMediaFacts, TYPE_BY_NAME } from './read-media-facts.ts'
import {
  big,
  box,
  buildHeic,
  buildJpeg,
  buildPng,
  buildTiff,
  buildWebp,
  buildXmp,
  countingSource,
  exifSegment,
  join,
  latin1,
  little,
  type TiffEntries,
  xmpSegment,
} from './test-kit/build-still.ts'

const FILE: FileFacts = { name: 'a.bin', modifiedAt: Date.UTC(2020, 0, 2, 3, 4, 5) }
const GPS: TiffEntries = {
  1: 'S',
  2: {
    fractions: [
      [10, 1],
      [30, 1],
      [0, 1],
    ],
  },
  3: 'W',
  4: {
    fractions: [
      [20, 1],
      [15, 1],
      [0, 1],
    ],
  },
  5: { bytes: Uint8Array.of(1) },
  6: { fractions: [[4305, 10]] },
}
const CAMERA: TiffEntries = {
  0x010f: 'Apple',
  0x0110: 'iPhone 15',
  0x0112: { shorts: [6] },
  0x8769: {
    directory: {
      0x829a: { fractions: [[1, 100]] },
      0x829d: { fractions: [[18, 10]] },
      0x8827: { shorts: [64] },
      0x9003: '2024:06:02 12:00:00',
      0x9011: '+02:00',
      0x920a: { fractions: [[57, 10]] },
      0x9291: '07',
      0xa434: 'back camera',
    },
  },
  0x8825: { directory: GPS },
}
const PLACE = { latitude: -10.5, longitude: -20.25, altitudeM: -430.5 }

function read(bytes: Uint8Array, name = FILE.name): Promise<MediaFacts> {
  return readMediaFacts(countingSource(bytes), { ...FILE, name })
}

test('readMediaFacts() reads everything of EXIF, in each container that has it, in both orders of bytes', async () => {
  for (const isBig of [false, true]) {
    const tiff = buildTiff(CAMERA, isBig)
    const containers: readonly (readonly [type: string, bytes: Uint8Array])[] = [
      ['image/jpeg', buildJpeg([exifSegment(tiff)])],
      ['image/heic', buildHeic(tiff, buildXmp(''))],
      ['image/png', buildPng([['eXIf', tiff]])],
      ['image/png', buildPng([['zTXt', rawProfile(tiff)]])],
      ['image/webp', buildWebp(['VP8X', join([0, 0, 0, 0], little(63, 3), little(47, 3))], ['EXIF', tiff])],
      [
        'image/jxl',
        join(
          box('JXL ', '\r\n\x87\n'),
          box('ftyp', 'jxl ', [0, 0, 0, 0], 'jxl '),
          box('Exif', [0, 0, 0, 0], tiff),
        ),
      ],
      [
        'image/jp2',
        join(
          box('jP  ', '\r\n\x87\n'),
          box('ftyp', 'jp2 ', [0, 0, 0, 0], 'jp2 '),
          box('uuid', 'JpgTiffExif->JP2', tiff),
        ),
      ],
      ['image/tiff', tiff],
    ]
    for (const [type, bytes] of containers) {
      const facts = await read(bytes)
      assert.equal(facts.type, type)
      assert.deepEqual([facts.make, facts.model, facts.lens], ['Apple', 'iPhone 15', 'back camera'], type)
      assert.equal(facts.orientation, 6, type)
      assert.deepEqual(facts.exposure, { iso: 64, fNumber: 1.8, seconds: 0.01, focalLengthMm: 5.7 }, type)
      assert.deepEqual(facts.place, PLACE, type)
      assert.deepEqual(facts.taken, {
        local: '2024-06-02T12:00:00.07',
        offsetMinutes: 120,
        offsetFrom: 'tag',
        at: Date.UTC(2024, 5, 2, 10, 0, 0, 70),
        source: 'exif_original',
      })
    }
  }
})

test('readMediaFacts() reads the size of every container', async () => {
  const sizes: readonly (readonly [type: string, bytes: Uint8Array, width: number, height: number])[] = [
    ['image/jpeg', buildJpeg([], 640, 480), 640, 480],
    ['image/heic', buildHeic(buildTiff({}), buildXmp('')), 4032, 3024],
    ['image/png', buildPng(), 64, 48],
    [
      'image/webp',
      buildWebp(['VP8 ', join([0, 0, 0, 0x9d, 1, 0x2a], little(320, 2), little(240, 2))]),
      320,
      240,
    ],
    ['image/webp', buildWebp(['VP8L', join([0x2f], little(319 + 239 * 2 ** 14, 4))]), 320, 240],
    ['image/gif', join('GIF89a', little(30, 2), little(20, 2), [0, 0, 0, 0x3b]), 30, 20],
    [
      'image/bmp',
      join('BM', new Uint8Array(12), little(40, 4), little(30, 4), little(2 ** 32 - 20, 4)),
      30,
      20,
    ],
    [
      'image/vnd.adobe.photoshop',
      join('8BPS', big(1, 2), new Uint8Array(6), big(3, 2), big(20, 4), big(30, 4), new Uint8Array(20)),
      30,
      20,
    ],
    ['image/tiff', buildTiff({ 0x0100: { shorts: [30] }, 0x0101: { longs: [20] } }), 30, 20],
    [
      'image/j2c',
      join([0xff, 0x4f, 0xff, 0x51, 0, 41, 0, 0], big(40, 4), big(30, 4), big(10, 4), big(10, 4)),
      30,
      20,
    ],
    // 20 = (1 + 1) * 8 would not do: small heights are multiples of eight, so this one is told in 9 bits.
    [
      'image/jxl',
      join(
        [0xff, 0x0a],
        bitsToBytes([
          [0, 1],
          [0, 2],
          [19, 9],
          [0, 3],
          [0, 2],
          [29, 9],
          [1, 1],
        ]),
      ),
      30,
      20,
    ],
    [
      'image/svg+xml',
      latin1('<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20px"></svg>'),
      30,
      20,
    ],
  ]
  for (const [type, bytes, width, height] of sizes) {
    const facts = await read(bytes)
    assert.deepEqual([facts.type, facts.width, facts.height], [type, width, height])
  }
})

test('readMediaFacts() takes the largest picture of a raw file for its size and lists its previews, largest first', async () => {
  const small = buildJpeg([], 160, 120)
  const large = buildJpeg([], 1600, 1200)
  const entriesAt = (at: number): TiffEntries => ({
    0x0100: { shorts: [160] },
    0x0101: { shorts: [120] },
    0x0201: { longs: [at] },
    0x0202: { longs: [small.length] },
    0x014a: { directory: { 0x0100: { shorts: [6000] }, 0x0101: { shorts: [4000] } } },
  })
  const next = (at: number): TiffEntries => ({
    0x0103: { shorts: [6] },
    0x0111: { longs: [at + small.length] },
    0x0117: { longs: [large.length] },
  })
  const at = buildTiff(entriesAt(0), false, next(0)).length
  const facts = await read(join(buildTiff(entriesAt(at), false, next(at)), small, large), 'DSC_1.NEF')
  assert.deepEqual([facts.type, facts.width, facts.height], ['image/x-nikon-nef', 6000, 4000])
  assert.deepEqual(facts.subtypes, ['raw'])
  assert.deepEqual(facts.embeddedPictures, [
    { from: at + small.length, to: at + small.length + large.length, width: 1600, height: 1200 },
    { from: at, to: at + small.length, width: 160, height: 120 },
  ])
})

test('readMediaFacts() calls a TIFF with a DNG version a DNG', async () => {
  const facts = await read(buildTiff({ 0xc612: { bytes: Uint8Array.of(1, 4, 0, 0) } }), 'scan.tif')
  assert.equal(facts.type, 'image/x-adobe-dng')
})

test('readMediaFacts() finds the identifiers in an Apple note', async () => {
  const directory = buildTiff(
    { 0x0b: '1E27A1C0-9227-44EF-A8F6-AE97D0EDA82F', 0x11: '9B539AB8-A668-4FA6-9207-EB653A5E7E3C' },
    true,
  )
  // The note is a TIFF with another, longer header: what its offsets count from stands six bytes earlier.
  const shifted = shiftOffsets(directory.subarray(8), 6)
  const note = join('Apple iOS\0', [0, 1], 'MM', shifted)
  const facts = await read(
    buildJpeg([exifSegment(buildTiff({ 0x8769: { directory: { 0x927c: { bytes: note } } } }))]),
  )
  assert.equal(facts.burstId, '1E27A1C0-9227-44EF-A8F6-AE97D0EDA82F')
  assert.equal(facts.contentId, '9B539AB8-A668-4FA6-9207-EB653A5E7E3C')
  assert.deepEqual(facts.subtypes, ['live_photo', 'burst'])
})

test('readMediaFacts() takes the word of the EXIF tag for the orientation, then that of HEIF itself', async () => {
  assert.equal((await read(buildHeic(buildTiff({ 0x0112: { shorts: [3] } }), '', 3))).orientation, 3)
  assert.deepEqual(
    await Promise.all(
      [0, 1, 2, 3].map(async (turns) => (await read(buildHeic(buildTiff({}), '', turns))).orientation),
    ),
    [1, 8, 3, 6],
  )
  assert.equal((await read(buildJpeg([exifSegment(buildTiff({ 0x0112: { shorts: [9] } }))]))).orientation, 1)
  const thumbnail = buildTiff({ 0x0110: 'camera' }, false, { 0x0112: { shorts: [8] } })
  const facts = await read(buildJpeg([exifSegment(thumbnail)]))
  assert.equal(facts.orientation, 1)
  assert.deepEqual(facts.warnings, [ONLY_THUMBNAIL_TURNED])
})

test('readMediaFacts() takes XMP where EXIF is silent, under any prefix, as attributes or as elements', async () => {
  const shapes = [
    xmpSegment(
      'exif:DateTimeOriginal="2024-06-02T12:00:00+02:00" exif:GPSLatitude="10,30S" exif:GPSLongitude="20,15.0W" exif:GPSAltitude="4305/10" exif:GPSAltitudeRef="1" tiff:Model="Model &amp; &#x41;"',
    ),
    xmpSegment(
      'xmlns:e="http://ns.adobe.com/exif/1.0/"',
      '<e:DateTimeOriginal>2024-06-02T12:00:00+02:00</e:DateTimeOriginal><e:GPSLatitude>-10.5</e:GPSLatitude><e:GPSLongitude>20.25W</e:GPSLongitude><e:GPSAltitude>430.5</e:GPSAltitude><e:GPSAltitudeRef>1</e:GPSAltitudeRef><tiff:Model>Model &amp; A</tiff:Model>',
    ),
  ]
  for (const shape of shapes) {
    const facts = await read(buildJpeg([shape]))
    assert.deepEqual(facts.place, PLACE)
    assert.equal(facts.model, 'Model & A')
    assert.deepEqual(
      [facts.taken.local, facts.taken.offsetMinutes, facts.taken.source],
      ['2024-06-02T12:00:00', 120, 'xmp_created'],
    )
  }
})

test('readMediaFacts() has no place without a fix, half a fix or a globe under it', async () => {
  const at = (latitude: number, longitude: number): TiffEntries => ({
    1: 'N',
    2: { fractions: [[latitude, 1]] },
    3: 'E',
    4: { fractions: [[longitude, 1]] },
  })
  const { 2: _, ...half } = at(1, 2)
  for (const gps of [
    {},
    at(0, 0),
    at(91, 10),
    at(1, 181),
    half,
    { ...at(1, 2), 2: { fractions: [[1, 0]] } } as TiffEntries,
  ]) {
    assert.equal(
      (await read(buildJpeg([exifSegment(buildTiff({ 0x8825: { directory: gps } }))]))).place,
      null,
    )
  }
  const onEquator = await read(buildJpeg([exifSegment(buildTiff({ 0x8825: { directory: at(0, 32) } }))]))
  assert.deepEqual(onEquator.place, { latitude: 0, longitude: 32, altitudeM: null })
})

test('readMediaFacts() says by warnings what was wrong', async () => {
  assert.deepEqual((await read(latin1('<html></html>'), 'a.jpg')).warnings, [
    TYPE_BY_NAME,
    'the picture ends before its pixels',
  ])
  assert.deepEqual((await read(buildJpeg([xmpSegment('')]).subarray(0, 60))).warnings.length > 0, true)
  assert.deepEqual((await read(buildPng().subarray(0, 40))).warnings, ['the file ends before its last chunk'])
})

test('readMediaFacts() falls back to the name of a file, then to its time, and keeps nothing of unsupported ones', async () => {
  const named = await read(buildJpeg(), 'IMG_20240602_120000.jpg')
  assert.deepEqual([named.taken.local, named.taken.source], ['2024-06-02T12:00:00', 'file_name'])
  const timed = await read(buildJpeg())
  assert.deepEqual(
    [timed.taken.local, timed.taken.at, timed.taken.source],
    ['2020-01-02T03:04:05', FILE.modifiedAt, 'file_time'],
  )
  const other = await read(latin1('words'), 'a.txt')
  assert.deepEqual([other.kind, other.type], ['unsupported', null])
})

test('readMediaFacts() rejects when the bytes cannot be read, and not otherwise', async () => {
  const source = { bytes: 10, read: () => Promise.reject(new Error('disk')) }
  await assert.rejects(readMediaFacts(source, FILE), /disk/)
  assert.equal(
    (
      await readMediaFacts(
        { bytes: 10_000, read: () => Promise.resolve(new Uint8Array()) },
        { ...FILE, name: 'a.jpg' },
      )
    ).width,
    null,
  )
})

function rawProfile(tiff: Uint8Array): Uint8Array {
  const block = join('Exif\0\0', tiff)
  const digits = [...block].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return join('Raw profile type exif\0', [0], deflateSync(latin1(`\nexif\n${block.length}\n${digits}\n`)))
}

/** Adds to the offset of each entry whose value stands outside of it. */
function shiftOffsets(directory: Uint8Array, by: number): Uint8Array {
  const bytes = directory.slice()
  const view = new DataView(bytes.buffer)
  for (let index = 0; index < view.getUint16(0); index += 1) {
    const at = 2 + index * 12
    if (view.getUint32(at + 4) > 4) view.setUint32(at + 8, view.getUint32(at + 8) + by)
  }
  return bytes
}

function bitsToBytes(fields: readonly (readonly [value: number, bits: number])[]): Uint8Array {
  const bits = fields.flatMap(([value, count]) =>
    Array.from({ length: count }, (_, index) => (value >> index) & 1),
  )
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) + 8 }, (_, index) =>
    bits.slice(index * 8, index * 8 + 8).reduce((byte, bit, place) => byte | (bit << place), 0),
  )
}
