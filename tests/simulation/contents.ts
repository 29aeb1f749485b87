import { createSeededRandom } from './seeded-random.ts'

const JPEG_HEAD = [0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49, 0x46, 0x00, 0x01]
const VIDEO_HEAD = [0, 0, 0, 0x18, 0x66, 0x74, 0x79, 0x70, 0x69, 0x73, 0x6f, 0x6d, 0, 0, 0, 0]

/** A little over one part, so that it travels in two. */
const VIDEO_BYTES = 8 * 1024 * 1024 + 5_000

/** A photo whose bytes no other has; `number` tells it from the others of the seed. */
export function photoOf(seed: number, number: number): Uint8Array {
  const random = createSeededRandom(seed, `photo/${number}`)
  const bytes = new Uint8Array(JPEG_HEAD.length + 8 + random.below(400))
  bytes.set(JPEG_HEAD)
  for (let index = JPEG_HEAD.length; index < bytes.length; index++) bytes[index] = random.below(256)
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
