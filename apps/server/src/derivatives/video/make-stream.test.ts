import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import {
  FF_ENCODER_AAC,
  FF_ENCODER_AC3,
  FF_ENCODER_LIBX264,
  FF_ENCODER_LIBX265,
  FF_ENCODER_MP2,
  FF_ENCODER_MPEG4,
  FF_ENCODER_PCM_S16LE,
} from 'node-av/constants'
import { DecodeFailure } from '../decode-failure.ts'
import { makeClip, turnClip } from './make-clip.ts'
import { makeStream } from './make-stream.ts'
import { planStream } from './needs-stream.ts'
import { openVideo } from './open-video.ts'
import { readVideoTraits } from './read-video-traits.ts'
import type { VideoTraits } from './video-traits.ts'

const folder = await mkdtemp(join(tmpdir(), 'rollcall-stream-'))
after(() => rm(folder, { recursive: true, force: true }))

const outPath = join(folder, 'out.mp4')
const QUIET = { preset: 'ultrafast', 'x265-params': 'log-level=none' }
const PLACE = '+51.5334-000.1255/'

async function readTraits(path: string): Promise<VideoTraits> {
  await using open = await openVideo(path)
  return readVideoTraits(open)
}

async function assertGoodStream(): Promise<VideoTraits> {
  const bytes = await readFile(outPath)
  assert.ok(bytes.indexOf('moov') < bytes.indexOf('mdat'), 'the header does not come first')
  assert.ok(!bytes.includes(PLACE) && !bytes.includes('Secret'), 'metadata is left')
  const traits = await readTraits(outPath)
  assert.equal(planStream(traits).kind, 'none')
  return traits
}

test('makeStream() encodes HEVC of 10 bits with its rotation and sound', async () => {
  const path = join(folder, 'hevc.mov')
  await makeClip(path, {
    video: FF_ENCODER_LIBX265,
    sound: FF_ENCODER_PCM_S16LE,
    frames: 10,
    filters: 'format=yuv420p10le',
    options: QUIET,
    tags: { title: 'Secret', 'com.apple.quicktime.location.ISO6709': PLACE },
  })
  await turnClip(path)
  const parts: number[] = []
  assert.deepEqual(await makeStream(path, outPath, { onProgress: (part) => parts.push(part) }), {
    width: 120,
    height: 160,
  })
  const traits = await assertGoodStream()
  assert.deepEqual([traits.videoCodec, traits.audioCodec, traits.pixelFormat], ['h264', 'aac', 'yuv420p'])
  assert.deepEqual([traits.picture.width, traits.picture.height, traits.picture.turn], [120, 160, 0])
  assert.ok(Math.abs((traits.durationSeconds ?? 0) - 0.4) < 0.1, `it lasts ${traits.durationSeconds} s`)
  assert.equal(parts.at(-1), 1)
})

test('makeStream() copies the pictures of QuickTime in H.264, rotation included, and leaves tags behind', async () => {
  const path = join(folder, 'copy.mov')
  const tags = { title: 'Secret', 'com.apple.quicktime.location.ISO6709': PLACE }
  await makeClip(path, { video: FF_ENCODER_LIBX264, sound: FF_ENCODER_AAC, frames: 10, tags })
  await turnClip(path)
  assert.ok((await readFile(path)).includes(PLACE))
  assert.deepEqual(planStream(await readTraits(path)), { kind: 'copy', audio: 'copy' })
  assert.deepEqual(await makeStream(path, outPath), { width: 120, height: 160 })
  const traits = await assertGoodStream()
  assert.deepEqual([traits.picture.width, traits.picture.height, traits.picture.turn], [160, 120, 90])
})

test('makeStream() copies pictures beside sound that it encodes', async () => {
  const path = join(folder, 'ac3.mkv')
  await makeClip(path, { video: FF_ENCODER_LIBX264, sound: FF_ENCODER_AC3 })
  assert.deepEqual(planStream(await readTraits(path)), { kind: 'copy', audio: 'encode' })
  await makeStream(path, outPath)
  assert.equal((await assertGoodStream()).audioCodec, 'aac')
})

test('makeStream() thins out slow motion to 60 frames a second and caps the size at 1080p', async () => {
  const path = join(folder, 'fast.avi')
  await makeClip(path, { video: FF_ENCODER_MPEG4, framesPerSecond: 240, frames: 48 })
  await makeStream(path, outPath)
  assert.ok(Math.abs(((await assertGoodStream()).framesPerSecond ?? 0) - 60) < 2)
  const large = join(folder, 'large.avi')
  await makeClip(large, { video: FF_ENCODER_MPEG4, width: 1440, height: 2560, frames: 2 })
  assert.deepEqual(await makeStream(large, outPath), { width: 1080, height: 1920 })
})

test('makeStream() leaves alone what browsers play', async () => {
  const path = join(folder, 'plain.mp4')
  await makeClip(path, { video: FF_ENCODER_LIBX264, sound: FF_ENCODER_AAC })
  await rm(outPath, { force: true })
  assert.equal(await makeStream(path, outPath), null)
  assert.ok(!existsSync(outPath))
})

test('makeStream() makes what it can of a clip that is cut, and leaves nothing of one that is no video', async () => {
  const path = join(folder, 'cut.avi')
  await makeClip(path, { video: FF_ENCODER_MPEG4, frames: 50 })
  await truncate(path, Math.round((await readFile(path)).length * 0.8))
  assert.deepEqual(await makeStream(path, outPath), { width: 160, height: 120 })
  await writeFile(path, 'nothing')
  await rm(outPath)
  await assert.rejects(makeStream(path, outPath), DecodeFailure)
  assert.ok(!existsSync(outPath))
})

test('makeStream() leaves out sound that cannot be decoded', async () => {
  const path = join(folder, 'deaf.avi')
  await makeClip(path, { video: FF_ENCODER_MPEG4, sound: FF_ENCODER_MP2, frames: 10 })
  const bytes = await readFile(path)
  const index = bytes.indexOf('idx1')
  for (let at = bytes.indexOf('01wb'); at !== -1 && at < index; at = bytes.indexOf('01wb', at + 8)) {
    bytes.fill(0, at + 8, at + 8 + bytes.readUInt32LE(at + 4))
  }
  await writeFile(path, bytes)
  assert.deepEqual(planStream(await readTraits(path)), { kind: 'encode', audio: 'encode' })
  assert.deepEqual(await makeStream(path, outPath), { width: 160, height: 120 })
  assert.equal((await assertGoodStream()).audioCodec, null)
})

test('makeStream() stops when it is aborted and removes what it wrote', async () => {
  const path = join(folder, 'hevc.mov')
  const abort = new AbortController()
  const onProgress = (): void => abort.abort(new Error('enough'))
  await assert.rejects(makeStream(path, outPath, { signal: abort.signal, onProgress }), /enough/)
  assert.ok(!existsSync(outPath))
})
