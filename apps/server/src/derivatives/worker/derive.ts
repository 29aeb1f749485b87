import { createReadStream, createWriteStream } from 'node:fs'
import { open, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ByteSource, MediaFacts } from '@rollcall/media'
import { DERIVATIVE_SIDE_PX, lookHashOf, PICTURE_PIXELS_MAX, readMediaFacts } from '@rollcall/media'
import { DecodeFailure } from '../decode-failure.ts'
import type { DeriveJob, DeriveResult, MadeFile } from '../deriver.ts'
import { applyRecipe } from '../still/apply-recipe.ts'
import { decodeWithSharp } from '../still/decode-with-sharp.ts'
import { type EncodedDerivatives, encodeDerivatives } from '../still/encode-derivatives.ts'
import { renderStill } from '../still/render-still.ts'
import { sideToDecode, sizeAfter } from '../still/side-to-decode.ts'
import { derivedFileName } from './derived-file-name.ts'
import { removeDerivedFiles } from './remove-derived-files.ts'

/** The most that is read of a file at one time, whatever its metadata promises. */
const READ_BYTES_MAX = 64 * 1024 * 1024

/** Name, in a job's own folder, of the video that was taken out of a photo. */
const MOTION_NAME = 'motion.mp4'

/** Words on a failure are cut to this. */
const DETAIL_LETTERS_MAX = 300

/** Whom a running job tells. */
export interface DeriveEars {
  readonly signal: AbortSignal
  /** Called once, before any picture is decoded. */
  readonly onFacts: (facts: MediaFacts) => void
  /** Called now and then by long jobs. */
  readonly onProgress: () => void
}

type Outcome = DeriveResult['outcome']
type Made = Pick<DeriveResult, 'outcome' | 'isStreamNeeded'> & { readonly warnings: readonly string[] }

/**
 * Reads a file's metadata and makes what is wanted of it, in this process. Facts are told even when no picture can be decoded.
 * Rejects when the file is not to blame: the disk is full, the signal was aborted. A failed job leaves no file in its folder;
 * a second run starts over.
 */
export async function derive(job: DeriveJob, ears: DeriveEars): Promise<DeriveResult> {
  const facts = job.wants === 'look_hash' ? null : await readFacts(job)
  if (facts !== null) ears.onFacts(facts)
  try {
    if (facts === null) return await hashLook(job)
    const { outcome, isStreamNeeded, warnings } = await make(job, facts, ears)
    return { facts: { ...facts, warnings: [...facts.warnings, ...warnings] }, outcome, isStreamNeeded }
  } catch (error) {
    await removeDerivedFiles(job.outFolder)
    if (!(error instanceof DecodeFailure)) throw error
    const detail = error.message.slice(0, DETAIL_LETTERS_MAX)
    return { facts, outcome: { kind: 'failed', code: error.code, detail }, isStreamNeeded: false }
  }
}

async function hashLook({ path }: DeriveJob): Promise<DeriveResult> {
  const picture = await decodeWithSharp(path, DERIVATIVE_SIDE_PX.small)
  const { width, height } = picture
  const nothing = { files: [], thumbhash: null, colour: null, from: 'original' } as const
  const outcome = { kind: 'made', ...nothing, lookHash: lookHashOf(picture), width, height } as const
  return { facts: null, outcome, isStreamNeeded: false }
}

async function readFacts(job: DeriveJob): Promise<MediaFacts> {
  const file = await open(job.path)
  try {
    const { size } = await file.stat()
    const source: ByteSource = {
      bytes: size,
      read: async (from, to) => {
        const bytes = Math.max(0, Math.min(to, size, from + READ_BYTES_MAX) - from)
        if (bytes === 0) return new Uint8Array()
        const { buffer, bytesRead } = await file.read(new Uint8Array(bytes), 0, bytes, from)
        return buffer.subarray(0, bytesRead)
      },
    }
    return await readMediaFacts(source, { name: job.name, modifiedAt: job.modifiedAt })
  } finally {
    await file.close()
  }
}

async function make(job: DeriveJob, facts: MediaFacts, ears: DeriveEars): Promise<Made> {
  if (job.bytes === 0) throw new DecodeFailure('corrupt_source', 'Cannot decode picture: the file is empty')
  if (facts.kind === 'video')
    return job.wants === 'stream' ? makeStreamOf(job, facts, ears) : makePoster(job, facts, ears)
  if (facts.kind === 'photo' && job.wants === 'stream' && facts.embeddedVideo !== null) {
    return makeMotionStream(job, facts, facts.embeddedVideo, ears)
  }
  if (facts.kind !== 'photo' || job.wants === 'stream') {
    throw new DecodeFailure(
      'unsupported_codec',
      `Cannot decode picture: there is no decoder for ${facts.type ?? 'this file'}`,
    )
  }
  if ((facts.width ?? 0) * (facts.height ?? 0) > PICTURE_PIXELS_MAX) {
    throw new DecodeFailure(
      'too_many_pixels',
      `Cannot decode picture: it declares ${facts.width} x ${facts.height} pixels`,
    )
  }
  const { path, sha256, recipe } = job
  const still = await renderStill({ path, facts, sha256, recipe })
  const outcome = await writeStills(job, still, still, ears.signal)
  const isStreamNeeded = facts.embeddedVideo !== null && recipe === null
  return { outcome: { ...outcome, from: still.from }, isStreamNeeded, warnings: still.warnings }
}

async function makePoster(job: DeriveJob, facts: MediaFacts, { signal }: DeriveEars): Promise<Made> {
  // FFmpeg has 170 MB: loaded by the first file that needs it.
  const [{ grabPoster }, { isStreamNeeded }] = await Promise.all([
    import('../video/grab-poster.ts'),
    import('./is-stream-needed.ts'),
  ])
  const { path, sha256, recipe } = job
  const size = uprightSize(facts)
  const maxSidePx = sideToDecode(size, recipe)
  const whole = await grabPoster(path, { signal, maxSidePx })
  const poster = recipe === null ? whole : await applyRecipe(whole, recipe, DERIVATIVE_SIDE_PX.preview)
  const encoded = await encodeDerivatives(poster, sha256)
  const outcome = await writeStills(job, encoded, sizeAfter(size ?? whole, recipe), signal)
  // The stream is that of the original: players turn and cut what they show.
  return { outcome, isStreamNeeded: recipe === null && (await isStreamNeeded(path)), warnings: [] }
}

async function makeStreamOf(
  job: DeriveJob,
  facts: MediaFacts,
  { signal, onProgress }: DeriveEars,
): Promise<Made> {
  const { makeStream } = await import('../video/make-stream.ts')
  const path = join(job.outFolder, derivedFileName('stream'))
  const stream = await makeStream(job.path, path, { signal, onProgress })
  return await streamMade(path, stream, uprightSize(facts))
}

/** The video inside a motion photo is taken out first, and put away afterwards. */
async function makeMotionStream(
  job: DeriveJob,
  facts: MediaFacts,
  { from, to }: NonNullable<MediaFacts['embeddedVideo']>,
  { signal, onProgress }: DeriveEars,
): Promise<Made> {
  const { makeStream } = await import('../video/make-stream.ts')
  const path = join(job.outFolder, derivedFileName('stream'))
  const motion = join(job.outFolder, MOTION_NAME)
  try {
    const video = createReadStream(job.path, { start: from, end: to - 1 })
    await pipeline(video, createWriteStream(motion), { signal })
    const stream = await makeStream(motion, path, { signal, onProgress, isEmbedded: true })
    return await streamMade(path, stream, uprightSize(facts))
  } finally {
    await rm(motion, { force: true })
  }
}

async function streamMade(path: string, stream: Size | null, original: Size | null): Promise<Made> {
  const files: readonly MadeFile[] =
    stream === null
      ? []
      : [{ kind: 'stream', path, bytes: (await stat(path)).size, ...sizeOf(stream), mime: 'video/mp4' }]
  const full = original ?? stream ?? { width: 0, height: 0 }
  const outcome = {
    kind: 'made',
    files,
    thumbhash: null,
    colour: null,
    lookHash: null,
    ...sizeOf(full),
    from: 'original',
  } as const
  return { outcome, isStreamNeeded: stream !== null, warnings: [] }
}

interface Size {
  readonly width: number
  readonly height: number
}

function sizeOf({ width, height }: Size): Size {
  return { width, height }
}

/** Pixels of a video as it is seen; null when it does not say. */
function uprightSize({ width, height, rotation }: MediaFacts): Size | null {
  if (width === null || height === null) return null
  return rotation % 180 === 0 ? { width, height } : { width: height, height: width }
}

async function writeStills(
  job: DeriveJob,
  encoded: EncodedDerivatives,
  full: Size,
  signal: AbortSignal,
): Promise<Extract<Outcome, { kind: 'made' }>> {
  const files: MadeFile[] = []
  for (const { kind, bytes, width, height, mime } of encoded.files) {
    signal.throwIfAborted()
    const path = join(job.outFolder, derivedFileName(kind))
    await writeFile(path, bytes)
    files.push({ kind, path, bytes: bytes.length, width, height, mime })
  }
  const { thumbhash, colour, lookHash } = encoded
  return { kind: 'made', files, thumbhash, colour, lookHash, ...sizeOf(full), from: 'original' }
}
