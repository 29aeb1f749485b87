import type { Column } from './column.ts'
import { countsTo } from './column.ts'

/*
 * Columns of texts that stand for bytes: hashes, ids, tiny pictures. They take half or three quarters of their length. A caller asks first
 * whether a text is written as these columns write it, and keeps it elsewhere if not.
 */

const HEX = '0123456789abcdef'
const CAPITAL_HEX = '0123456789ABCDEF'
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const codesOf = (alphabet: string) => Array.from(alphabet, (digit) => digit.charCodeAt(0))
const HEX_CODES = codesOf(HEX)
const CAPITAL_HEX_CODES = codesOf(CAPITAL_HEX)
const BASE64_CODES = codesOf(BASE64)

const DASH = 45
const PADDING = 61

/** The value of a digit by its code. */
function digitsOf(codes: readonly number[]): Uint8Array {
  const digits = new Uint8Array(128)
  for (const [value, code] of codes.entries()) digits[code] = value
  return digits
}

const HEX_DIGITS = digitsOf(HEX_CODES)
const CAPITAL_HEX_DIGITS = digitsOf(CAPITAL_HEX_CODES)
const BASE64_DIGITS = digitsOf(BASE64_CODES)

/** Whether a text is `bytes` bytes in lower-case hex digits. */
export function isHex(text: string, bytes: number): boolean {
  return text.length === bytes * 2 && /^[0-9a-f]*$/.test(text)
}

/**
 * Texts that are `length` bytes in lower-case hex digits each; see {@link isHex}. `Value` is a brand of such texts: whatever is read is
 * one.
 */
export function hexes<Value extends string>(length: number): Column<Value> {
  return {
    write: (out, values) => {
      const bytes = new Uint8Array(length)
      for (const value of values) {
        for (let index = 0; index < length; index++)
          bytes[index] = digit(HEX_DIGITS, value, index * 2) * 16 + digit(HEX_DIGITS, value, index * 2 + 1)
        out.bytes(bytes)
      }
    },
    read: (input, count) => {
      const all = input.bytes(count * length)
      const codes = Array.from({ length: length * 2 }, () => 0)
      const values: Value[] = []
      for (let from = 0; from < all.length; from += length) {
        for (let index = 0; index < length; index++) {
          const byte = all[from + index] ?? 0
          codes[index * 2] = HEX_CODES[byte >> 4] ?? 0
          codes[index * 2 + 1] = HEX_CODES[byte & 15] ?? 0
        }
        values.push(String.fromCharCode(...codes) as Value)
      }
      return values
    },
  }
}

function digit(digits: Uint8Array, text: string, index: number): number {
  return digits[text.charCodeAt(index)] ?? 0
}

/** Bytes in base64 (RFC 4648), padded and without stray bits in the last digit. */
const CANONICAL_BASE64 =
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/

/** Whether a text is bytes in base64 as any encoder writes it, {@link BASE64_MAX} of them at most. */
export function isBase64(text: string): boolean {
  return text.length <= (BASE64_MAX / 3) * 4 && CANONICAL_BASE64.test(text)
}

/** The longest value of {@link base64s}, bytes. */
const BASE64_MAX = 48

/** Texts that are bytes in base64, of lengths of their own; see {@link isBase64}. */
export const base64s: Column<string | null> = {
  write: (out, values) => {
    const all = values.map((value) => (value === null ? null : bytesOfBase64(value)))
    for (const bytes of all) out.count(bytes === null ? 0 : bytes.length + 1)
    for (const bytes of all) if (bytes !== null) out.bytes(bytes)
  },
  read: (input, count) =>
    LENGTHS.read(input, count).map((length) => (length === 0 ? null : base64Of(input.bytes(length - 1)))),
}

const LENGTHS = countsTo(BASE64_MAX + 1)

function bytesOfBase64(text: string): Uint8Array {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3)
  for (let from = 0, at = 0; from < text.length; from += 4, at += 3) {
    const held =
      (digit(BASE64_DIGITS, text, from) << 18) |
      (digit(BASE64_DIGITS, text, from + 1) << 12) |
      (digit(BASE64_DIGITS, text, from + 2) << 6) |
      digit(BASE64_DIGITS, text, from + 3)
    bytes[at] = held >> 16
    bytes[at + 1] = (held >> 8) & 255
    bytes[at + 2] = held & 255
  }
  return bytes.subarray(0, bytes.length - padding)
}

function base64Of(bytes: Uint8Array): string {
  const codes: number[] = []
  for (let at = 0; at < bytes.length; at += 3) {
    const held = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    codes.push(BASE64_CODES[held >> 18] ?? 0, BASE64_CODES[(held >> 12) & 63] ?? 0)
    codes.push(at + 1 < bytes.length ? (BASE64_CODES[(held >> 6) & 63] ?? 0) : PADDING)
    codes.push(at + 2 < bytes.length ? (BASE64_CODES[held & 63] ?? 0) : PADDING)
  }
  return String.fromCharCode(...codes)
}

const UUID = /^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}$/
const DASH_BEFORE = new Set([4, 6, 8, 10])

/** What stands before a value of {@link markersTo}: nothing, 16 bytes, or a text of so many units and two. */
const MARKER_NONE = 0
const MARKER_UUID = 1
const MARKER_TEXT = 2

/** Texts of up to `max` units that tie files to each other, most of them UUIDs in capitals, as cameras write them. */
export function markersTo(max: number): Column<string | null> {
  const heads = countsTo(max + MARKER_TEXT)
  return {
    write: (out, values) => {
      for (const value of values) {
        if (value === null) out.count(MARKER_NONE)
        else out.count(UUID.test(value) ? MARKER_UUID : MARKER_TEXT + value.length)
      }
      for (const value of values) {
        if (value === null) continue
        if (UUID.test(value)) out.bytes(bytesOfUuid(value.replaceAll('-', '')))
        else out.text(value)
      }
    },
    read: (input, count) =>
      heads.read(input, count).map((head) => {
        if (head === MARKER_NONE) return null
        return head === MARKER_UUID ? uuidOf(input.bytes(16)) : input.text(head - MARKER_TEXT)
      }),
  }
}

function bytesOfUuid(digits: string): Uint8Array {
  return Uint8Array.from(
    { length: 16 },
    (_, index) =>
      digit(CAPITAL_HEX_DIGITS, digits, index * 2) * 16 + digit(CAPITAL_HEX_DIGITS, digits, index * 2 + 1),
  )
}

function uuidOf(bytes: Uint8Array): string {
  const codes: number[] = []
  for (const [index, byte] of bytes.entries()) {
    if (DASH_BEFORE.has(index)) codes.push(DASH)
    codes.push(CAPITAL_HEX_CODES[byte >> 4] ?? 0, CAPITAL_HEX_CODES[byte & 15] ?? 0)
  }
  return String.fromCharCode(...codes)
}
