import { DERIVATIVE_MARK_PREFIX, readDerivativeMark } from '@rollcall/media'
import type { Sha256 } from '@rollcall/protocol'
import { createSeededRandom } from './seeded-random.ts'

const JPEG_HEAD = [0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49, 0x46, 0x00, 0x01]
const VIDEO_HEAD = [0, 0, 0, 0x18, 0x66, 0x74, 0x79, 0x70, 0x69, 0x73, 0x6f, 0x6d, 0, 0, 0, 0]

/** A little over one part, so that it travels in two. */
const VIDEO_BYTES = 8 * 1024 * 1024 + 5_000

/** So many bytes end every photo that it is larger than a smaller version of it. */
const PHOTO_TAIL_BYTES = 300

/** A photo whose bytes no other has; `number` tells it from the others of the seed. */
export function photoOf(seed: number, number: number): Uint8Array {
  const random = createSeededRandom(seed, `photo/${number}`)
  const told = JPEG_HEAD.length + 8 + random.below(400)
  const bytes = new Uint8Array(told + PHOTO_TAIL_BYTES)
  bytes.set(JPEG_HEAD)
  for (let index = JPEG_HEAD.length; index < told; index++) bytes[index] = random.below(256)
  return bytes
}

/** A video whose bytes no other has, like {@link photoOf}, and that is too large for one request. */
export function videoOf(seed: number, number: number): Uint8Array {
  const random = createSeededRandom(seed, `video/${number}`)
  const bytes = new Uint8Array(VIDEO_BYTES).fill(random.below(256))
  bytes.set(VIDEO_HEAD)
  for (let index = VIDEO_HEAD.length; index < 256; index++) bytes[index] = random.below(256)
  return bytes
}

/** Live Photos of a world, few, so that their halves meet: made by different devices, at different times, in either order. */
const LIVE_PHOTOS = 2

/** One half of a Live Photo, chosen by `pick`; see {@link contentIdOf}. */
export function liveHalfOf(pick: number): { readonly bytes: Uint8Array; readonly isMotion: boolean } {
  const isMotion = (pick * 10) % 1 < 0.5
  const text = `half of Live Photo ${Math.floor(pick * LIVE_PHOTOS)} `
  const head = isMotion ? VIDEO_HEAD : JPEG_HEAD
  return { bytes: new Uint8Array([...head, ...new TextEncoder().encode(text)]), isMotion }
}

/** What ties a file to its other half; null for a file that is whole. */
export function contentIdOf(bytes: Uint8Array): string | null {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, 64))
  return /half of Live Photo (\d+) /.exec(text)?.[1] ?? null
}

/** The smaller version that the server makes of an original, marked as such [R9]. */
export function previewOf(original: Sha256): Uint8Array {
  const packet = `<x:xmpmeta ><rdf:Description ${DERIVATIVE_MARK_PREFIX}${original}"/></x:xmpmeta>`
  return new Uint8Array([...JPEG_HEAD, ...new TextEncoder().encode(packet)])
}

/** The original that a smaller version was made of; null for every other file. */
export function originalOf(bytes: Uint8Array): Sha256 | null {
  if (bytes.length > PREVIEW_BYTES_MAX) return null
  return (readDerivativeMark(bytes)?.originalSha256 as Sha256 | undefined) ?? null
}

/** No smaller version of this world is larger. */
const PREVIEW_BYTES_MAX = 250

/** Whether the server can make a smaller version of a file: not of videos, and not of every photo. */
export function isViewable(bytes: Uint8Array): boolean {
  const isVideo = bytes[0] === 0
  return !isVideo && (bytes[JPEG_HEAD.length] ?? 0) % 8 !== 0
}
