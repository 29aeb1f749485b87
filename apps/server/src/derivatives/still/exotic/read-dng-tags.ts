/** What a DNG says of how its sensor sees (DNG 1.7 specification). */
export interface DngTags {
  /** EXIF orientation, 1…8. */
  readonly orientation: number
  /** Null: not a DNG. */
  readonly version: number | null
  /** CIE XYZ to the sensor's channels, by rows, nine numbers; under daylight where the file tells which. */
  readonly colourMatrix: readonly number[] | null
  /** How much brighter than it is coded the picture is meant, in powers of two. */
  readonly exposure: number
  /** The part of the sensor that is the picture, in pixels: left, top, width, height. Null: all. */
  readonly crop: {
    readonly left: number
    readonly top: number
    readonly width: number
    readonly height: number
  } | null
  /** Largest width × height that any of the pictures declares. */
  readonly pixels: number
}

const DIRECTORIES_MAX = 32
const ENTRIES_MAX = 512
const VALUES_MAX = 64

/** TIFF tags by number. */
const WIDTH = 256
const HEIGHT = 257
const ORIENTATION = 274
const SUB_DIRECTORIES = 330
const DNG_VERSION = 50_706
const CROP_ORIGIN = 50_719
const CROP_SIZE = 50_720
const MATRIX_1 = 50_721
const MATRIX_2 = 50_722
const EXPOSURE = 50_730
const ILLUMINANT_1 = 50_778

/** EXIF light source: daylight of 6504 K. */
const D65 = 21
/** Bytes a value, by TIFF type. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8] as const

/** Reads the tags of all directories, the first word on each counting. Null when the bytes are no TIFF; never throws. */
export function readDngTags(bytes: Uint8Array): DngTags | null {
  const order = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(4, bytes.length)).toString('latin1')
  const isLittle = order === 'II*\0'
  if (!isLittle && order !== 'MM\0*') return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const valuesByTag = new Map<number, readonly number[]>()
  const queue = [bytes.length >= 8 ? view.getUint32(4, isLittle) : 0]
  const seen = new Set<number>()
  let pixels = 0
  while (queue.length > 0 && seen.size < DIRECTORIES_MAX) {
    const at = queue.shift() ?? 0
    if (at < 8 || seen.has(at)) continue
    seen.add(at)
    const { entries, next } = readDirectory(view, at, isLittle)
    queue.push(...(entries.get(SUB_DIRECTORIES) ?? []), next)
    pixels = Math.max(pixels, (entries.get(WIDTH)?.[0] ?? 0) * (entries.get(HEIGHT)?.[0] ?? 0))
    for (const [tag, values] of entries) if (!valuesByTag.has(tag)) valuesByTag.set(tag, values)
  }
  return { ...pickTags(valuesByTag), pixels }
}

function pickTags(valuesByTag: ReadonlyMap<number, readonly number[]>): Omit<DngTags, 'pixels'> {
  const orientation = valuesByTag.get(ORIENTATION)?.[0] ?? 1
  const isFirstDaylight = valuesByTag.get(ILLUMINANT_1)?.[0] === D65
  const second = isFirstDaylight ? undefined : valuesByTag.get(MATRIX_2)
  const matrix = second ?? valuesByTag.get(MATRIX_1)
  const [left = 0, top = 0] = valuesByTag.get(CROP_ORIGIN) ?? []
  const [width = 0, height = 0] = valuesByTag.get(CROP_SIZE) ?? []
  return {
    orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
    version: valuesByTag.get(DNG_VERSION)?.[0] ?? null,
    colourMatrix: matrix?.length === 9 && matrix.every(Number.isFinite) ? matrix : null,
    exposure: Math.max(-5, Math.min(5, valuesByTag.get(EXPOSURE)?.[0] ?? 0)),
    crop: width >= 1 && height >= 1 && left >= 0 && top >= 0 ? { left, top, width, height } : null,
  }
}

function readDirectory(
  view: DataView,
  at: number,
  isLittle: boolean,
): { readonly entries: ReadonlyMap<number, readonly number[]>; readonly next: number } {
  const entries = new Map<number, readonly number[]>()
  if (at + 2 > view.byteLength) return { entries, next: 0 }
  const count = Math.min(view.getUint16(at, isLittle), ENTRIES_MAX)
  for (let index = 0; index < count; index++) {
    const entry = at + 2 + index * 12
    if (entry + 12 > view.byteLength) return { entries, next: 0 }
    entries.set(view.getUint16(entry, isLittle), readValues(view, entry, isLittle))
  }
  const end = at + 2 + count * 12
  return { entries, next: end + 4 <= view.byteLength ? view.getUint32(end, isLittle) : 0 }
}

/** The numbers of an entry; none when they lie outside the file. */
function readValues(view: DataView, entry: number, isLittle: boolean): readonly number[] {
  const type = view.getUint16(entry + 2, isLittle)
  const sizeBytes = TYPE_BYTES[type] ?? 0
  const count = Math.min(view.getUint32(entry + 4, isLittle), VALUES_MAX)
  const at =
    sizeBytes * view.getUint32(entry + 4, isLittle) <= 4 ? entry + 8 : view.getUint32(entry + 8, isLittle)
  if (sizeBytes === 0 || at + sizeBytes * count > view.byteLength) return []
  return Array.from({ length: count }, (_, index) => readNumber(view, at + index * sizeBytes, type, isLittle))
}

function readNumber(view: DataView, at: number, type: number, isLittle: boolean): number {
  if (type === 3) return view.getUint16(at, isLittle)
  if (type === 4) return view.getUint32(at, isLittle)
  if (type === 5) return view.getUint32(at, isLittle) / view.getUint32(at + 4, isLittle)
  if (type === 8) return view.getInt16(at, isLittle)
  if (type === 9) return view.getInt32(at, isLittle)
  if (type === 10) return view.getInt32(at, isLittle) / view.getInt32(at + 4, isLittle)
  if (type === 11) return view.getFloat32(at, isLittle)
  if (type === 12) return view.getFloat64(at, isLittle)
  return view.getUint8(at)
}
