import { latin1At } from '../latin1-at.ts'
import { uintAt } from './bounded-reader.ts'
import { parseZonedDate } from './parse-zoned-date.ts'
import type { ZonedDate } from './video-facts.ts'

/** Identifier of AVCHD's message, then `MDPM`. */
const NOTE_NAME = '\x17\xee\x8c\x60\xf8\x4d\x11\xd9\x8c\xd6\x08\x00\x20\x0c\x9a\x66MDPM'
/** Entries of five bytes: a number, then four bytes of value. */
const ENTRY_BYTES = 5
const DATE_ENTRY = 0x18
const TIME_ENTRY = 0x19
const MAKE_ENTRY = 0xe0
const MAKE_BY_NUMBER: ReadonlyMap<number, string> = new Map([
  [0x0103, 'Panasonic'],
  [0x0108, 'Sony'],
  [0x1011, 'Canon'],
  [0x1104, 'JVC'],
])

/** What an AVCHD camcorder notes in the stream itself. */
export interface CameraNote {
  readonly date: ZonedDate | null
  readonly make: string | null
}

/**
 * Reads AVCHD's note from a message unit of H.264 ("modified digital video pack metadata", by ExifTool's account, as
 * there is no public standard). Null when the unit holds no such note.
 */
export function readCameraNote(unit: Uint8Array): CameraNote | null {
  const start = latin1At(unit, 0, 64).indexOf(NOTE_NAME)
  if (start === -1) return null
  const countAt = start + NOTE_NAME.length
  const valueByEntry = new Map<number, Uint8Array>()
  for (let entry = 0; entry < (unit[countAt] ?? 0); entry += 1) {
    const at = countAt + 1 + entry * ENTRY_BYTES
    if (at + ENTRY_BYTES > unit.length) break
    valueByEntry.set(unit[at] ?? 0, unit.subarray(at + 1, at + ENTRY_BYTES))
  }
  const make = valueByEntry.get(MAKE_ENTRY)
  return {
    date: readDate(valueByEntry.get(DATE_ENTRY), valueByEntry.get(TIME_ENTRY)),
    make: make === undefined ? null : (MAKE_BY_NUMBER.get(uintAt(make, 0, 2)) ?? null),
  }
}

/** Zone, century, year, month; then day, hour, minute, second: two decimal digits a byte, except the zone's bits. */
function readDate(first: Uint8Array | undefined, second: Uint8Array | undefined): ZonedDate | null {
  if (first === undefined || second === undefined) return null
  const [century, year, month] = digits(first.subarray(1))
  const [day, hour, minute, seconds] = digits(second)
  const zone = first[0] ?? 0
  const zoneHours = String((zone >> 1) & 0xf).padStart(2, '0')
  const zoneText = `${(zone & 0x20) === 0 ? '+' : '-'}${zoneHours}:${(zone & 1) === 0 ? '00' : '30'}`
  return parseZonedDate(`${century}${year}-${month}-${day}T${hour}:${minute}:${seconds}${zoneText}`)
}

function digits(bytes: Uint8Array): readonly string[] {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
}
