import { FieldReader } from './field-reader.ts'
import type { Extent, HeifFile, HeifItem, HeifReference } from './heif-file.ts'
import { type Box, iterateBoxes } from './iterate-boxes.ts'
import { parseHeifProperties } from './parse-heif-properties.ts'

/** A 200-megapixel picture has 768 tiles; no writer comes near these. */
const ITEMS_MAX = 32_768
const EXTENTS_MAX = 131_072
const REFERENCE_TARGETS_MAX = 262_144

interface ItemLocation {
  readonly extents: readonly Extent[]
  readonly within: 'file' | 'idat' | null
}

/**
 * Reads the content of a `meta` box (ISO/IEC 14496-12 §8.11, 23008-12), which begins at `metaFrom` of the file. Never throws:
 * what is damaged is left out, so that the rest can still be decoded.
 */
export function parseHeif(meta: Uint8Array, metaFrom: number): HeifFile {
  let primaryId: number | null = null
  let idat: Extent | null = null
  let typeById: ReadonlyMap<number, string> = new Map()
  let locationById: ReadonlyMap<number, ItemLocation> = new Map()
  let references: readonly HeifReference[] = []
  let propertiesById: ReturnType<typeof parseHeifProperties> = new Map()
  for (const box of iterateBoxes(meta, 4, meta.length)) {
    if (box.type === 'pitm') primaryId = parsePrimary(meta, box)
    else if (box.type === 'iinf') typeById = parseItemTypes(meta, box)
    else if (box.type === 'iloc') locationById = parseLocations(meta, box)
    else if (box.type === 'iref') references = parseReferences(meta, box)
    else if (box.type === 'iprp') propertiesById = parseHeifProperties(meta, box)
    else if (box.type === 'idat') idat = { from: metaFrom + box.contentFrom, to: metaFrom + box.to }
  }
  const itemById = new Map<number, HeifItem>()
  for (const [id, type] of typeById) {
    const { extents, within } = locationById.get(id) ?? { extents: [], within: null }
    itemById.set(id, { id, type, extents, within, properties: propertiesById.get(id) ?? [] })
  }
  return { primaryId, itemById, references, idat }
}

function parsePrimary(bytes: Uint8Array, box: Box): number | null {
  const fields = new FieldReader(bytes, box.contentFrom, box.to)
  const version = fields.read(1)
  fields.read(3)
  const id = fields.read(version === 0 ? 2 : 4)
  return fields.isPastEnd ? null : id
}

/** Type by item id, from `iinf` and the `infe` boxes in it. */
function parseItemTypes(bytes: Uint8Array, box: Box): ReadonlyMap<number, string> {
  const typeById = new Map<number, string>()
  const head = new FieldReader(bytes, box.contentFrom, box.to)
  const countBytes = head.read(1) === 0 ? 2 : 4
  head.read(3 + countBytes)
  for (const entry of iterateBoxes(bytes, head.at, box.to)) {
    if (entry.type !== 'infe') continue
    if (typeById.size >= ITEMS_MAX) break
    const fields = new FieldReader(bytes, entry.contentFrom, entry.to)
    const version = fields.read(1)
    fields.read(3)
    if (version < 2) continue
    const id = fields.read(version === 2 ? 2 : 4)
    fields.read(2)
    const type = fields.readLetters()
    if (!fields.isPastEnd) typeById.set(id, type)
  }
  return typeById
}

/** Where items lie, from `iloc`. Parts that stand in other files are never read. */
function parseLocations(bytes: Uint8Array, box: Box): ReadonlyMap<number, ItemLocation> {
  const locationById = new Map<number, ItemLocation>()
  const fields = new FieldReader(bytes, box.contentFrom, box.to)
  const version = fields.read(1)
  fields.read(3)
  const sizes = fields.read(2)
  const [offsetBytes, lengthBytes, baseBytes, indexBytes] = [12, 8, 4, 0].map(
    (shift) => (sizes >> shift) & 15,
  )
  const itemCount = fields.read(version < 2 ? 2 : 4)
  let extentsLeft = EXTENTS_MAX
  for (let nth = 0; nth < Math.min(itemCount, ITEMS_MAX) && !fields.isPastEnd; nth++) {
    const id = fields.read(version < 2 ? 2 : 4)
    const method = version === 0 ? 0 : fields.read(2) & 15
    const isElsewhere = fields.read(2) !== 0
    const base = fields.read(baseBytes ?? 0)
    const extentCount = fields.read(2)
    const extents: Extent[] = []
    for (let index = 0; index < extentCount && !fields.isPastEnd; index++) {
      if (extentsLeft-- <= 0) return locationById
      if (version > 0) fields.read(indexBytes ?? 0)
      const from = base + fields.read(offsetBytes ?? 0)
      const length = fields.read(lengthBytes ?? 0)
      // No length at all: to the end of the file.
      extents.push({ from, to: length === 0 ? Number.MAX_SAFE_INTEGER : from + length })
    }
    if (fields.isPastEnd) break
    const within = isElsewhere || method > 1 ? null : method === 1 ? 'idat' : 'file'
    locationById.set(id, { extents, within })
  }
  return locationById
}

function parseReferences(bytes: Uint8Array, box: Box): readonly HeifReference[] {
  const references: HeifReference[] = []
  const version = new FieldReader(bytes, box.contentFrom, box.to).read(1)
  const idBytes = version === 0 ? 2 : 4
  let targetsLeft = REFERENCE_TARGETS_MAX
  for (const entry of iterateBoxes(bytes, box.contentFrom + 4, box.to)) {
    const fields = new FieldReader(bytes, entry.contentFrom, entry.to)
    const from = fields.read(idBytes)
    const count = fields.read(2)
    const to: number[] = []
    for (let index = 0; index < count; index++) {
      const id = fields.read(idBytes)
      if (fields.isPastEnd || targetsLeft-- <= 0) break
      to.push(id)
    }
    references.push({ kind: entry.type, from, to })
  }
  return references
}
