/*
 * PNG (third edition, and its register of text chunks) is a row of chunks: length, name, content, checksum. Facts
 * stand before or behind the pixels, so all chunks are walked; only those that tell something are read. Checksums
 * are not looked at: a wrong one is the decoder's business.
 */
import { type ByteReader, createMemoryReader } from '../bytes/byte-reader.ts'
import { decodeText } from '../bytes/decode-text.ts'
import { inflate } from '../bytes/inflate.ts'
import { readUnsigned } from '../bytes/read-number.ts'
import { latin1At } from '../latin1-at.ts'
import { findPhotoshopResource, IPTC_RESOURCE } from '../metadata/read-iptc.ts'
import { readTiff, type Tiff } from '../tiff/read-tiff.ts'
import { NO_PARTS, type StillParts } from './still-parts.ts'

/** Chunks that are walked: pixels come in pieces of 8 KiB, so a 100 MB file has 12,000. */
const CHUNKS_MAX = 2000
const CONTENT_BYTES_MAX = 1024 * 1024
/** What a compressed text may grow to, in bytes. */
const TEXT_BYTES_MAX = 1024 * 1024
/** Texts that are read. */
const TEXTS_MAX = 64
const SIGNATURE_BYTES = 8
const XMP_KEYWORD = 'XML:com.adobe.xmp'

interface Picked {
  width: number | null
  height: number | null
  isAnimated: boolean
  isHdr: boolean
  readonly exif: Uint8Array[]
  readonly xmp: Uint8Array[]
  readonly iptc: Uint8Array[]
  createdText: string | null
  createDate: string | null
  modifiedText: string | null
  make: string | null
  model: string | null
}

/** Reads a PNG's chunks. What is damaged is left out; rejects only when the reader does. */
export async function readPng(reader: ByteReader): Promise<StillParts> {
  const picked: Picked = {
    width: null,
    height: null,
    isAnimated: false,
    isHdr: false,
    exif: [],
    xmp: [],
    iptc: [],
    createdText: null,
    createDate: null,
    modifiedText: null,
    make: null,
    model: null,
  }
  let isWhole = false
  let at = SIGNATURE_BYTES
  let texts = 0
  for (let count = 0; count < CHUNKS_MAX; count += 1) {
    const head = await reader.read(at, 8)
    if (head.length < 8) break
    const sizeBytes = readUnsigned(head, 0, 4, 'big')
    const type = latin1At(head, 4, 4)
    if (!/^[A-Za-z]{4}$/.test(type)) break
    isWhole = type === 'IEND'
    if (isWhole) break
    const isText = ['tEXt', 'zTXt', 'iTXt'].includes(type)
    if (isText) texts += 1
    const isRead = isText ? texts <= TEXTS_MAX : ['IHDR', 'eXIf', 'acTL', 'tIME', 'cICP'].includes(type)
    if (isRead) pick(type, await reader.read(at + 8, Math.min(sizeBytes, CONTENT_BYTES_MAX)), picked)
    at += 12 + sizeBytes
  }
  const tiffs: Tiff[] = []
  for (const block of picked.exif) {
    const tiff = await readTiff(createMemoryReader(block))
    if (tiff !== null) tiffs.push(tiff)
  }
  return {
    ...NO_PARTS,
    width: picked.width,
    height: picked.height,
    tiffs,
    xmpPackets: picked.xmp,
    iptcBlocks: picked.iptc,
    createdText: picked.createDate ?? picked.createdText,
    modifiedText: picked.modifiedText,
    make: picked.make,
    model: picked.model,
    isAnimated: picked.isAnimated,
    isHdr: picked.isHdr,
    warnings: isWhole ? [] : ['the file ends before its last chunk'],
  }
}

function pick(type: string, content: Uint8Array, picked: Picked): void {
  if (type === 'IHDR' && content.length >= 8) {
    picked.width ??= readUnsigned(content, 0, 4, 'big')
    picked.height ??= readUnsigned(content, 4, 4, 'big')
  } else if (type === 'acTL') picked.isAnimated = true
  // Transfer functions PQ and HLG.
  else if (type === 'cICP') picked.isHdr = content[1] === 16 || content[1] === 18
  else if (type === 'eXIf') picked.exif.push(cutExifStart(content))
  else if (type === 'tIME' && content.length >= 7) {
    const year = readUnsigned(content, 0, 2, 'big')
    const [month, day, hour, minute, second] = [...content.subarray(2, 7)].map((part) =>
      String(part).padStart(2, '0'),
    )
    picked.modifiedText ??= `${year}:${month}:${day} ${hour}:${minute}:${second}`
  } else pickText(type, content, picked)
}

function pickText(type: string, content: Uint8Array, picked: Picked): void {
  const end = content.indexOf(0)
  if (end < 1 || end > 79) return
  const keyword = latin1At(content, 0, end)
  const value = readTextValue(type, content.subarray(end + 1))
  if (value === null) return
  if (keyword === XMP_KEYWORD) picked.xmp.push(value)
  else if (/^raw profile type (?:exif|app1)$/i.test(keyword)) pickProfile(parseRawProfile(value), picked)
  else if (/^raw profile type iptc$/i.test(keyword)) {
    const profile = parseRawProfile(value)
    const fields = findPhotoshopResource(profile, IPTC_RESOURCE) ?? (profile[0] === 0x1c ? profile : null)
    if (fields !== null) picked.iptc.push(fields)
  } else {
    const text = decodeText(value.subarray(0, 200))
    if (/^creation time$/i.test(keyword)) picked.createdText ??= text
    else if (/^create-date$/i.test(keyword)) picked.createDate ??= text
    else if (keyword === 'Make') picked.make ??= text
    else if (keyword === 'Model') picked.model ??= text
  }
}

/** The value behind the keyword, unpacked; null when it is damaged or too large. */
function readTextValue(type: string, rest: Uint8Array): Uint8Array | null {
  if (type === 'tEXt') return rest
  if (type === 'zTXt') return rest[0] === 0 ? inflate(rest.subarray(1), TEXT_BYTES_MAX) : null
  // iTXt: packed or not, how, language, keyword in that language.
  const language = rest.indexOf(0, 2)
  const translated = language === -1 ? -1 : rest.indexOf(0, language + 1)
  if (translated === -1) return null
  const value = rest.subarray(translated + 1)
  return rest[0] === 1 ? inflate(value, TEXT_BYTES_MAX) : value
}

function pickProfile(profile: Uint8Array, picked: Picked): void {
  if (latin1At(profile, 0, 4) === 'http') picked.xmp.push(profile.subarray(29))
  else if (profile.length > 8) picked.exif.push(cutExifStart(profile))
}

/** ImageMagick's form of a block: name, length, then hexadecimal digits in lines. */
function parseRawProfile(value: Uint8Array): Uint8Array {
  const text = latin1At(value, 0, value.length)
  const digits = /^\s*\S[^\n]*\n\s*\d+\s*\n([\da-fA-F\s]*)/.exec(text)?.[1]?.replaceAll(/\s+/g, '') ?? ''
  const bytes = new Uint8Array(Math.floor(digits.length / 2))
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16)
  }
  return bytes
}

/** Some writers keep the mark that EXIF has in a JPEG. */
function cutExifStart(block: Uint8Array): Uint8Array {
  return latin1At(block, 0, 4) === 'Exif' ? block.subarray(6) : block
}
