import { latin1At } from '../latin1-at.ts'

/** The longest text that is kept of a name, a model or a date, in characters. */
const CLEAN_LENGTH_MAX = 200
/** Characters that one call of `String.fromCharCode` takes in every engine. */
const CHUNK_CHARACTERS = 8192

/**
 * Bytes as text: UTF-8 where they are valid UTF-8, else Latin-1, which every byte is a character of; UTF-16 and
 * UTF-8 with a byte order mark by their mark. Never throws.
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16(bytes.subarray(2), 0)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16(bytes.subarray(2), 1)
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const body = hasMark ? bytes.subarray(3) : bytes
  return decodeUtf8(body) ?? latin1At(body, 0, body.length)
}

/** UTF-16 without a mark; `low` is the index (0 or 1) within each pair where the lower byte stands. */
export function decodeUtf16(bytes: Uint8Array, low: 0 | 1): string {
  const units = new Uint16Array(Math.floor(bytes.length / 2))
  const lowAt = low
  for (let index = 0; index < units.length; index += 1) {
    units[index] = (bytes[index * 2 + lowAt] ?? 0) | ((bytes[index * 2 + 1 - lowAt] ?? 0) << 8)
  }
  return unitsToText(units)
}

/** Text as a person would read it: up to the first zero, no control characters, no space around; null when nothing is left. */
export function cleanText(text: string): string | null {
  const end = text.indexOf('\0')
  const start = (end === -1 ? text : text.slice(0, end)).slice(0, CLEAN_LENGTH_MAX * 2)
  const clean = start
    .replaceAll(/[\t\n\r]+/g, ' ')
    .replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '')
    .trim()
    .slice(0, CLEAN_LENGTH_MAX)
  return clean === '' ? null : clean
}

/** Null when the bytes are no valid UTF-8 (a character cut off by the end of the bytes is let go). */
function decodeUtf8(bytes: Uint8Array): string | null {
  const units = new Uint16Array(bytes.length)
  let length = 0
  let at = 0
  while (at < bytes.length) {
    const first = bytes[at] ?? 0
    const size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
    if ((first >= 0x80 && first < 0xc2) || first > 0xf4) return null
    let point = size === 1 ? first : first & (0x7f >> size)
    for (let index = 1; index < size && at + index < bytes.length; index += 1) {
      const next = bytes[at + index] ?? 0
      if ((next & 0xc0) !== 0x80) return null
      point = (point << 6) | (next & 0x3f)
    }
    at += size
    if (at > bytes.length) break
    if (point > 0x10_ff_ff || (point >= 0xd8_00 && point < 0xe0_00)) return null
    if (point >= 0x1_00_00) {
      units[length] = 0xd7_c0 + (point >> 10)
      units[length + 1] = 0xdc_00 + (point & 0x3_ff)
      length += 2
    } else {
      units[length] = point
      length += 1
    }
  }
  return unitsToText(units.subarray(0, length))
}

function unitsToText(units: Uint16Array): string {
  let text = ''
  for (let at = 0; at < units.length; at += CHUNK_CHARACTERS) {
    text += String.fromCharCode(...units.subarray(at, at + CHUNK_CHARACTERS))
  }
  return text
}
