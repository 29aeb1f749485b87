import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planStream } from './needs-stream.ts'
import type { PictureTraits, VideoTraits } from './video-traits.ts'

const PICTURE: PictureTraits = {
  width: 1920,
  height: 1080,
  pixelAspect: 1,
  turn: 0,
  isMirrored: false,
  isInterlaced: false,
  transfer: 'sdr',
  isWide: false,
  isMatrixKnown: true,
}
const MP4: VideoTraits = {
  container: 'mov,mp4,m4a,3gp,3g2,mj2',
  videoCodec: 'h264',
  audioCodec: 'aac',
  pixelFormat: 'yuv420p',
  picture: PICTURE,
  framesPerSecond: 30,
  durationSeconds: 1,
  isQuickTime: false,
}
const MATROSKA = { container: 'matroska,webm' }

const CASES: readonly (readonly [
  what: string,
  traits: Partial<VideoTraits>,
  kind: string,
  audio?: string,
])[] = [
  ['an MP4 in H.264', {}, 'none'],
  ['an MP4 without sound', { audioCodec: null }, 'none'],
  ['an MP4 in 4K', { picture: { ...PICTURE, width: 3840, height: 2160 } }, 'none'],
  ['a rotated MP4', { picture: { ...PICTURE, turn: 90 } }, 'none'],
  ['an MP4 in AV1', { videoCodec: 'av1' }, 'none'],
  ['an MP4 in H.264 of 10 bits', { pixelFormat: 'yuv420p10le' }, 'encode', 'copy'],
  ['an MP4 in HEVC', { videoCodec: 'hevc' }, 'encode', 'copy'],
  ['an MP4 in HDR', { picture: { ...PICTURE, transfer: 'hlg' } }, 'encode', 'copy'],
  ['an MP4 with AC-3', { audioCodec: 'ac3' }, 'copy', 'encode'],
  ['a 3GP in H.263', { videoCodec: 'h263', audioCodec: 'amr_nb' }, 'encode', 'encode'],
  ['QuickTime in H.264', { isQuickTime: true }, 'copy', 'copy'],
  ['QuickTime in H.264 and PCM', { isQuickTime: true, audioCodec: 'pcm_s16le' }, 'copy', 'encode'],
  [
    'QuickTime in H.264 in 4K',
    { isQuickTime: true, picture: { ...PICTURE, width: 3840, height: 2160 } },
    'encode',
    'copy',
  ],
  [
    'QuickTime in H.264 at 240 frames a second',
    { isQuickTime: true, framesPerSecond: 240 },
    'encode',
    'copy',
  ],
  [
    'QuickTime in ProRes',
    { isQuickTime: true, videoCodec: 'prores', pixelFormat: 'yuv422p10le', audioCodec: null },
    'encode',
    'none',
  ],
  ['WebM in VP9', { ...MATROSKA, videoCodec: 'vp9', audioCodec: 'opus' }, 'none'],
  ['Matroska in H.264', MATROSKA, 'copy', 'copy'],
  ['Matroska in HEVC and AC-3', { ...MATROSKA, videoCodec: 'hevc', audioCodec: 'ac3' }, 'encode', 'encode'],
  ['AVI', { container: 'avi', videoCodec: 'mpeg4', audioCodec: 'mp3' }, 'encode', 'encode'],
  ['AVCHD', { container: 'mpegts', audioCodec: 'ac3' }, 'encode', 'encode'],
]

for (const [what, traits, kind, audio] of CASES) {
  test(`planStream() for ${what}: ${kind}${audio === undefined ? '' : `, sound: ${audio}`}`, () => {
    assert.deepEqual(planStream({ ...MP4, ...traits }), audio === undefined ? { kind } : { kind, audio })
  })
}
