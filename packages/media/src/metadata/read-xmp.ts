/*
 * XMP (ISO 16684-1) is RDF in XML: descriptions, whose properties stand as attributes or as elements, the latter
 * with text or a list inside. Only the properties of the descriptions themselves are taken, so that what is told
 * of an ingredient or of an earlier version is not told of the photo. Prefixes are free to choose; names here
 * use the usual ones, and others are translated by their namespace.
 */
import { XMLParser } from 'fast-xml-parser'
import { cleanText, decodeText } from '../bytes/decode-text.ts'

/** Bytes of a packet that are read: real ones stay below 100 KiB, edited ones below a megabyte. */
const PACKET_BYTES_MAX = 1024 * 1024
/** Properties that are kept. */
const PROPERTIES_MAX = 2000
/** Levels of elements. */
const DEPTH_MAX = 24
/** Elements that are looked at. */
const ELEMENTS_MAX = 20_000
/** Entries of a list that are kept. */
const LIST_MAX = 64
const ATTRIBUTE = '@'

/** The usual prefix of each namespace that is read here. */
const PREFIX_BY_NAMESPACE: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/1999/02/22-rdf-syntax-ns#', 'rdf'],
  ['http://ns.adobe.com/exif/1.0/', 'exif'],
  ['http://cipa.jp/exif/1.0/', 'exifEX'],
  ['http://ns.adobe.com/exif/1.0/aux/', 'aux'],
  ['http://ns.adobe.com/tiff/1.0/', 'tiff'],
  ['http://ns.adobe.com/xap/1.0/', 'xmp'],
  ['http://ns.adobe.com/xap/1.0/mm/', 'xmpMM'],
  ['http://ns.adobe.com/photoshop/1.0/', 'photoshop'],
  ['http://ns.adobe.com/camera-raw-settings/1.0/', 'crs'],
  ['http://ns.adobe.com/hdr-gain-map/1.0/', 'hdrgm'],
  ['http://ns.google.com/photos/1.0/camera/', 'GCamera'],
  ['http://ns.google.com/photos/1.0/panorama/', 'GPano'],
  ['http://ns.google.com/photos/1.0/container/', 'Container'],
  ['http://ns.google.com/photos/1.0/container/item/', 'Item'],
  ['http://ns.apple.com/HDRGainMap/1.0/', 'HDRGainMap'],
  ['http://ns.apple.com/pixeldatainfo/1.0/', 'apdi'],
  ['http://ns.adobe.com/xmp/1.0/DynamicMedia/', 'xmpDM'],
])

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE,
  processEntities: false,
  htmlEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  allowBooleanAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: 100,
})

/** What one entry of a Google container says of itself: `Item:Semantic`, `Item:Length` and so on. */
export type XmpItem = ReadonlyMap<string, string>

/** The properties of an XMP packet. */
export interface Xmp {
  /** The texts of a property by its usual name, as `exif:DateTimeOriginal`: one, or those of its list. */
  readonly textsByName: ReadonlyMap<string, readonly string[]>
  /** The entries of `Container:Directory`, in order. */
  readonly items: readonly XmpItem[]
  /** Whether the XML was broken, so that only what stood whole in it was taken. */
  readonly isDamaged: boolean
}

/** Reads a packet. Null when it is no XMP or nothing in it is whole. Never throws. */
export function readXmp(packet: Uint8Array): Xmp | null {
  const text = decodeText(packet.subarray(0, PACKET_BYTES_MAX))
  const start = text.search(/<(?:[\w.-]+:)?(?:xmpmeta|xapmeta|RDF)[\s>]/)
  if (start === -1) return null
  const whole = text.slice(start).replace(/<\?xpacket end=[\s\S]*$/, '')
  try {
    const found = collect(parser.parse(whole))
    if (found !== null) return found
  } catch {
    // Fewer tags than were opened, a bad name: the packet is damaged, and read as such.
  }
  return salvage(whole)
}

/** What stands whole in a damaged packet: attributes and elements with text, wherever they are. Null when none does. */
function salvage(text: string): Xmp | null {
  const textsByName = new Map<string, readonly string[]>()
  for (const pattern of [DAMAGED_ATTRIBUTE, DAMAGED_ELEMENT]) {
    for (const [, name = '', value = ''] of text.matchAll(pattern)) {
      if (textsByName.size >= PROPERTIES_MAX) break
      const isProperty = !name.startsWith('xmlns:') && value.trim() !== ''
      if (isProperty && !textsByName.has(name)) textsByName.set(name, [decodeEntities(value)])
    }
  }
  return textsByName.size === 0 ? null : { textsByName, items: [], isDamaged: true }
}

/** Names and values are bounded, so that the time these take grows with the text's length only. */
const DAMAGED_ATTRIBUTE = /\b([A-Za-z]\w{0,20}:[A-Za-z]\w{0,60})="([^"<>]{0,500})"/g
const DAMAGED_ELEMENT = /<([A-Za-z]\w{0,20}:[A-Za-z]\w{0,60})>([^<>]{0,500})<\/\1>/g

/** The first text of the first of these properties that has one, cleaned. */
export function readXmpText(xmp: Xmp, ...names: readonly string[]): string | null {
  for (const name of names) {
    const text = cleanText(xmp.textsByName.get(name)?.[0] ?? '')
    if (text !== null) return text
  }
  return null
}

/** A number, also as a fraction `28/10`; null when the property has none. */
export function readXmpNumber(xmp: Xmp, ...names: readonly string[]): number | null {
  const match = /^\s*(-?\d+(?:\.\d+)?)(?:\/(\d+))?\s*$/.exec(readXmpText(xmp, ...names) ?? '')
  if (match === null) return null
  const value = Number(match[1]) / Number(match[2] ?? 1)
  return Number.isFinite(value) ? value : null
}

function collect(root: unknown): Xmp | null {
  const prefixes = new Map<string, string>()
  const textsByName = new Map<string, readonly string[]>()
  const items: XmpItem[] = []
  const stack: { readonly node: unknown; readonly name: string; readonly depth: number }[] = [
    { node: root, name: '', depth: 0 },
  ]
  let isFound = false
  for (let count = 0; count < ELEMENTS_MAX; count += 1) {
    const next = stack.pop()
    if (next === undefined) break
    if (!isElement(next.node) || next.depth > DEPTH_MAX) continue
    learnPrefixes(next.node, prefixes)
    if (next.name === 'rdf:Description') {
      isFound = true
      readDescription(next.node, prefixes, textsByName, items)
      continue
    }
    const children = listChildren(next.node).map(([key, node]) => ({
      node,
      name: usualName(key, prefixes, node),
      depth: next.depth + 1,
    }))
    stack.push(...children.slice(0, ELEMENTS_MAX).toReversed())
  }
  return isFound ? { textsByName, items, isDamaged: false } : null
}

function readDescription(
  node: Readonly<Record<string, unknown>>,
  prefixes: Map<string, string>,
  textsByName: Map<string, readonly string[]>,
  items: XmpItem[],
): void {
  for (const [key, value] of Object.entries(node)) {
    if (textsByName.size >= PROPERTIES_MAX) return
    const isAttribute = key.startsWith(ATTRIBUTE)
    const name = usualName(isAttribute ? key.slice(1) : key, prefixes, value)
    if (name === 'Container:Directory') items.push(...readItems(value, prefixes))
    const texts = isAttribute ? [String(value)] : readTexts(value)
    if (texts.length > 0 && !textsByName.has(name)) textsByName.set(name, texts.map(decodeEntities))
  }
}

/** The text of an element, or those of the list in it. */
function readTexts(node: unknown): readonly string[] {
  if (typeof node === 'string') return node.trim() === '' ? [] : [node]
  if (Array.isArray(node)) return node.slice(0, 1).flatMap((first: unknown) => readTexts(first))
  if (!isElement(node)) return []
  const list = listChildren(node).find(([key]) => /:(?:Seq|Bag|Alt)$/.test(key))?.[1]
  if (list !== undefined) {
    const entries = isElement(list) ? listChildren(list).filter(([key]) => key.endsWith(':li')) : []
    return entries.slice(0, LIST_MAX).flatMap(([, entry]) => readTexts(entry))
  }
  const own = node['#text']
  return typeof own === 'string' && own.trim() !== '' ? [own] : []
}

/** Entries are `rdf:li` with attributes of their own, or with an element that has them. */
function readItems(directory: unknown, prefixes: Map<string, string>): readonly XmpItem[] {
  const items: XmpItem[] = []
  const stack: { readonly node: unknown; readonly depth: number }[] = [{ node: directory, depth: 0 }]
  for (let count = 0; count < ELEMENTS_MAX && items.length < LIST_MAX; count += 1) {
    const next = stack.pop()
    if (next === undefined) break
    if (Array.isArray(next.node)) {
      stack.push(
        ...next.node
          .slice(0, LIST_MAX)
          .map((node: unknown) => ({ node, depth: next.depth }))
          .toReversed(),
      )
      continue
    }
    if (!isElement(next.node) || next.depth > DEPTH_MAX) continue
    learnPrefixes(next.node, prefixes)
    const item = new Map<string, string>()
    for (const [key, value] of Object.entries(next.node)) {
      const name = usualName(key.startsWith(ATTRIBUTE) ? key.slice(1) : key, prefixes, value)
      if (name.startsWith('Item:') && typeof value === 'string') item.set(name, decodeEntities(value))
    }
    if (item.size > 0) items.push(item)
    else
      stack.push(
        ...listChildren(next.node)
          .map(([, node]) => ({ node, depth: next.depth + 1 }))
          .toReversed(),
      )
  }
  return items
}

function isElement(node: unknown): node is Readonly<Record<string, unknown>> {
  return typeof node === 'object' && node !== null && !Array.isArray(node)
}

/** The elements in one, those of the same name one by one. */
function listChildren(
  node: Readonly<Record<string, unknown>>,
): readonly (readonly [name: string, node: unknown])[] {
  return Object.entries(node).flatMap(([key, value]): (readonly [string, unknown])[] => {
    if (key.startsWith(ATTRIBUTE) || key === '#text') return []
    return Array.isArray(value) ? value.map((entry: unknown) => [key, entry] as const) : [[key, value]]
  })
}

function learnPrefixes(node: Readonly<Record<string, unknown>>, prefixes: Map<string, string>): void {
  for (const [key, value] of Object.entries(node)) {
    if (!key.startsWith('@xmlns:') || typeof value !== 'string' || prefixes.size >= PROPERTIES_MAX) continue
    const usual = PREFIX_BY_NAMESPACE.get(value)
    if (usual !== undefined) prefixes.set(key.slice('@xmlns:'.length), usual)
  }
}

/** A name with the usual prefix; an element may declare the prefix of its own name. */
function usualName(name: string, prefixes: Map<string, string>, node: unknown): string {
  const colon = name.indexOf(':')
  if (colon === -1) return name
  const prefix = name.slice(0, colon)
  const own = isElement(node) ? node[`@xmlns:${prefix}`] : undefined
  const usual = (typeof own === 'string' ? PREFIX_BY_NAMESPACE.get(own) : undefined) ?? prefixes.get(prefix)
  return usual === undefined ? name : usual + name.slice(colon)
}

/** The five entities of XML and characters by number; anything else stays as it is written. */
function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll(
    /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([\da-fA-F]{1,6}));/g,
    (whole, name, decimal, hex) => {
      if (name !== undefined) return ENTITIES[String(name)] ?? whole
      const point = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal)
      return point > 0 && point <= 0x10_ff_ff ? String.fromCodePoint(point) : whole
    },
  )
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
