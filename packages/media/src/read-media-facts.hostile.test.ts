import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readMediaFacts } from './read-media-facts.ts'
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
  xmpSegment,
} from './test-kit/build-still.ts'

/** What one file may cost: see `byte-reader.ts`. */
const READ_BYTES_MAX = 24 * 1024 * 1024 + 65_536
const READ_CALLS_MAX = 400
/** Far more than any file takes, little enough to show a loop without end. */
const PATIENCE_MS = 3000
const TIFF = buildTiff({
  0x010f: 'Apple',
  0x0100: { shorts: [30] },
  0x014a: { directory: { 0x0201: { longs: [8] }, 0x0202: { longs: [100] } } },
  0x8769: {
    directory: {
      0x9003: '2024:06:02 12:00:00',
      0x927c: { bytes: join('Apple iOS\0', [0, 1], 'MM', [0, 1], new Uint8Array(40)) },
    },
  },
  0x8825: { directory: { 1: 'N', 2: { fractions: [[1, 1]] }, 3: 'E', 4: { fractions: [[2, 1]] } } },
})
const XMP = buildXmp(
  'xmp:CreateDate="2024-06-02"',
  '<Container:Directory><rdf:Seq><rdf:li Item:Semantic="MotionPhoto" Item:Length="9"/></rdf:Seq></Container:Directory>',
)
const CR3 = join(
  box('ftyp', 'crx ', [0, 0, 0, 1], 'crx isom'),
  box(
    'moov',
    box(
      'uuid',
      '\x85\xc0\xb6\x87\x82\x0f\x11\xe0\x81\x11\xf4\xce\x46\x2b\x6a\x48',
      box('CMT1', TIFF),
      box('THMB', buildJpeg()),
    ),
  ),
)
const CRW = join(
  'II',
  little(14, 4),
  'HEAPCCDR',
  new Uint8Array(20),
  little(1, 2),
  little(0x2807, 2),
  little(20, 4),
  little(0, 4),
  little(20, 4),
)
const X3F = join(
  'FOVb',
  new Uint8Array(24),
  little(30, 4),
  little(20, 4),
  new Uint8Array(4),
  'SECd',
  little(0, 4),
  little(1, 4),
  little(0, 4),
  little(40, 4),
  'PROP',
  little(40, 4),
)
const RAF = join(
  'FUJIFILMCCD-RAW ',
  new Uint8Array(68),
  big(92, 4),
  big(400, 4),
  buildJpeg([exifSegment(TIFF)]),
)
const MRW = join(
  '\0MRM',
  big(40, 4),
  '\0PRD',
  big(16, 4),
  new Uint8Array(16),
  '\0TTW',
  big(TIFF.length, 4),
  TIFF,
)

/** A file of every kind that is read, by a name that leads to its reader. */
const FILES: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  [
    'a.jpg',
    buildJpeg([
      exifSegment(TIFF),
      xmpSegment('xmp:CreateDate="2024-06-02"'),
      [0xed, join('Photoshop 3.0\0', '8BIM', [4, 4, 0, 0], big(10, 4), [0x1c, 2, 55, 0, 8], '20240602')],
    ]),
  ],
  ['a.heic', buildHeic(TIFF, XMP, 1, box('mpvd', box('ftyp', 'isom')))],
  [
    'a.png',
    buildPng([
      ['eXIf', TIFF],
      ['iTXt', join('XML:com.adobe.xmp\0\0\0\0\0', XMP)],
      ['zTXt', join('Raw profile type exif\0\0', [0x78, 0x9c, 5, 0, 1])],
    ]),
  ],
  [
    'a.webp',
    buildWebp(
      ['VP8X', new Uint8Array(10)],
      ['EXIF', TIFF],
      ['XMP ', latin1(XMP)],
      ['ANMF', new Uint8Array(16)],
    ),
  ],
  [
    'a.gif',
    join(
      'GIF89a',
      little(3, 2),
      little(2, 2),
      [0x80, 0, 0, 0, 0, 0, 0, 0, 0],
      [0x21, 0xf9, 4, 0, 5, 0, 0, 0],
      [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 1, 0, 0, 0x3b],
    ),
  ],
  ['a.dng', TIFF],
  [
    'a.jxl',
    join(
      box('JXL ', '\r\n\x87\n'),
      box('ftyp', 'jxl '),
      box('jxlc', [0xff, 0x0a, 0x12, 0x34, 0x56, 0x78]),
      box('Exif', [0, 0, 0, 0], TIFF),
    ),
  ],
  [
    'a.jp2',
    join(
      box('jP  ', '\r\n\x87\n'),
      box('ftyp', 'jp2 '),
      box('jp2h', box('ihdr', big(20, 4), big(30, 4))),
      box('xml ', XMP),
    ),
  ],
  [
    'a.psd',
    join(
      '8BPS',
      big(1, 2),
      new Uint8Array(20),
      big(0, 4),
      big(60, 4),
      '8BIM',
      big(0x0422, 2),
      [0, 0],
      big(TIFF.length, 4),
      TIFF,
    ),
  ],
  ['a.bmp', join('BM', new Uint8Array(12), little(40, 4), little(30, 4), little(20, 4))],
  ['a.svg', latin1('<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "&b;">]><svg width="3" height="2"/>')],
  ['a.xmp', latin1(XMP)],
  ['a.cr3', CR3],
  ['a.crw', CRW],
  ['a.x3f', X3F],
  ['a.raf', RAF],
  ['a.mrw', MRW],
]

async function readWithin(bytes: Uint8Array, name: string): Promise<void> {
  const source = countingSource(bytes)
  const startedAt = performance.now()
  const facts = await readMediaFacts(source, { name, modifiedAt: 0 })
  assert.ok(performance.now() - startedAt < PATIENCE_MS, 'took too long')
  assert.ok(source.count.bytes <= READ_BYTES_MAX, `${source.count.bytes} bytes read`)
  assert.ok(source.count.calls <= READ_CALLS_MAX, `${source.count.calls} calls`)
  assert.ok(facts.warnings.length <= 5)
  assert.ok(Number.isFinite(facts.taken.at))
  assert.ok(facts.orientation >= 1 && facts.orientation <= 8)
  for (const size of [facts.width, facts.height]) assert.ok(size === null || size >= 0)
}

for (const [name, bytes] of FILES) {
  test(`readMediaFacts() ends within its bounds for ${name}, with bytes changed, cut and added`, async () => {
    const change = fc.record({
      at: fc.nat(bytes.length - 1),
      byte: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 12 }),
        fc.nat(bytes.length),
        fc.uint8Array({ maxLength: 40 }),
        async (changes, cut, added) => {
          const hostile = bytes.slice()
          for (const { at, byte } of changes) hostile[at] = byte
          await readWithin(hostile, name)
          await readWithin(join(hostile.subarray(0, cut), added), name)
        },
      ),
      { numRuns: 150 },
    )
  })
}

test('readMediaFacts() ends within its bounds for noise under every name', async () => {
  const names = fc.constantFrom(...FILES.map(([name]) => name), 'a.mp4', 'a.mkv', 'a.arw', 'a.iiq')
  await fc.assert(
    fc.asyncProperty(names, fc.uint8Array({ maxLength: 3000 }), async (name, bytes) =>
      readWithin(bytes, name),
    ),
  )
})

test('readMediaFacts() ends within its bounds for directories without end', async () => {
  const many = Array.from({ length: 40 }, (_, index) => 8 + index * 12)
  const pointers = join(
    'II*\0',
    little(8, 4),
    little(2, 2),
    little(0x014a, 2),
    little(4, 2),
    little(4000, 4),
    little(34, 4),
    little(0x010f, 2),
    little(2, 2),
    little(0xffffffff, 4),
    little(8, 4),
    little(8, 4),
    ...many.map((at) => little(at, 4)),
  )
  await readWithin(pointers, 'a.dng')
  const self = buildTiff({ 0x8769: { longs: [8] }, 0x8825: { longs: [8] }, 0x014a: { longs: [8] } })
  const facts = await readMediaFacts(countingSource(buildJpeg([exifSegment(self)])), {
    name: 'a.jpg',
    modifiedAt: 0,
  })
  assert.deepEqual(facts.warnings, ['a directory points back at another one'])
})

test('readMediaFacts() ends within its bounds for endless metadata', async () => {
  const deep = `${'<a>'.repeat(200_000)}`
  const wide = Array.from({ length: 20_000 }, (_, index) => `xmp:a${index}="1"`).join(' ')
  const laughs = `<!DOCTYPE x [${'<!ENTITY a "&a;&a;">'.repeat(1000)}]>${buildXmp('xmp:CreateDate="&a;"')}`
  for (const xmp of [
    deep,
    `<x:xmpmeta>${deep}`,
    buildXmp('', deep),
    buildXmp(wide),
    buildXmp('', wide),
    laughs,
  ]) {
    await readWithin(latin1(xmp), 'a.xmp')
  }
  const segments = Array.from({ length: 3000 }, () => exifSegment(buildTiff({})))
  await readWithin(buildJpeg(segments), 'a.jpg')
  await readWithin(buildPng(Array.from({ length: 5000 }, () => ['tEXt', latin1('a\0b')] as const)), 'a.png')
  await readWithin(join([0xff, 0xd8], new Uint8Array(4_000_000).fill(0xff)), 'a.jpg')
  await readWithin(join('\0\0\0\x18ftypheic\0\0\0\0', new Uint8Array(4_000_000)), 'a.heic')
})

test('readMediaFacts() reads little of a large file', async () => {
  const bytes = join(buildJpeg([exifSegment(TIFF)]), new Uint8Array(3_000_000))
  const source = countingSource(bytes)
  await readMediaFacts(source, { name: 'a.jpg', modifiedAt: 0 })
  assert.ok(source.count.bytes <= 2 * 65_536, `${source.count.bytes} bytes read`)
})
