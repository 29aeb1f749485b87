import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import {
  FF_ENCODER_AAC,
  FF_ENCODER_LIBX264,
  FF_ENCODER_LIBX265,
  FF_ENCODER_MPEG2VIDEO,
  FF_ENCODER_MPEG4,
  FF_ENCODER_PRORES_KS,
} from 'node-av/constants'
import { DecodeFailure } from '../decode-failure.ts'
import type { RawPicture } from '../still/decoded-picture.ts'
import { grabPoster } from './grab-poster.ts'
import { makeClip, QUARTERS, turnClip } from './make-clip.ts'

const folder = await mkdtemp(join(tmpdir(), 'rollcall-poster-'))
after(() => rm(folder, { recursive: true, force: true }))

/** Colour amid each quarter, row by row. */
function readQuarters({ width, height, channels, pixels }: RawPicture): readonly (readonly number[])[] {
  return [
    [1, 1],
    [3, 1],
    [1, 3],
    [3, 3],
  ].map(([x = 0, y = 0]) => {
    const at = (Math.floor((height * y) / 4) * width + Math.floor((width * x) / 4)) * channels
    return [...pixels.subarray(at, at + 3)]
  })
}

function assertColours(picture: RawPicture, expected: readonly (readonly number[])[], tolerance = 12): void {
  const seen = readQuarters(picture)
  const isNear = seen.every((colour, at) =>
    colour.every((value, c) => Math.abs(value - (expected[at]?.[c] ?? 0)) <= tolerance),
  )
  assert.ok(isNear, `saw ${JSON.stringify(seen)}, expected ${JSON.stringify(expected)}`)
}

/** Clips whose colours differ in how they are coded and not in how they look. */
const CLIPS = [
  [
    'of SD that does not tell its colours',
    'sd.mp4',
    {
      video: FF_ENCODER_LIBX264,
      filters: 'scale=out_color_matrix=smpte170m,format=yuv420p,setparams=colorspace=unknown',
    },
  ],
  [
    'of HD that does not tell its colours',
    'hd.mp4',
    {
      video: FF_ENCODER_LIBX264,
      width: 1280,
      height: 720,
      frames: 2,
      filters: 'scale=out_color_matrix=bt709,format=yuv420p,setparams=colorspace=unknown',
      options: { preset: 'ultrafast' },
    },
  ],
  [
    'of full range',
    'full.mov',
    {
      video: FF_ENCODER_LIBX264,
      filters:
        'scale=out_range=full:out_color_matrix=bt709,format=yuv420p,setparams=colorspace=bt709:range=full',
    },
  ],
  ['in MPEG-2 in a transport stream', 'a.mts', { video: FF_ENCODER_MPEG2VIDEO }],
  ['in MPEG-4 in AVI', 'a.avi', { video: FF_ENCODER_MPEG4 }],
  ['in ProRes with 10 bits', 'a.mov', { video: FF_ENCODER_PRORES_KS, filters: 'format=yuv422p10le' }],
] as const

for (const [what, name, clip] of CLIPS) {
  test(`grabPoster() shows a clip ${what} in its colours`, async () => {
    const path = join(folder, name)
    await makeClip(path, clip)
    const picture = await grabPoster(path)
    assertColours(picture, QUARTERS)
    assert.equal(picture.pixels.length, picture.width * picture.height * picture.channels)
  })
}

test('grabPoster() turns a clip upright', async () => {
  const path = join(folder, 'turned.mov')
  await makeClip(path, { video: FF_ENCODER_LIBX264 })
  await turnClip(path)
  const picture = await grabPoster(path)
  assert.deepEqual([picture.width, picture.height], [120, 160])
  const [red, green, blue, white] = QUARTERS
  assertColours(picture, [blue, red, white, green])
})

test('grabPoster() passes over black frames at the start, and shows black where there is nothing else', async () => {
  const path = join(folder, 'black.mp4')
  await makeClip(path, { video: FF_ENCODER_LIBX264, frames: 12, blackFrames: 8 })
  assertColours(await grabPoster(path), QUARTERS, 24)
  await makeClip(path, { video: FF_ENCODER_LIBX264, frames: 3, blackFrames: 3 })
  assertColours(await grabPoster(path), [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ])
})

for (const transfer of ['arib-std-b67', 'smpte2084']) {
  test(`grabPoster() shows HDR (${transfer}) neither grey nor dark`, async () => {
    const path = join(folder, `${transfer}.mov`)
    const filters = `scale=out_color_matrix=bt2020,format=yuv420p10le,setparams=color_primaries=bt2020:color_trc=${transfer}:colorspace=bt2020nc`
    await makeClip(path, {
      video: FF_ENCODER_LIBX265,
      filters,
      options: { preset: 'ultrafast', 'x265-params': 'log-level=none' },
    })
    const [red = [], , , white = []] = readQuarters(await grabPoster(path))
    assert.ok(Math.min(...white) > 230, `white is ${white}`)
    assert.ok((red[0] ?? 0) > 150 && Math.max(red[1] ?? 0, red[2] ?? 0) < 90, `red is ${red}`)
  })
}

test('grabPoster() scales down to the longer side asked for', async () => {
  const path = join(folder, 'sd.mp4')
  const { width, height } = await grabPoster(path, { maxSidePx: 80 })
  assert.deepEqual([width, height], [80, 60])
})

test('grabPoster() refuses what is no video, and playlists, which would read other files', async () => {
  const path = join(folder, 'bad.mp4')
  const clip = join(folder, 'sd.mp4')
  const hls = `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:1,\nfile://${clip}\n#EXT-X-ENDLIST\n`
  for (const content of ['', 'nothing', hls, `ffconcat version 1.0\nfile '${clip}'\n`]) {
    await writeFile(path, content)
    await assert.rejects(
      grabPoster(path),
      (error) => error instanceof DecodeFailure && error.code === 'corrupt_source',
    )
  }
})

test('grabPoster() stops when it is aborted', async () => {
  await assert.rejects(
    grabPoster(join(folder, 'sd.mp4'), { signal: AbortSignal.abort(new Error('enough')) }),
    /enough/,
  )
})

test('grabPoster() finds pictures beside sound', async () => {
  const path = join(folder, 'sound.mkv')
  await makeClip(path, { video: FF_ENCODER_LIBX264, sound: FF_ENCODER_AAC })
  assertColours(await grabPoster(path), QUARTERS)
})
