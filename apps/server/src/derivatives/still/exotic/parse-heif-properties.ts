import { FieldReader } from './field-reader.ts'
import type { HeifProperty } from './heif-file.ts'
import { type Box, iterateBoxes } from './iterate-boxes.ts'

/** More properties than this no picture has; the 15 bits of an association could name 32767. */
const PROPERTIES_MAX = 32_767
/** More associations than a picture of very many tiles needs. */
const ASSOCIATIONS_MAX = 262_144
/** Longest name of an auxiliary picture that we look at. */
const URN_LETTERS_MAX = 128

/** Which properties items have, in the order listed: from the `iprp` box. Never throws; what is damaged is left out. */
export function parseHeifProperties(
  bytes: Uint8Array,
  iprp: Box,
): ReadonlyMap<number, readonly HeifProperty[]> {
  const properties: Box[] = []
  const propertiesByItem = new Map<number, HeifProperty[]>()
  let left = ASSOCIATIONS_MAX
  for (const box of iterateBoxes(bytes, iprp.contentFrom, iprp.to)) {
    if (box.type !== 'ipco') continue
    for (const property of iterateBoxes(bytes, box.contentFrom, box.to)) {
      if (properties.length < PROPERTIES_MAX) properties.push(property)
    }
  }
  const parsed = new Map<string, HeifProperty>()
  for (const box of iterateBoxes(bytes, iprp.contentFrom, iprp.to)) {
    if (box.type !== 'ipma') continue
    for (const { itemId, index, isEssential } of iterateAssociations(bytes, box)) {
      if (left-- <= 0) return propertiesByItem
      const propertyBox = properties[index - 1]
      if (propertyBox === undefined) continue
      const key = `${index}${isEssential}`
      const property = parsed.get(key) ?? parseProperty(bytes, propertyBox, isEssential)
      parsed.set(key, property)
      const list = propertiesByItem.get(itemId)
      if (list === undefined) propertiesByItem.set(itemId, [property])
      else list.push(property)
    }
  }
  return propertiesByItem
}

function* iterateAssociations(
  bytes: Uint8Array,
  ipma: Box,
): Generator<{ readonly itemId: number; readonly index: number; readonly isEssential: boolean }> {
  const fields = new FieldReader(bytes, ipma.contentFrom, ipma.to)
  const version = fields.read(1)
  const indexBytes = (fields.read(3) & 1) === 1 ? 2 : 1
  const entryCount = fields.read(4)
  for (let entry = 0; entry < entryCount && !fields.isPastEnd; entry++) {
    const itemId = fields.read(version < 1 ? 2 : 4)
    const count = fields.read(1)
    for (let nth = 0; nth < count; nth++) {
      const word = fields.read(indexBytes)
      if (fields.isPastEnd) return
      const essentialBit = indexBytes === 2 ? 0x8000 : 0x80
      yield { itemId, index: word & (essentialBit - 1), isEssential: (word & essentialBit) !== 0 }
    }
  }
}

function parseProperty(bytes: Uint8Array, box: Box, isEssential: boolean): HeifProperty {
  const fields = new FieldReader(bytes, box.contentFrom, box.to)
  const content = bytes.subarray(box.contentFrom, box.to)
  const unknown: HeifProperty = { kind: 'unknown', type: box.type, isEssential }
  switch (box.type) {
    case 'ispe': {
      fields.read(4)
      const size: HeifProperty = { kind: 'size', width: fields.read(4), height: fields.read(4) }
      return fields.isPastEnd ? unknown : size
    }
    case 'hvcC':
    case 'av1C':
    case 'avcC':
    case 'jpgC':
      return { kind: 'decoder_header', type: box.type, bytes: content }
    case 'irot': {
      const quarterTurns = fields.read(1) & 3
      return quarterTurns === 0 ? unknown : { kind: 'rotate', quarterTurns }
    }
    case 'imir': {
      // 0: top and bottom change places, 1: left and right do (ISO/IEC 23008-12:2022 §6.5.12).
      const mode = fields.read(1) & 1
      if (fields.isPastEnd) return unknown
      return { kind: 'mirror', sides: mode === 1 ? 'left_right' : 'top_bottom' }
    }
    case 'clap':
      return parseCleanAperture(fields) ?? unknown
    case 'colr':
      return parseColour(fields, content) ?? unknown
    case 'auxC':
      fields.read(4)
      return { kind: 'auxiliary', urn: fields.readText(URN_LETTERS_MAX) }
    default:
      return unknown
  }
}

/** ISO/IEC 14496-12 §12.1.4: eight numbers of 32 bits, four fractions. */
function parseCleanAperture(fields: FieldReader): HeifProperty | null {
  const numbers = Array.from({ length: 8 }, () => fields.readSigned())
  const [widthN = 0, widthD = 0, heightN = 0, heightD = 0, xN = 0, xD = 0, yN = 0, yD = 0] = numbers
  if (fields.isPastEnd || widthD === 0 || heightD === 0 || xD === 0 || yD === 0) return null
  return {
    kind: 'crop',
    width: widthN / widthD,
    height: heightN / heightD,
    offsetX: xN / xD,
    offsetY: yN / yD,
  }
}

function parseColour(fields: FieldReader, content: Uint8Array): HeifProperty | null {
  const type = fields.readLetters()
  if (type === 'prof' || type === 'rICC') {
    return content.length > 4 ? { kind: 'icc', bytes: content.subarray(4) } : null
  }
  if (type !== 'nclx') return null
  const primaries = fields.read(2)
  const transfer = fields.read(2)
  const matrix = fields.read(2)
  const isFullRange = (fields.read(1) & 0x80) !== 0
  return fields.isPastEnd
    ? null
    : { kind: 'colour_codes', codes: { primaries, transfer, matrix, isFullRange } }
}
