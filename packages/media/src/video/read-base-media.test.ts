import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ByteSource } from '../media-facts.ts'
import { readVideoFacts } from './read-video-facts.ts'
import type { VideoFacts } from './video-facts.ts'

/** Seconds from 1904 to 2024-07-08T23:30:00Z. */
const CREATED = 2_082_844_800 + 1_720_481_400
const TURN: Readonly<Record<number, readonly number[]>> = {
  0: [0x10000, 0],
  90: [0, 0x10000],
  180: [-0x10000, 0],
  270: [0, -0x10000],
}

function u(value: number, lengthBytes: number): string {
  let text = ''
  for (let index = lengthBytes - 1; index >= 0; index -= 1) {
    text += String.fromCharCode(
      Math.floor((value < 0 ? value + 256 ** lengthBytes : value) / 256 ** index) % 256,
    )
  }
  return text
}

const zeros = (count: number): string => '\0'.repeat(count)
const box = (type: string, ...content: readonly string[]): string => {
  const joined = content.join('')
  return u(joined.length + 8, 4) + type + joined
}

interface Movie {
  readonly created?: number
  readonly duration?: number
  readonly rotation?: number
  readonly codec?: string
  readonly frames?: readonly (readonly [count: number, ticks: number])[]
  readonly entryBoxes?: string
  readonly tags?: string
  readonly movieEnd?: string
  readonly handler?: string
}

function buildTrack({
  rotation = 0,
  codec = 'avc1',
  frames = [[30, 20]],
  entryBoxes = '',
  handler = 'vide',
}: Movie): string {
  const turn = TURN[rotation] ?? []
  const matrix = u(turn[0] ?? 0, 4) + u(turn[1] ?? 0, 4) + zeros(28)
  const entry = codec + zeros(6) + u(1, 2) + zeros(16) + u(640, 2) + u(360, 2) + zeros(50) + entryBoxes
  const rows = frames.map(([count, ticks]) => u(count, 4) + u(ticks, 4)).join('')
  return box(
    'trak',
    box('tkhd', zeros(12), u(7, 4), zeros(24), matrix, u(640 * 65536, 4), u(360 * 65536, 4)),
    box(
      'mdia',
      box('mdhd', zeros(12), u(600, 4), u(600, 4), zeros(4)),
      box('hdlr', zeros(8), handler, zeros(12)),
      box(
        'minf',
        box(
          'stbl',
          box('stsd', zeros(4), u(1, 4), u(entry.length + 4, 4), entry),
          box('stts', zeros(4), u(frames.length, 4), rows),
        ),
      ),
    ),
  )
}

function buildMovie(movie: Movie = {}): string {
  const header = box(
    'mvhd',
    zeros(4),
    u(movie.created ?? CREATED, 4),
    zeros(4),
    u(600, 4),
    u(movie.duration ?? 600, 4),
  )
  const sound = box('trak', box('mdia', box('hdlr', zeros(8), 'soun', zeros(12))))
  const moov = box('moov', header, sound, buildTrack(movie), movie.tags ?? '', movie.movieEnd ?? '')
  return box('ftyp', 'qt  ', zeros(4)) + box('mdat', zeros(5000)) + moov
}

/** QuickTime keys: texts as UTF-8, numbers as floating point or integers. */
function buildKeys(values: Readonly<Record<string, string>>): string {
  const names = Object.keys(values)
  const keys = names.map((name) => u(name.length + 8, 4) + 'mdta' + name).join('')
  const list = names.map((name, index) => box(u(index + 1, 4), box('data', values[name] ?? '')))
  return box(
    'meta',
    box('hdlr', zeros(8), 'mdta', zeros(12)),
    box('keys', zeros(4), u(names.length, 4), keys),
    box('ilst', ...list),
  )
}

const text = (value: string): string => u(1, 4) + zeros(4) + value
const userText = (type: string, value: string): string => box(type, u(value.length, 2), u(0x15c7, 2), value)

function toSource(content: string): ByteSource {
  const bytes = Uint8Array.from(content, (letter) => letter.charCodeAt(0))
  return { bytes: bytes.length, read: async (from, to) => bytes.subarray(from, to) }
}

function read(content: string): Promise<VideoFacts> {
  return readVideoFacts(toSource(content), 'video/quicktime')
}

const APPLE = buildMovie({
  rotation: 90,
  codec: 'hvc1',
  entryBoxes: box('colr', 'nclx', u(9, 2), u(18, 2), u(9, 2), '\0'),
  tags: buildKeys({
    'com.apple.quicktime.make': text('Apple'),
    'com.apple.quicktime.model': text('iPhone 14 Pro'),
    'com.apple.quicktime.creationdate': text('2024-07-08T09:10:11+0200'),
    'com.apple.quicktime.location.ISO6709': text('+51.5334-000.1255+026.756/'),
    'com.apple.quicktime.content.identifier': text('9B539AB8-A668-4FA6-9207-EB653A5E7E3C'),
  }),
})

test('readVideoFacts() reads what an iPhone writes, with the movie header at the end', async () => {
  assert.deepEqual(await read(APPLE), {
    width: 640,
    height: 360,
    rotation: 90,
    durationMs: 1000,
    codec: 'hvc1',
    framesPerSecond: 30,
    make: 'Apple',
    model: 'iPhone 14 Pro',
    place: { latitude: 51.5334, longitude: -0.1255, altitudeM: 26.756 },
    creationDate: { local: '2024-07-08T09:10:11', offsetMinutes: 120 },
    createdUtc: Date.UTC(2024, 6, 8, 23, 30),
    contentId: '9B539AB8-A668-4FA6-9207-EB653A5E7E3C',
    subtypes: ['hdr'],
    warnings: [],
  })
})

const LOCI = box(
  'loci',
  zeros(4),
  u(0x15c7, 2),
  'Home\0',
  '\0',
  u(-74.5 * 65536, 4),
  u(40.68 * 65536, 4),
  u(0, 4),
  'earth\0\0',
)
const SONY = `<Device manufacturer="Sony" modelName="ILCE-7M3"/><CreationDate value="2019-08-29T09:02:13+09:00"/>`

const CASES: readonly (readonly [claim: string, content: string, facts: Partial<VideoFacts>])[] = [
  [
    'the place that Android writes',
    buildMovie({ tags: box('udta', userText('©xyz', '+37.5002+127.0362/')) }),
    { place: { latitude: 37.5002, longitude: 127.0362, altitudeM: null } },
  ],
  [
    'the place of 3GPP',
    buildMovie({ tags: box('udta', LOCI) }),
    { place: { latitude: 40.67999, longitude: -74.5, altitudeM: 0 } },
  ],
  [
    'no place at 0, 0',
    buildMovie({ tags: box('udta', userText('©xyz', '+00.0000+000.0000/')) }),
    { place: null },
  ],
  [
    'camera texts of user data',
    buildMovie({ tags: box('udta', userText('©mak', 'DJI'), userText('©mod', 'FC3170'), zeros(4)) }),
    { make: 'DJI', model: 'FC3170' },
  ],
  [
    'a bare date of user data',
    buildMovie({ tags: box('udta', box('date', '2011-10-05T11:12:13+0100')) }),
    { creationDate: { local: '2011-10-05T11:12:13', offsetMinutes: 60 } },
  ],
  [
    'a day only with a zone',
    buildMovie({ tags: box('udta', userText('©day', '2011-10-05')) }),
    { creationDate: null },
  ],
  [
    "Sony's XML",
    buildMovie() + box('meta', zeros(4), box('hdlr', zeros(8), 'nrtm'), box('xml ', SONY)),
    { make: 'Sony', model: 'ILCE-7M3', creationDate: { local: '2019-08-29T09:02:13', offsetMinutes: 540 } },
  ],
  ['a rotation of 180', buildMovie({ rotation: 180 }), { rotation: 180 }],
  ['a rotation of 270', buildMovie({ rotation: 270 }), { rotation: 270 }],
  [
    'the average of varying frame rates',
    buildMovie({
      frames: [
        [10, 20],
        [10, 40],
      ],
    }),
    { framesPerSecond: 20 },
  ],
  [
    'high frame rates as slow motion',
    buildMovie({ frames: [[240, 2.5 * 2]] }),
    { framesPerSecond: 120, subtypes: ['slow_motion'] },
  ],
  [
    "Android's capture rate as slow motion",
    buildMovie({ tags: buildKeys({ 'com.android.capture.fps': u(23, 4) + zeros(4) + '\x43\x70\0\0' }) }),
    { subtypes: ['slow_motion'] },
  ],
  [
    "Android's capture rate as time lapse",
    buildMovie({ tags: buildKeys({ 'com.android.capture.fps': u(23, 4) + zeros(4) + '\x40\0\0\0' }) }),
    { subtypes: ['time_lapse'] },
  ],
  ['Dolby Vision as HDR', buildMovie({ entryBoxes: box('dvvC', zeros(24)) }), { subtypes: ['hdr'] }],
  [
    "Samsung's slow motion",
    `${buildMovie()}SEFH\x6a\0\0\0\x01\0\0\0\0\0\x90\x08${zeros(8)}\x18\0\0\0SEFT`,
    { subtypes: ['slow_motion'] },
  ],
  ['no date when it is zero', buildMovie({ created: 0 }), { createdUtc: null }],
  [
    'dates that count from 1970',
    buildMovie({ created: 1_720_481_400 }),
    { createdUtc: Date.UTC(2024, 6, 8, 23, 30) },
  ],
  [
    'no dates of the far future',
    buildMovie({ created: 0xffffffff }),
    { createdUtc: Date.UTC(2040, 1, 6, 6, 28, 15) },
  ],
  ['no duration of all ones', buildMovie({ duration: 0xffffffff }), { durationMs: null }],
  [
    'sequences of stills',
    buildMovie({ handler: 'pict' }),
    { width: 640, codec: null, framesPerSecond: null },
  ],
  [
    'nothing where there is no movie header',
    box('ftyp', 'mp42', zeros(4)) + box('mdat', zeros(9)),
    { width: null, warnings: ['There is no movie header'] },
  ],
  [
    'what lies before a cut',
    APPLE.slice(0, -300),
    { width: 640, codec: 'hvc1', warnings: ['The file ends inside its moov box'] },
  ],
]

for (const [claim, content, expected] of CASES) {
  test(`readVideoFacts() reads ${claim}`, async () => {
    const facts = await read(content)
    for (const [name, value] of Object.entries(expected))
      assert.deepEqual(facts[name as keyof VideoFacts], value)
  })
}

test('readVideoFacts() adds up fragments when the movie header knows no duration', async () => {
  const extend = box('mvex', box('trex', zeros(4), u(7, 4), u(1, 4), u(20, 4), zeros(8)))
  const header = box('tfhd', zeros(4), u(7, 4))
  const fragment = (start: string, run: string): string => box('moof', box('traf', header, start, run))
  const usual = box('trun', zeros(4), u(30, 4))
  const told = box('trun', u(0x100, 4), u(2, 4), u(150, 4), u(150, 4))
  const movie = buildMovie({ duration: 0, movieEnd: extend })
  const at = (ticks: number): string => box('tfdt', zeros(4), u(ticks, 4))
  assert.equal((await read(movie + fragment(at(600), usual) + fragment(at(6000), told))).durationMs, 9500)
  assert.equal((await read(movie + fragment('', usual) + fragment('', told))).durationMs, 1500)
})

test('readVideoFacts() never rejects for bytes that are changed, cut or nonsense, and reads a bounded part of them', async () => {
  const changes = fc.array(
    fc.tuple(fc.nat(APPLE.length - 1), fc.constantFrom('\0', '\x01', '\x08', '\x7f', '\xff')),
    { maxLength: 24 },
  )
  await fc.assert(
    fc.asyncProperty(changes, fc.nat(APPLE.length), async (edits, cut) => {
      const letters = [...APPLE]
      // The movie header, past the picture bytes, is where damage tells.
      for (const [at, letter] of edits) letters[at < 5000 ? letters.length - 1 - (at % 1500) : at] = letter
      let readBytes = 0
      const source = toSource(letters.join('').slice(0, APPLE.length - (cut % 1500)))
      const counted: ByteSource = {
        bytes: source.bytes,
        read: async (from, to) => {
          readBytes += to - from
          return source.read(from, to)
        },
      }
      const facts = await readVideoFacts(counted, 'video/mp4')
      assert.ok(readBytes <= 32 * 1024 * 1024)
      assert.ok([0, 90, 180, 270].includes(facts.rotation))
      assert.ok(facts.durationMs === null || facts.durationMs > 0)
    }),
    { numRuns: 300 },
  )
})

test('readVideoFacts() gives up on endless boxes', async () => {
  const endless: ByteSource = {
    bytes: 2 ** 40,
    read: async (from, to) => {
      const bytes = new Uint8Array(to - from)
      // Every fourth kilobyte holds the header of a box of 4 KiB and a letter.
      for (let at = 0; at + 8 <= bytes.length; at += 1)
        if ((from + at) % 8 === 0) bytes.set([0, 0, 16, 8, 0x66, 0x72, 0x65, 0x65], at)
      return bytes
    },
  }
  assert.deepEqual((await readVideoFacts(endless, 'video/mp4')).warnings[0], 'There is no movie header')
})
