import type { ByteReader } from '../bytes/byte-reader.ts'
import { readUnsigned } from '../bytes/read-number.ts'
import { latin1At } from '../latin1-at.ts'
import { type Box, listBoxes, readBox } from './list-boxes.ts'

/** Items of one file: 200 MP in tiles of 512 pixels have 800. */
const ITEMS_MAX = 4096
/** Pieces that one item's bytes may be in. */
const EXTENTS_MAX = 64
const CONTENT_BYTES_MAX = 1024 * 1024

/** One item of a HEIF file and the properties that are read of it. */
export interface HeifItem {
  /** `hvc1`, `grid`, `Exif`, `mime` … */
  readonly type: string
  readonly mime: string | null
  readonly isInline: boolean
  readonly extents: readonly { readonly at: number; readonly sizeBytes: number }[]
  readonly size: { readonly width: number; readonly height: number } | null
  /** Quarter turns counterclockwise, 0…3. */
  readonly quarterTurns: number
  readonly mirror: 'vertical' | 'horizontal' | null
  /** Transfer function of its `nclx` colour, by its number in ITU-T H.273. */
  readonly transfer: number | null
  readonly auxiliaryKind: string | null
  /** The items that this one describes, of EXIF and XMP. */
  readonly describes: readonly number[]
}

/** What a `meta` box says. */
export interface HeifItems {
  readonly primaryId: number | null
  readonly itemById: ReadonlyMap<number, HeifItem>
  /** The bytes of items that stand in the `meta` box itself. */
  readonly inlineBytes: Uint8Array
  readonly isDamaged: boolean
}

type Property = Pick<Partial<HeifItem>, 'size' | 'quarterTurns' | 'mirror' | 'transfer' | 'auxiliaryKind'>
type Place = Pick<HeifItem, 'isInline' | 'extents'>
const NOWHERE: Place = { isInline: false, extents: [] }

/** Reads the content of a `meta` box. What is damaged is left out; rejects only when the reader does. */
export async function readHeifItems(meta: ByteReader): Promise<HeifItems> {
  // A full box: four bytes of version and flags; QuickTime's has none.
  const start = latin1At(await meta.read(0, 8), 4, 4) === 'hdlr' ? 0 : 4
  const boxes = await listBoxes(meta, start, meta.bytes)
  const contentOf = async (list: readonly Box[], type: string): Promise<Uint8Array> => {
    const box = list.find((candidate) => candidate.type === type)
    return box === undefined ? new Uint8Array() : readBox(meta, box, CONTENT_BYTES_MAX)
  }
  const named = await readNames(meta, boxes)
  const placeById = readPlaces(await contentOf(boxes, 'iloc'))
  const describedById = readDescriptions(await contentOf(boxes, 'iref'))
  const propertyBox = boxes.find(({ type }) => type === 'iprp')
  const inProperties =
    propertyBox === undefined ? [] : await listBoxes(meta, propertyBox.from, propertyBox.to)
  const properties = await readProperties(meta, inProperties)
  const indexesById = readAssociations(await contentOf(inProperties, 'ipma'))
  const itemById = new Map<number, HeifItem>()
  for (const [id, { type, mime }] of named) {
    const item = {
      type,
      mime,
      size: null,
      quarterTurns: 0,
      mirror: null,
      transfer: null,
      auxiliaryKind: null,
    }
    const describes = describedById.get(id) ?? []
    const own = (indexesById.get(id) ?? []).map((index) => properties[index - 1] ?? {})
    itemById.set(
      id,
      Object.assign({ ...item, describes, ...(placeById.get(id) ?? NOWHERE) }, ...own.toReversed()),
    )
  }
  const primary = await contentOf(boxes, 'pitm')
  const primaryId = readUnsigned(primary, 4, primary[0] === 0 ? 2 : 4, 'big')
  return {
    primaryId: Number.isNaN(primaryId) ? null : primaryId,
    itemById,
    inlineBytes: await contentOf(boxes, 'idat'),
    isDamaged: boxes.some(({ isCut }) => isCut) || itemById.size === 0,
  }
}

async function readNames(meta: ByteReader, boxes: readonly Box[]) {
  const named = new Map<number, { readonly type: string; readonly mime: string | null }>()
  const list = boxes.find(({ type }) => type === 'iinf')
  if (list === undefined) return named
  const bytes = await readBox(meta, list, CONTENT_BYTES_MAX)
  let at = bytes[0] === 0 ? 6 : 8
  while (at + 8 <= bytes.length && named.size < ITEMS_MAX) {
    const sizeBytes = readUnsigned(bytes, at, 4, 'big')
    if (!(sizeBytes >= 8)) break
    const entry = bytes.subarray(at + 8, at + sizeBytes)
    const idBytes = entry[0] === 3 ? 4 : 2
    const id = readUnsigned(entry, 4, idBytes, 'big')
    const type = latin1At(entry, 6 + idBytes, 4)
    if (latin1At(bytes, at + 4, 4) === 'infe' && (entry[0] ?? 0) >= 2 && type.length === 4) {
      const mime = latin1At(entry, 10 + idBytes, 200).split('\0')[1] ?? null
      named.set(id, { type, mime: type === 'mime' ? mime : null })
    }
    at += sizeBytes
  }
  return named
}

/** `iloc`: how wide each of its numbers is, then the pieces of each item. */
function readPlaces(bytes: Uint8Array): ReadonlyMap<number, Place> {
  const placeById = new Map<number, Place>()
  const version = bytes[0] ?? 0
  const [offsetBytes, lengthBytes] = [(bytes[4] ?? 0) >> 4, (bytes[4] ?? 0) & 15]
  const [baseBytes, indexBytes] = [(bytes[5] ?? 0) >> 4, version === 0 ? 0 : (bytes[5] ?? 0) & 15]
  if ([offsetBytes, lengthBytes, baseBytes, indexBytes].some((width) => width > 8)) return placeById
  let at = 6
  const next = (width: number): number => {
    const value = width === 0 ? 0 : readUnsigned(bytes, at, width, 'big')
    at += width
    return value
  }
  const count = Math.min(next(version < 2 ? 2 : 4), ITEMS_MAX)
  for (let index = 0; index < count && at < bytes.length; index += 1) {
    const id = next(version < 2 ? 2 : 4)
    const method = version === 0 ? 0 : next(2) & 15
    next(2)
    const base = next(baseBytes)
    const extents: { readonly at: number; readonly sizeBytes: number }[] = []
    const pieces = next(2)
    for (let piece = 0; piece < Math.min(pieces, EXTENTS_MAX) && at < bytes.length; piece += 1) {
      next(indexBytes)
      const offset = next(offsetBytes)
      extents.push({ at: base + offset, sizeBytes: next(lengthBytes) })
    }
    if (pieces > EXTENTS_MAX) at += (pieces - EXTENTS_MAX) * (indexBytes + offsetBytes + lengthBytes)
    if (method <= 1) placeById.set(id, { isInline: method === 1, extents })
  }
  return placeById
}

/** `iref`: boxes named by the relation; `cdsc` is "describes". */
function readDescriptions(bytes: Uint8Array): ReadonlyMap<number, readonly number[]> {
  const describedById = new Map<number, readonly number[]>()
  const idBytes = (bytes[0] ?? 0) === 0 ? 2 : 4
  let at = 4
  for (let count = 0; count < ITEMS_MAX && at + 12 <= bytes.length; count += 1) {
    const sizeBytes = readUnsigned(bytes, at, 4, 'big')
    if (!(sizeBytes >= 8)) break
    if (latin1At(bytes, at + 4, 4) === 'cdsc') {
      const listed = Math.min(readUnsigned(bytes, at + 8 + idBytes, 2, 'big') || 0, EXTENTS_MAX)
      const from = at + 10 + idBytes
      const targets = Array.from({ length: listed }, (_, index) =>
        readUnsigned(bytes, from + index * idBytes, idBytes, 'big'),
      )
      describedById.set(readUnsigned(bytes, at + 8, idBytes, 'big'), targets)
    }
    at += sizeBytes
  }
  return describedById
}

async function readProperties(meta: ByteReader, boxes: readonly Box[]): Promise<readonly Property[]> {
  const container = boxes.find(({ type }) => type === 'ipco')
  if (container === undefined) return []
  const properties: Property[] = []
  for (const box of await listBoxes(meta, container.from, container.to)) {
    properties.push(readProperty(box.type, await readBox(meta, box, 256)))
  }
  return properties
}

function readProperty(type: string, bytes: Uint8Array): Property {
  switch (type) {
    case 'ispe': {
      const width = readUnsigned(bytes, 4, 4, 'big')
      const height = readUnsigned(bytes, 8, 4, 'big')
      return Number.isNaN(height) ? {} : { size: { width, height } }
    }
    case 'irot':
      return { quarterTurns: (bytes[0] ?? 0) & 3 }
    case 'imir':
      return { mirror: ((bytes[0] ?? 0) & 1) === 0 ? 'vertical' : 'horizontal' }
    case 'colr':
      return latin1At(bytes, 0, 4) === 'nclx' ? { transfer: readUnsigned(bytes, 6, 2, 'big') } : {}
    case 'auxC':
      return { auxiliaryKind: latin1At(bytes, 4, 200).split('\0')[0] ?? null }
    default:
      return {}
  }
}

/** `ipma`: the properties of each item, by their places in the list, from 1. */
function readAssociations(bytes: Uint8Array): ReadonlyMap<number, readonly number[]> {
  const indexesById = new Map<number, readonly number[]>()
  const idBytes = (bytes[0] ?? 0) === 0 ? 2 : 4
  const indexBytes = ((bytes[3] ?? 0) & 1) === 1 ? 2 : 1
  const count = Math.min(readUnsigned(bytes, 4, 4, 'big') || 0, ITEMS_MAX)
  let at = 8
  for (let entry = 0; entry < count && at < bytes.length; entry += 1) {
    const id = readUnsigned(bytes, at, idBytes, 'big')
    const listed = bytes[at + idBytes] ?? 0
    at += idBytes + 1
    const indexes: number[] = []
    for (let index = 0; index < listed && at < bytes.length; index += 1) {
      // The highest bit says that the property matters.
      indexes.push(readUnsigned(bytes, at, indexBytes, 'big') & (indexBytes === 2 ? 0x7fff : 0x7f))
      at += indexBytes
    }
    indexesById.set(id, indexes)
  }
  return indexesById
}
