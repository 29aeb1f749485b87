import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Sha256 } from '@rollcall/protocol'
import { FF_ENCODER_LIBX264, FF_ENCODER_MPEG4 } from 'node-av/constants'
import sharp from 'sharp'
import type { DeriveJob } from '../deriver.ts'
import { makeClip } from '../video/make-clip.ts'
import { derive } from './derive.ts'

/** A JPEG with a video behind it, as phones of Google and Samsung write motion photos. */
async function makeMotionPhoto(folder: string): Promise<Buffer> {
  const clip = join(folder, 'clip.mp4')
  await makeClip(clip, { video: FF_ENCODER_LIBX264 })
  const video = await readFile(clip)
  await rm(clip)
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" GCamera:MicroVideo="1" GCamera:MicroVideoVersion="1" GCamera:MicroVideoOffset="${video.length}"/></rdf:RDF></x:xmpmeta>`
  const still = sharp({ create: { width: 640, height: 480, channels: 3, background: '#3080c0' } })
  return Buffer.concat([await still.jpeg().withXmp(xmp).toBuffer(), video])
}

async function deriveIn(
  folder: string,
  bytes: Buffer,
  wants: DeriveJob['wants'],
  recipe: DeriveJob['recipe'] = null,
) {
  const path = join(folder, 'photo.jpg')
  await writeFile(path, bytes)
  const outFolder = await mkdtemp(join(folder, 'out-'))
  const ears = { signal: new AbortController().signal, onFacts: () => {}, onProgress: () => {} }
  const sha256 = 'ab'.repeat(32) as Sha256
  const file = { path, name: 'photo.jpg', modifiedAt: 0, sha256, bytes: bytes.length }
  const job = { wants, ...file, recipe, outFolder }
  return { ...(await derive(job, ears)), left: (await readdir(outFolder)).toSorted() }
}

test('derive() makes a stream of the video inside a motion photo, and leaves nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-derive-'))
  try {
    const photo = await makeMotionPhoto(folder)
    const stills = await deriveIn(folder, photo, 'stills')
    assert.equal(stills.isStreamNeeded, true)
    assert.ok(stills.facts?.subtypes.includes('motion_photo'))
    const { outcome, left } = await deriveIn(folder, photo, 'stream')
    assert.deepEqual(left, ['stream.mp4'])
    assert.ok(outcome.kind === 'made')
    assert.deepEqual([outcome.width, outcome.height, outcome.files[0]?.mime], [640, 480, 'video/mp4'])
    // A still alone needs none.
    const alone = await deriveIn(folder, photo.subarray(0, photo.indexOf('ftyp') - 4), 'stills')
    assert.equal(alone.isStreamNeeded, false)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('derive() does a recipe to the poster of a video, and asks for no stream of it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-derive-'))
  try {
    const clip = join(folder, 'clip.mp4')
    // No browser plays this: the original needs a stream.
    await makeClip(clip, { video: FF_ENCODER_MPEG4, width: 160, height: 120 })
    const video = await readFile(clip)
    const plain = await deriveIn(folder, video, 'stills')
    const crop = { left: 0, top: 0, width: 1, height: 0.5 }
    const edited = await deriveIn(folder, video, 'stills', { rotate: 90, crop, colour: { saturation: -100 } })
    assert.ok(plain.outcome.kind === 'made' && edited.outcome.kind === 'made')
    assert.deepEqual([plain.isStreamNeeded, edited.isStreamNeeded], [true, false])
    assert.deepEqual([edited.outcome.width, edited.outcome.height], [120, 80])
    const preview = edited.outcome.files.find(({ kind }) => kind === 'preview')
    const { data, info } = await sharp(preview?.path).raw().toBuffer({ resolveWithObject: true })
    assert.deepEqual([info.width, info.height], [120, 80])
    // Turned by a quarter, the upper half is the left one: blue, red below it; here as grey.
    const greyAt = (x: number, y: number) => [...data.subarray(3 * (y * 120 + x), 3 * (y * 120 + x) + 3)]
    const [blue = 0, again = 0] = greyAt(20, 40)
    const [red = 0] = greyAt(100, 40)
    assert.ok(Math.abs(blue - again) <= 3 && red > blue + 20, `${blue} ${red}`)
  } finally {
    await rm(folder, { recursive: true })
  }
})
