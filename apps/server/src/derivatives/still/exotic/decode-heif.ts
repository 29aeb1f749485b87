import { type FileHandle, open } from 'node:fs/promises'
import { DecodeFailure } from '../../decode-failure.ts'
import type { DecodedPicture, RawPicture } from '../decoded-picture.ts'
import { createTileCanvas } from './compose-tiles.ts'
import { type CodedPicture, decodeFrames, type PictureCoding } from './decode-frames.ts'
import { frameToAlpha, frameToPixels } from './frame-to-pixels.ts'
import type { HeifFile, HeifItem } from './heif-file.ts'
import { findReferring, type HeifPlan, type PlannedTile, planHeif, type ReadItem } from './plan-heif.ts'
import { readHeif, readHeifItem } from './read-heif.ts'
import { joinAlpha } from './join-alpha.ts'
import { cropPixels, sizeAfter, transformPixels } from './transform-pixels.ts'

/** One coded picture, and all of a file: tiles may share bytes, and a hostile file has them shared by thousands. */
const ITEM_BYTES_MAX = 128 * 1024 * 1024
const PICTURE_BYTES_MAX = 512 * 1024 * 1024
/** Thumbnails that are tried when the picture itself is damaged. */
const THUMBNAILS_MAX = 4
/** Below this scale no eye sees whether the decoder smoothed the edges of its blocks. */
const DRAFT_SCALE = 0.5

const CODING_BY_TYPE: Readonly<Record<string, PictureCoding>> = {
  hvc1: 'hevc',
  hev1: 'hevc',
  avc1: 'h264',
  av01: 'av1',
  jpeg: 'jpeg',
  j2k1: 'jpeg2000',
}

/**
 * Decodes the primary picture of a HEIF file (HEIC, HIF, AVIF), the right way up: cropped, turned and mirrored as its own
 * properties say (ISO/IEC 23008-12). Where fewer than half of its tiles can be decoded, its thumbnail stands in.
 * A file without pictures but with a track gives the first frame of that. Throws `DecodeFailure`; rejects when the file
 * cannot be read.
 */
export async function decodeHeif(
  path: string,
  options: { readonly maxSidePx: number },
): Promise<DecodedPicture> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const file = await readHeif(handle, size)
    const primaryId = file === null ? null : findPrimary(file)
    if (file === null || primaryId === null) {
      // The reader of tracks is large and seldom needed.
      const { decodeFirstFrame } = await import('./decode-first-frame.ts')
      return await decodeFirstFrame(path, options)
    }
    const source: PictureSource = { file, readItem: createItemReader(handle, size, file), ...options }
    return await decodePrimary(source, primaryId)
  } finally {
    await handle.close()
  }
}

interface PictureSource {
  readonly file: HeifFile
  readonly readItem: ReadItem
  readonly maxSidePx: number
}

/** The picture that the file names; of damaged files the first that is made of others, or the first of all. */
function findPrimary(file: HeifFile): number | null {
  if (file.primaryId !== null && file.itemById.has(file.primaryId)) return file.primaryId
  let first: number | null = null
  for (const { id, type } of file.itemById.values()) {
    if (type === 'grid') return id
    if (type in CODING_BY_TYPE) first ??= id
  }
  return first
}

/** Reads items, until all that was read is more than any picture has. */
function createItemReader(handle: FileHandle, fileBytes: number, file: HeifFile): ReadItem {
  let bytesLeft = PICTURE_BYTES_MAX
  return async (item, maxBytes) => {
    const bytes = await readHeifItem(handle, fileBytes, file, item, Math.min(maxBytes, bytesLeft))
    bytesLeft -= bytes?.length ?? 0
    return bytes
  }
}

async function decodePrimary(source: PictureSource, primaryId: number): Promise<DecodedPicture> {
  let full: { readonly width: number; readonly height: number } | null = null
  try {
    const plan = await planHeif(source.file, primaryId, source.readItem)
    full = sizeAfter(plan, plan.transforms)
    const pixels = await decodePlan(source, plan, await planAlpha(source, primaryId))
    return { ...pixels, icc: plan.icc, fullWidth: full.width, fullHeight: full.height, from: 'original' }
  } catch (error) {
    if (!(error instanceof DecodeFailure) || error.code === 'too_many_pixels') throw error
    const standIn = await decodeThumbnail(source, primaryId)
    if (standIn === null) throw error
    return {
      ...standIn,
      fullWidth: full?.width ?? standIn.width,
      fullHeight: full?.height ?? standIn.height,
      from: 'embedded_preview',
    }
  }
}

/** The largest thumbnail that can be decoded; null when none can. */
async function decodeThumbnail(
  source: PictureSource,
  primaryId: number,
): Promise<(RawPicture & Pick<DecodedPicture, 'icc'>) | null> {
  const plans: HeifPlan[] = []
  for (const { id } of findReferring(source.file, 'thmb', primaryId).slice(0, THUMBNAILS_MAX)) {
    const plan = await planHeif(source.file, id, source.readItem).catch(forgetFailure)
    if (plan !== null) plans.push(plan)
  }
  plans.sort((one, other) => other.width * other.height - one.width * one.height)
  for (const plan of plans) {
    const pixels = await decodePlan(source, plan, null).catch(forgetFailure)
    if (pixels !== null) return { ...pixels, icc: plan.icc }
  }
  return null
}

/** A thumbnail that fails is one thumbnail less; anything else is not ours to swallow. */
function forgetFailure(error: unknown): null {
  if (error instanceof DecodeFailure) return null
  throw error
}

interface AlphaPlan {
  readonly plan: HeifPlan
  /** The colours are multiplied with the alpha already. */
  readonly isPremultiplied: boolean
}

/** The auxiliary picture that says how much of each pixel is to be seen; null when there is none. */
async function planAlpha(source: PictureSource, primaryId: number): Promise<AlphaPlan | null> {
  const alpha = findReferring(source.file, 'auxl', primaryId).find(isAlpha)
  if (alpha === undefined) return null
  const plan = await planHeif(source.file, alpha.id, source.readItem).catch(forgetFailure)
  const isPremultiplied = source.file.references.some(
    ({ kind, from, to }) => kind === 'prem' && from === primaryId && to.includes(alpha.id),
  )
  return plan === null ? null : { plan, isPremultiplied }
}

function isAlpha(item: HeifItem): boolean {
  return item.properties.some(
    (property) =>
      property.kind === 'auxiliary' &&
      (property.urn === 'urn:mpeg:mpegB:cicp:systems:auxiliary:alpha' ||
        /^urn:mpeg:(?:hevc|avc):2015:auxid:1$/.test(property.urn)),
  )
}

/** Decodes, scales and transforms. Throws `corrupt_source` when fewer than half of the tiles can be decoded. */
async function decodePlan(
  source: PictureSource,
  plan: HeifPlan,
  alpha: AlphaPlan | null,
): Promise<RawPicture> {
  const full = sizeAfter(plan, plan.transforms)
  const scale = Math.min(1, source.maxSidePx / Math.max(full.width, full.height))
  const size = {
    width: Math.max(1, Math.round(plan.width * scale)),
    height: Math.max(1, Math.round(plan.height * scale)),
  }
  let pixels: RawPicture = await withCanvas(source, plan, scale, (frame, shrink) => {
    const canvas = canvasSize(frame, shrink, scale)
    return cropPixels(frameToPixels(frame, plan.codes, plan.icc !== null, canvas.width, canvas.height), {
      left: 0,
      top: 0,
      ...size,
    })
  })
  if (alpha !== null) {
    const mask = await withCanvas(source, alpha.plan, scale, (frame) =>
      frameToAlpha(frame, alpha.plan.codes, pixels.width, pixels.height),
    ).catch(forgetFailure)
    if (mask !== null) pixels = joinAlpha(pixels, mask, alpha.isPremultiplied)
  }
  return transformPixels(pixels, plan.transforms, plan, scale)
}

function canvasSize(
  frame: { readonly width: number; readonly height: number },
  shrink: number,
  scale: number,
): { readonly width: number; readonly height: number } {
  return {
    width: Math.max(1, Math.round(frame.width * shrink * scale)),
    height: Math.max(1, Math.round(frame.height * shrink * scale)),
  }
}

type Frame = Parameters<Parameters<typeof decodeFrames>[2]>[0]

/** Decodes all tiles of a plan and hands over the whole, which is `shrink` times smaller than the picture. */
async function withCanvas<Result>(
  source: PictureSource,
  plan: HeifPlan,
  scale: number,
  use: (frame: Frame, shrink: number) => Result,
): Promise<Result> {
  const options = { isDraft: scale <= DRAFT_SCALE }
  const only = plan.tileCount === 1 ? plan.tiles[0] : undefined
  if (only !== undefined && only.width >= plan.width && only.height >= plan.height) {
    const results: Result[] = []
    await decodeFrames(readTiles(source, plan.tiles), options, (frame) => {
      // Coded pictures are sometimes a little larger than they say.
      frame.width = Math.min(frame.width, plan.width)
      frame.height = Math.min(frame.height, plan.height)
      if (results.length === 0) results.push(use(frame, 1))
    })
    const [result] = results
    if (result === undefined)
      throw new DecodeFailure('corrupt_source', 'Cannot decode picture: its bytes are damaged')
    return result
  }
  const canvas = createTileCanvas(plan, scale)
  try {
    await decodeFrames(readTiles(source, plan.tiles), options, (frame, index) => {
      const tile = plan.tiles[index]
      if (tile !== undefined) canvas.place(frame, tile)
    })
    const { frame, placedCount, shrink } = canvas
    if (frame === null || placedCount * 2 < plan.tileCount) {
      throw new DecodeFailure(
        'corrupt_source',
        `Cannot decode picture: ${placedCount} of ${plan.tileCount} tiles are whole`,
      )
    }
    return use(frame, shrink)
  } finally {
    canvas.free()
  }
}

/** The tiles whose bytes are in the file. */
async function* readTiles(
  source: PictureSource,
  tiles: readonly PlannedTile[],
): AsyncGenerator<CodedPicture> {
  for (const [index, { item }] of tiles.entries()) {
    const coding = CODING_BY_TYPE[item.type]
    const bytes = await source.readItem(item, ITEM_BYTES_MAX)
    if (coding === undefined || bytes === null) continue
    const property = item.properties.find(({ kind }) => kind === 'decoder_header')
    const header = property?.kind === 'decoder_header' ? property.bytes : null
    if (coding === 'jpeg' && header !== null) {
      // `jpgC` is the beginning of every JPEG of the file, rather than something beside it.
      yield { coding, header: null, bytes: Buffer.concat([header, bytes]), index }
    } else {
      yield { coding, header, bytes, index }
    }
  }
}
