import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ByteSource } from '../media-facts.ts'
import type { MediaType } from '../media-type.ts'
import { parseIso6709 } from './parse-iso6709.ts'
import { parseZonedDate } from './parse-zoned-date.ts'
import { readVideoFacts } from './read-video-facts.ts'
import type { VideoFacts } from './video-facts.ts'

function big(value: number, lengthBytes: number): string {
  return lengthBytes === 0
    ? ''
    : big(Math.floor(value / 256), lengthBytes - 1) + String.fromCharCode(value % 256)
}

const little = (value: number, lengthBytes: number): string =>
  [...big(value, lengthBytes)].toReversed().join('')
const zeros = (count: number): string => '\0'.repeat(count)

function double(value: number): string {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setFloat64(0, value)
  return String.fromCharCode(...bytes)
}

/** An EBML element, its length always in two bytes. */
const element = (id: string, ...content: readonly string[]): string => {
  const joined = content.join('')
  return id + big(0x4000 + joined.length, 2) + joined
}
const chunk = (type: string, content: string): string => type + little(content.length, 4) + content
const object = (name: string, content: string): string => name + little(content.length + 24, 8) + content

const MATROSKA =
  element('\x1a\x45\xdf\xa3', element('\x42\x82', 'matroska')) +
  '\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff' +
  element(
    '\x15\x49\xa9\x66',
    element('\x2a\xd7\xb1', big(1e6, 3)),
    element('\x44\x89', double(13_699)),
    element('\x44\x61', big(569_318_484e9, 8)),
  ) +
  element(
    '\x16\x54\xae\x6b',
    element('\xae', element('\x83', '\x02'), element('\x86', 'A_OPUS')),
    element(
      '\xae',
      element('\x83', '\x01'),
      element('\x86', 'V_MPEGH/ISO/HEVC'),
      element('\x23\xe3\x83', big(40e6, 4)),
      element(
        '\xe0',
        element('\xb0', big(1920, 2)),
        element('\xba', big(1080, 2)),
        element('\x55\xb0', element('\x55\xba', '\x10')),
        element('\x76\x70', element('\x76\x75', double(90))),
      ),
    ),
  )

const AVI_HEADER =
  'hdrl' +
  chunk(
    'avih',
    little(40_000, 4) + zeros(12) + little(100, 4) + zeros(12) + little(320, 4) + little(240, 4) + zeros(16),
  ) +
  chunk(
    'LIST',
    `strl${chunk('strh', `vidsMJPG${zeros(12)}${little(1, 4)}${little(25, 4)}${zeros(4)}${little(100, 4)}${zeros(16)}`)}${chunk('strf', `${little(40, 4)}${little(320, 4)}${little(240, 4)}${zeros(4)}MJPG${zeros(20)}`)}`,
  ) +
  chunk('IDIT', 'Mon Mar 10 15:04:43 2003\n\0')
const AVI = `RIFF${zeros(4)}AVI ${chunk('LIST', AVI_HEADER)}`

const WINDOWS_MEDIA =
  object('\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c', little(2, 4) + '\x01\x02') +
  object(
    '\xa1\xdc\xab\x8c\x47\xa9\xcf\x11\x8e\xe4\x00\xc0\x0c\x20\x53\x65',
    zeros(24) + little(128_166_372_000_000_000, 8) + zeros(8) + little(5e7, 8) + zeros(32),
  ) +
  object(
    '\x91\x07\xdc\xb7\xb7\xa9\xcf\x11\x8e\xe6\x00\xc0\x0c\x20\x53\x65',
    `\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b${zeros(38)}${little(640, 4)}${little(480, 4)}\x02${little(40, 2)}${zeros(16)}WMV3${zeros(20)}`,
  )

const amf = (name: string, value: number): string => `${big(name.length, 2)}${name}\0${double(value)}`
const FLASH_SCRIPT = `\x02\0\x0aonMetaData\x08${big(4, 4)}${amf('duration', 2.5)}${amf('width', 480)}${amf('height', 270)}${amf('framerate', 24)}${amf('videocodecid', 7)}\0\0\x09`
const FLASH = `FLV\x01\x05${big(9, 4)}${zeros(4)}\x12${big(FLASH_SCRIPT.length, 3)}${zeros(7)}${FLASH_SCRIPT}`

const oggPage = (granule: number, content: string): string =>
  `OggS\0\x02${little(granule, 8)}KEY!${zeros(8)}\x01${big(content.length, 1)}${content}`
const OGG =
  oggPage(
    0,
    `\x80theora\x03\x02\x01${zeros(4)}${big(352, 3)}${big(288, 3)}\0\0${big(25, 4)}${big(1, 4)}${zeros(10)}${big(6 << 5, 2)}`,
  ) + oggPage((40 << 6) + 10, 'frame')

const time = (ticks: number): string =>
  big(0x21 + Math.floor(ticks / 2 ** 30) * 2, 1) +
  big((Math.floor(ticks / 2 ** 15) % 2 ** 15) * 2 + 1, 2) +
  big((ticks % 2 ** 15) * 2 + 1, 2)
const packet = (ticks: number, content: string): string =>
  `\0\0\x01\xe0${big(content.length + 8, 2)}\x80\x80\x05${time(ticks)}${content}`
const SEQUENCE = `\0\0\x01\xb3\x2d\x02\x40\x33${zeros(8)}`
const PROGRAM = `\0\0\x01\xba\x44${zeros(9)}${packet(90_000, SEQUENCE)}${packet(270_000, zeros(40))}`

/** An H.264 parameter set of 1440 × 1080 in fields, then AVCHD's note: 2010-05-06 17:08:09, nine hours east, Sony. */
const AVCHD_NOTE = `\x17\xee\x8c\x60\xf8\x4d\x11\xd9\x8c\xd6\x08\x00\x20\x0c\x9a\x66MDPM\x03\x18\x12\x20\x10\x05\x19\x06\x17\x08\x09\xe0\x01\x08\0\0`
const golomb = (value: number): string =>
  (value + 1).toString(2).padStart((value + 1).toString(2).length * 2 - 1, '0')
const SEQUENCE_BITS =
  [
    '01100100',
    '00000000',
    '00101000',
    golomb(0),
    golomb(1),
    golomb(0),
    golomb(0),
    '00',
    golomb(0),
    golomb(0),
  ].join('') +
  [
    golomb(0),
    golomb(4),
    '0',
    golomb(89),
    golomb(33),
    '0111',
    golomb(0),
    golomb(0),
    golomb(0),
    golomb(2),
    '01',
  ].join('')
const SEQUENCE_SET = SEQUENCE_BITS.replace(/.{1,8}/g, (bits) =>
  big(Number.parseInt(bits.padEnd(8, '0'), 2), 1),
)
const AVCHD = `\0\0\x01\x67${SEQUENCE_SET}\0\0\x01\x06\x05\x29${AVCHD_NOTE}\x80\0\0\x01\x65${zeros(90)}`

const tsPacket = (id: number, begins: boolean, content: string): string => {
  const stuffing = 184 - content.length
  const field =
    stuffing === 0 ? '' : stuffing === 1 ? '\0' : `${big(stuffing - 1, 1)}\0${'\xff'.repeat(stuffing - 2)}`
  return `\0\0\0\0\x47${big((begins ? 0x4000 : 0) + id, 2)}${stuffing === 0 ? '\x10' : '\x30'}${field}${content}`
}
const TRANSPORT =
  tsPacket(0, true, `\0\0\xb0\x0d\0\x01\xc1\0\0\0\x01\xe1\0${zeros(4)}`) +
  tsPacket(256, true, `\0\x02\xb0\x12\0\x01\xc1\0\0\xf0\x11\xf0\0\x1b\xf0\x11\xf0\0${zeros(4)}`) +
  tsPacket(0x1011, true, packet(900_000, AVCHD.slice(0, 130))) +
  tsPacket(0x1011, false, AVCHD.slice(130)) +
  tsPacket(0x1011, true, packet(1_080_000, zeros(60)))

const CASES: readonly (readonly [
  what: string,
  type: MediaType,
  content: string,
  facts: Partial<VideoFacts>,
])[] = [
  [
    'Matroska',
    'video/x-matroska',
    MATROSKA,
    {
      width: 1920,
      height: 1080,
      rotation: 90,
      durationMs: 13_699,
      codec: 'hvc1',
      framesPerSecond: 25,
      subtypes: ['hdr'],
      createdUtc: Date.UTC(2019, 0, 16, 8, 1, 24),
    },
  ],
  [
    'AVI',
    'video/x-msvideo',
    AVI,
    {
      width: 320,
      height: 240,
      durationMs: 4000,
      codec: 'mjpg',
      framesPerSecond: 25,
      creationDate: { local: '2003-03-10T15:04:43', offsetMinutes: null },
    },
  ],
  [
    'Windows Media',
    'video/x-ms-wmv',
    WINDOWS_MEDIA,
    { width: 640, height: 480, durationMs: 5000, codec: 'wmv3', createdUtc: Date.UTC(2007, 1, 22, 17) },
  ],
  [
    'Flash video',
    'video/x-flv',
    FLASH,
    { width: 480, height: 270, durationMs: 2500, codec: 'avc1', framesPerSecond: 24 },
  ],
  [
    'Ogg Theora',
    'video/ogg',
    OGG,
    { width: 352, height: 288, durationMs: 2000, codec: 'theo', framesPerSecond: 25 },
  ],
  [
    'a program stream',
    'video/mpeg',
    PROGRAM,
    { width: 720, height: 576, durationMs: 2000, codec: 'mp2v', framesPerSecond: 25 },
  ],
  [
    'an AVCHD stream',
    'video/mp2t',
    TRANSPORT,
    {
      width: 1440,
      height: 1080,
      durationMs: 2000,
      make: 'Sony',
      creationDate: { local: '2010-05-06T17:08:09', offsetMinutes: 540 },
      codec: 'avc1',
    },
  ],
]

const toBytes = (content: string): Uint8Array => Uint8Array.from(content, (letter) => letter.charCodeAt(0))
const toSource = (bytes: Uint8Array): ByteSource => ({
  bytes: bytes.length,
  read: async (from, to) => bytes.subarray(from, to),
})

for (const [what, type, content, expected] of CASES) {
  test(`readVideoFacts() reads ${what}`, async () => {
    const facts = await readVideoFacts(toSource(toBytes(content)), type)
    for (const [name, value] of Object.entries(expected))
      assert.deepEqual(facts[name as keyof VideoFacts], value, name)
    assert.deepEqual(facts.warnings, [])
  })

  test(`readVideoFacts() never rejects for ${what} that is changed or cut`, async () => {
    const good = toBytes(content)
    const edits = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(edits, fc.nat(good.length), async (changes, lengthBytes) => {
        const bytes = good.slice(0, Math.max(lengthBytes, good.length - lengthBytes))
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte
        const facts = await readVideoFacts(toSource(bytes), type)
        assert.ok(facts.durationMs === null || facts.durationMs > 0)
        assert.ok(facts.width === null || facts.width > 0)
      }),
      { numRuns: 100 },
    )
  })
}

test('readVideoFacts() passes on that the source cannot be read', async () => {
  const read = (): Promise<Uint8Array> => Promise.reject(new Error('Cannot read the disk'))
  await assert.rejects(readVideoFacts({ bytes: 100, read }, 'video/mp4'), /Cannot read the disk/)
})

test('parseZonedDate() reads what cameras write and refuses what is in no calendar', () => {
  assert.deepEqual(parseZonedDate('2024:07:08 09:10:11.250-07:00'), {
    local: '2024-07-08T09:10:11.250',
    offsetMinutes: -420,
  })
  assert.deepEqual(parseZonedDate('2024-07-08T09:10:11Z'), { local: '2024-07-08T09:10:11', offsetMinutes: 0 })
  assert.deepEqual(parseZonedDate('2024-07-08T09:10:11'), {
    local: '2024-07-08T09:10:11',
    offsetMinutes: null,
  })
  assert.deepEqual(parseZonedDate('2024-07-08T09:10:11+0545'), {
    local: '2024-07-08T09:10:11',
    offsetMinutes: 345,
  })
  for (const bad of [
    '',
    '2024',
    '2024-07-08',
    '2024-02-30T00:00:00',
    '2024-13-01T00:00:00',
    '0000:00:00 00:00:00',
    '2024-07-08T25:00:00',
  ]) {
    assert.equal(parseZonedDate(bad), null)
  }
})

test('parseIso6709() reads degrees, minutes and seconds', () => {
  assert.deepEqual(parseIso6709('-33.8568+151.2153/'), {
    latitude: -33.8568,
    longitude: 151.2153,
    altitudeM: null,
  })
  assert.deepEqual(parseIso6709('+4840.5-00312.6+12/'), { latitude: 48.675, longitude: -3.21, altitudeM: 12 })
  assert.deepEqual(parseIso6709('+484030.0-0031236.0/'), {
    latitude: 48.675,
    longitude: -3.21,
    altitudeM: null,
  })
  for (const bad of ['', '+91.0+000.1/', '+10.0+181.0/', '51.5 0.1', '+0+0/'])
    assert.equal(parseIso6709(bad), null)
})
