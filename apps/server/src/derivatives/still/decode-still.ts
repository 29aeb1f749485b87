import { open } from 'node:fs/promises'
import type { EmbeddedPicture, MediaFacts, MediaType } from '@rollcall/media'
import { DecodeFailure } from '../decode-failure.ts'
import type { DecodedPicture, RawPicture } from './decoded-picture.ts'
import { decodeWithSharp, isSharpType } from './decode-with-sharp.ts'

/** An embedded picture at least this long is as good as the raw file for looking at, pixels. */
const GOOD_PREVIEW_PX = 1_000

/** Embedded pictures that are tried before a raw file is given up. */
const EMBEDDED_TRIED_MAX = 4

/** The largest embedded picture that is read into memory, bytes: a full-size JPEG of 100 megapixels has half of it. */
const EMBEDDED_BYTES_MAX = 96 * 1024 * 1024

/** Codecs work in blocks of up to so many pixels, and crops are rounded: a smaller difference tells nothing. */
const SIZE_SLACK_PX = 16

/** A decoded still whose orientation and colours are yet to be done. */
export interface DecodedStill extends RawPicture {
  /** ICC profile that the pixels are in; null: sRGB. */
  readonly icc: Uint8Array | null
  /** EXIF orientation 1…8 that the pixels are stored in. */
  readonly orientation: number
  /** Pixels of the original, stored like `pixels`. */
  readonly fullWidth: number
  readonly fullHeight: number
  readonly from: 'original' | 'embedded_preview'
  /** What was wrong with it, in plain words. */
  readonly warnings: readonly string[]
}

/**
 * Decodes any still that can be decoded, scaled down to about `maxSidePx`; it may stay larger. Drawings (SVG) are never rendered:
 * they can hold scripts and fetch what they name. Rejects with `DecodeFailure`, or with the system's error when the file cannot
 * be read.
 */
export async function decodeStill(path: string, facts: MediaFacts, maxSidePx: number): Promise<DecodedStill> {
  const { type } = facts
  if (type === null || type === 'image/svg+xml') {
    throw new DecodeFailure(
      'unsupported_codec',
      `Cannot decode picture: there is no decoder for ${type ?? 'this file'}`,
    )
  }
  const job = { path, facts, type, maxSidePx }
  if (isRawType(type)) return decodeRaw(job)
  const byCodec = () => decodeByCodec(job)
  if (!isSharpType(type)) return byCodec()
  const bySharp = () => decodeStored(path, facts, maxSidePx)
  if (type !== 'image/avif') return bySharp()
  // libvips does not have AV1 of every kind, and shows HDR as it is coded, which is grey.
  return facts.subtypes.includes('hdr') ? decodeEither(byCodec, bySharp) : decodeEither(bySharp, byCodec)
}

/** What the first way makes of a picture; what the second makes of it where the first fails. */
async function decodeEither(
  first: () => Promise<DecodedStill>,
  second: () => Promise<DecodedStill>,
): Promise<DecodedStill> {
  try {
    return await first()
  } catch (error) {
    if (!(error instanceof DecodeFailure) || error.code === 'too_many_pixels') throw error
    return second()
  }
}

interface Job {
  readonly path: string
  readonly facts: MediaFacts
  readonly type: MediaType
  readonly maxSidePx: number
}

/** Camera raw: every type named after a maker, and Adobe's. */
function isRawType(type: MediaType): boolean {
  return type.startsWith('image/x-')
}

async function decodeStored(path: string, facts: MediaFacts, maxSidePx: number): Promise<DecodedStill> {
  const picture = await decodeWithSharp(path, maxSidePx)
  // The rotation of AVIF is in its pixels already.
  const orientation = facts.type === 'image/avif' ? 1 : facts.orientation
  const warnings = [
    ...listDamage(picture.isDamaged),
    ...compareSize(facts, picture.fullWidth, picture.fullHeight),
  ]
  return { ...picture, orientation, from: 'original', warnings }
}

async function decodeByCodec({ path, type, facts, maxSidePx }: Job): Promise<DecodedStill> {
  const picture = await decodeForeign(path, type, maxSidePx)
  const warnings =
    picture.from === 'original'
      ? compareSize(facts, picture.fullWidth, picture.fullHeight)
      : ['The picture cannot be read; a smaller one inside the file is shown']
  return { ...picture, orientation: 1, warnings }
}

/** The libraries behind these have 170 MB: loaded by the first file that needs them. */
async function decodeForeign(path: string, type: MediaType, maxSidePx: number): Promise<DecodedPicture> {
  if (type === 'image/bmp' || type === 'image/vnd.adobe.photoshop') {
    const { decodeWithFfmpeg } = await import('./decode-with-ffmpeg.ts')
    return decodeWithFfmpeg(path, type, maxSidePx)
  }
  const { decodeExotic } = await import('./exotic/decode-exotic.ts')
  return decodeExotic(path, type, { maxSidePx })
}

/** The largest picture that a camera put into its raw file for looking at; the raw pixels where there is none of use. */
async function decodeRaw(job: Job): Promise<DecodedStill> {
  const small: DecodedStill[] = []
  for (const embedded of job.facts.embeddedPictures.slice(0, EMBEDDED_TRIED_MAX)) {
    const still = await decodeEmbedded(job, embedded)
    if (still === null) continue
    if (Math.max(still.width, still.height) >= GOOD_PREVIEW_PX) return still
    small.push(still)
  }
  try {
    return await decodeByCodec(job)
  } catch (error) {
    const [best] = small.toSorted((a, b) => b.width * b.height - a.width * a.height)
    if (best === undefined || !(error instanceof DecodeFailure)) throw error
    return best
  }
}

/** One embedded picture, or null when it cannot be decoded. */
async function decodeEmbedded(
  { path, facts, maxSidePx }: Job,
  embedded: EmbeddedPicture,
): Promise<DecodedStill | null> {
  const bytes = await readRange(path, embedded)
  try {
    const picture = await decodeWithSharp(bytes, maxSidePx)
    const { fullWidth, fullHeight, isDamaged } = picture
    const isUpright = isUprightAlready(facts, fullWidth, fullHeight)
    const orientation = isUpright ? 1 : facts.orientation
    const declared = sizeOf(facts, isUpright)
    const warnings = listDamage(isDamaged)
    return {
      ...picture,
      ...(declared ?? { fullWidth, fullHeight }),
      orientation,
      from: 'embedded_preview',
      warnings,
    }
  } catch (error) {
    if (error instanceof DecodeFailure) return null
    throw error
  }
}

/** Some cameras turn the embedded picture and leave the tag as it is: then the longer sides of the two disagree. */
function isUprightAlready(
  { width, height, orientation }: MediaFacts,
  shownWidth: number,
  shownHeight: number,
): boolean {
  if (width === null || height === null || orientation < 5) return false
  return (width - height) * (shownWidth - shownHeight) < 0
}

/** The raw file's own pixels, stored as the embedded picture is. */
function sizeOf({ width, height }: MediaFacts, isUpright: boolean) {
  if (width === null || height === null) return null
  return isUpright ? { fullWidth: height, fullHeight: width } : { fullWidth: width, fullHeight: height }
}

async function readRange(path: string, { from, to }: EmbeddedPicture): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const bytes = Math.min(Math.max(0, Math.min(to, size) - from), EMBEDDED_BYTES_MAX)
    const { buffer, bytesRead } = await file.read(new Uint8Array(bytes), 0, bytes, from)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function listDamage(isDamaged: boolean): readonly string[] {
  return isDamaged ? ['Part of the picture cannot be read'] : []
}

/** Compares decoded and declared pixels [R9], whichever way up either is. */
function compareSize(
  { width, height }: MediaFacts,
  fullWidth: number,
  fullHeight: number,
): readonly string[] {
  if (width === null || height === null) return []
  const isSame =
    Math.abs(Math.max(width, height) - Math.max(fullWidth, fullHeight)) <= SIZE_SLACK_PX &&
    Math.abs(Math.min(width, height) - Math.min(fullWidth, fullHeight)) <= SIZE_SLACK_PX
  return isSame
    ? []
    : [`The file declares ${width} x ${height} pixels and holds ${fullWidth} x ${fullHeight}`]
}
