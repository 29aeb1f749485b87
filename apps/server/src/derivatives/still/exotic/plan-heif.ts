/*
 * A HEIF picture is coded pixels, or made of other pictures: `grid` lays tiles side by side, `iovl` lays pictures over each
 * other, `iden` and `tmap` stand for another one. The plan says it flatly: coded pictures at places on one canvas, then
 * what is done to the canvas. Transforms of a tile itself are not looked at: no camera writes them.
 */
import { PICTURE_PIXELS_MAX } from '@rollcall/media'
import { DecodeFailure } from '../../decode-failure.ts'
import { FieldReader } from './field-reader.ts'
import type { ColourCodes, HeifFile, HeifItem, HeifTransform } from './heif-file.ts'
import { keepRgbProfile } from './keep-rgb-profile.ts'
import { TILE_PIXELS_MAX, TILES_MAX } from './picture-bounds.ts'

/** Deepest chain of pictures that stand for other pictures; a circle ends here. */
const DERIVATION_DEPTH_MAX = 8
const TRANSFORMS_MAX = 16
/** Longest grid or overlay description: an overlay of `TILES_MAX` pictures. */
const DESCRIPTION_BYTES_MAX = 65_536

const CODED_TYPES: ReadonlySet<string> = new Set(['hvc1', 'hev1', 'av01', 'avc1', 'jpeg', 'j2k1'])

/** Types that this program can decode or put together; others may be metadata. */
const PICTURE_TYPES: ReadonlySet<string> = new Set([...CODED_TYPES, 'grid', 'iovl', 'iden', 'tmap'])

/** A coded picture and where its upper left corner goes. Sizes in pixels. */
export interface PlannedTile {
  readonly item: HeifItem
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** How one picture of a HEIF file is put together. Sizes in pixels, before `transforms`. */
export interface HeifPlan {
  readonly width: number
  readonly height: number
  /** The last one lies on top. */
  readonly tiles: readonly PlannedTile[]
  /** How many tiles the picture should have; more than `tiles.length` when some are not to be found. */
  readonly tileCount: number
  readonly transforms: readonly HeifTransform[]
  readonly icc: Uint8Array | null
  readonly codes: ColourCodes | null
}

/** Bytes of an item, at most `maxBytes`; null when any of them lie outside the file. */
export type ReadItem = (item: HeifItem, maxBytes: number) => Promise<Uint8Array | null>

/**
 * Plans one picture. Throws `DecodeFailure`: `corrupt_source` for grids that do not add up, missing parts and circles,
 * `too_many_pixels` before anything is decoded, `unsupported_codec`.
 */
export async function planHeif(
  file: HeifFile,
  itemId: number,
  readItem: ReadItem,
  depth = 0,
): Promise<HeifPlan> {
  if (depth > DERIVATION_DEPTH_MAX)
    throw new DecodeFailure('corrupt_source', 'Cannot plan picture: it is made of itself')
  const item = file.itemById.get(itemId)
  if (item === undefined) throw new DecodeFailure('corrupt_source', 'Cannot plan picture: it is not listed')
  if (!PICTURE_TYPES.has(item.type)) {
    throw new DecodeFailure('unsupported_codec', `Cannot plan picture: type ${JSON.stringify(item.type)}`)
  }
  if (CODED_TYPES.has(item.type)) return planCoded(item)
  const sources = file.references.find(({ kind, from }) => kind === 'dimg' && from === itemId)?.to ?? []
  if (item.type === 'grid') return planGrid(file, item, sources, await readDescription(item, readItem))
  if (item.type === 'iovl') return planOverlay(file, item, sources, await readDescription(item, readItem))
  const base = sources[0]
  if (base === undefined)
    throw new DecodeFailure('corrupt_source', 'Cannot plan picture: it is made of nothing')
  const inner = await planHeif(file, base, readItem, depth + 1)
  // A tone map only brightens its base, which is the picture that older screens show.
  const own = item.type === 'tmap' ? [] : findTransforms(item)
  return { ...inner, transforms: [...inner.transforms, ...own].slice(0, TRANSFORMS_MAX) }
}

/** The items that are thumbnails or auxiliaries (`kind`) of an item. */
export function findReferring(file: HeifFile, kind: string, itemId: number): readonly HeifItem[] {
  const items: HeifItem[] = []
  for (const reference of file.references) {
    if (reference.kind !== kind || !reference.to.includes(itemId)) continue
    const item = file.itemById.get(reference.from)
    if (item !== undefined) items.push(item)
  }
  return items
}

/** Refuses a picture that declares more pixels than fit. */
export function assertPixelsFit(width: number, height: number, maxPixels = PICTURE_PIXELS_MAX): void {
  if (width < 1 || height < 1)
    throw new DecodeFailure('corrupt_source', 'Cannot plan picture: it has no pixels')
  if (width * height > maxPixels) {
    throw new DecodeFailure('too_many_pixels', `Cannot plan picture: it declares ${width} × ${height} pixels`)
  }
}

function planCoded(item: HeifItem): HeifPlan {
  const { width, height } = findSize(item)
  assertPixelsFit(width, height)
  assertPixelsFit(width, height, TILE_PIXELS_MAX)
  const tiles = [{ item, x: 0, y: 0, width, height }]
  return { width, height, tiles, tileCount: 1, transforms: findTransforms(item), ...findColour([item]) }
}

async function readDescription(item: HeifItem, readItem: ReadItem): Promise<FieldReader> {
  const bytes = await readItem(item, DESCRIPTION_BYTES_MAX)
  if (bytes === null)
    throw new DecodeFailure('corrupt_source', 'Cannot plan picture: its grid lies outside the file')
  return new FieldReader(bytes)
}

/** ISO/IEC 23008-12 §6.6.2.3. */
function planGrid(file: HeifFile, item: HeifItem, sources: readonly number[], fields: FieldReader): HeifPlan {
  fields.read(1)
  const sizeBytes = (fields.read(1) & 1) === 1 ? 4 : 2
  const rows = fields.read(1) + 1
  const columns = fields.read(1) + 1
  const width = fields.read(sizeBytes)
  const height = fields.read(sizeBytes)
  const tileCount = rows * columns
  const parts = sources.slice(0, tileCount).map((id) => file.itemById.get(id))
  const first = parts.find((part) => part !== undefined && CODED_TYPES.has(part.type))
  if (fields.isPastEnd || first === undefined || tileCount > TILES_MAX) {
    throw new DecodeFailure(
      'corrupt_source',
      `Cannot plan grid: ${rows} × ${columns} tiles, ${sources.length} listed`,
    )
  }
  assertPixelsFit(width, height)
  const tile = findSize(first)
  assertPixelsFit(tile.width, tile.height, TILE_PIXELS_MAX)
  if (tile.width * columns < width || tile.height * rows < height) {
    throw new DecodeFailure('corrupt_source', 'Cannot plan grid: its tiles do not cover it')
  }
  const tiles: PlannedTile[] = []
  let visibleCount = 0
  for (let index = 0; index < tileCount; index++) {
    const x = (index % columns) * tile.width
    const y = Math.floor(index / columns) * tile.height
    if (x >= width || y >= height) continue
    visibleCount++
    const part = parts[index]
    if (part !== undefined && CODED_TYPES.has(part.type)) tiles.push({ item: part, x, y, ...tile })
  }
  const transforms = findTransforms(item)
  return { width, height, tiles, tileCount: visibleCount, transforms, ...findColour([item, first]) }
}

/** ISO/IEC 23008-12 §6.6.2.2; the fill colour is left grey. */
function planOverlay(
  file: HeifFile,
  item: HeifItem,
  sources: readonly number[],
  fields: FieldReader,
): HeifPlan {
  fields.read(1)
  const sizeBytes = (fields.read(1) & 1) === 1 ? 4 : 2
  fields.read(8)
  const width = fields.read(sizeBytes)
  const height = fields.read(sizeBytes)
  const toSigned = (value: number): number => (sizeBytes === 4 ? value | 0 : (value << 16) >> 16)
  const tiles: PlannedTile[] = []
  for (const id of sources.slice(0, TILES_MAX)) {
    const x = toSigned(fields.read(sizeBytes))
    const y = toSigned(fields.read(sizeBytes))
    const part = file.itemById.get(id)
    if (part === undefined || fields.isPastEnd) continue
    if (!CODED_TYPES.has(part.type)) {
      throw new DecodeFailure(
        'unsupported_codec',
        `Cannot plan overlay: of type ${JSON.stringify(part.type)}`,
      )
    }
    const size = findSize(part)
    assertPixelsFit(size.width, size.height, TILE_PIXELS_MAX)
    tiles.push({ item: part, x, y, ...size })
  }
  const first = tiles[0]?.item
  if (first === undefined)
    throw new DecodeFailure('corrupt_source', 'Cannot plan overlay: it is made of nothing')
  assertPixelsFit(width, height, TILE_PIXELS_MAX)
  const transforms = findTransforms(item)
  return { width, height, tiles, tileCount: sources.length, transforms, ...findColour([item, first]) }
}

function findSize(item: HeifItem): { readonly width: number; readonly height: number } {
  const size = item.properties.find((property) => property.kind === 'size')
  if (size?.kind !== 'size')
    throw new DecodeFailure('corrupt_source', 'Cannot plan picture: its size is not told')
  return { width: size.width, height: size.height }
}

function findTransforms(item: HeifItem): readonly HeifTransform[] {
  const transforms: HeifTransform[] = []
  for (const property of item.properties) {
    if (property.kind === 'crop' || property.kind === 'rotate' || property.kind === 'mirror')
      transforms.push(property)
  }
  return transforms.slice(0, TRANSFORMS_MAX)
}

/** The colour of the first of the items that tells one. */
function findColour(items: readonly HeifItem[]): Pick<HeifPlan, 'icc' | 'codes'> {
  let icc: Uint8Array | null = null
  let codes: ColourCodes | null = null
  for (const item of items) {
    for (const property of item.properties) {
      if (property.kind === 'icc') icc ??= keepRgbProfile(property.bytes)
      if (property.kind === 'colour_codes') codes ??= property.codes
    }
  }
  return { icc, codes }
}
