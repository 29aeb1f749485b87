/*
 * IPTC's older form (IIM 4.2): a row of fields, each 0x1c, record, number, length, value. JPEG and PSD keep it
 * within Photoshop's block: a row of resources `8BIM`, number, name, length, value.
 */
import { readUnsigned } from '../bytes/read-number.ts'
import { latin1At } from '../latin1-at.ts'

const FIELD_MARK = 0x1c
const DATE_CREATED = 55
const TIME_CREATED = 60
/** Fields of one block that are looked at; keywords come in thousands. */
const FIELDS_MAX = 10_000
/** Resources of one Photoshop block that are looked at. */
const RESOURCES_MAX = 1000
/** Number of the resource with IPTC's fields. */
export const IPTC_RESOURCE = 0x0404

/** Date and time of creation as IPTC tells them. */
export interface IptcFacts {
  /** `20240602`. */
  readonly date: string | null
  /** `120000+0200`. */
  readonly time: string | null
}

/** One resource of a Photoshop block by its number: 0x0404 IPTC, 0x0422 EXIF, 0x0424 XMP; null when there is none. Never throws. */
export function findPhotoshopResource(block: Uint8Array, wanted: number): Uint8Array | null {
  let at = 0
  for (let count = 0; count < RESOURCES_MAX && latin1At(block, at, 4) === '8BIM'; count += 1) {
    const number = readUnsigned(block, at + 4, 2, 'big')
    const nameBytes = ((block[at + 6] ?? 0) + 2) & ~1
    const sizeBytes = readUnsigned(block, at + 6 + nameBytes, 4, 'big')
    const from = at + 10 + nameBytes
    if (!(sizeBytes >= 0)) return null
    if (number === wanted) return block.subarray(from, from + sizeBytes)
    at = from + sizeBytes + (sizeBytes % 2)
  }
  return null
}

/** Reads IPTC's fields. Never throws. */
export function readIptc(bytes: Uint8Array): IptcFacts {
  let [date, time]: (string | null)[] = [null, null]
  let at = 0
  for (let count = 0; count < FIELDS_MAX && bytes[at] === FIELD_MARK; count += 1) {
    const sizeBytes = readUnsigned(bytes, at + 3, 2, 'big')
    // Lengths of 32768 and more are told in another form, which no date needs.
    if (!(sizeBytes < 0x8000)) break
    if (bytes[at + 1] === 2 && bytes[at + 2] === DATE_CREATED)
      date ??= latin1At(bytes, at + 5, Math.min(sizeBytes, 8))
    if (bytes[at + 1] === 2 && bytes[at + 2] === TIME_CREATED)
      time ??= latin1At(bytes, at + 5, Math.min(sizeBytes, 11))
    at += 5 + sizeBytes
  }
  return { date: date ?? null, time: time ?? null }
}

/** `20240602` and `120000+0200` as one text of a time; null without a date. A damaged time is left out. */
export function iptcToTime({ date, time }: IptcFacts): string | null {
  const day = /^(\d{4})[-:]?(\d\d)[-:]?(\d\d)$/.exec(date ?? '')
  if (day === null) return null
  const clock = /^(\d\d):?(\d\d):?(\d\d)([+-]\d\d:?\d\d)?/.exec(time ?? '')
  const text = `${day[1]}:${day[2]}:${day[3]}`
  return clock === null ? text : `${text} ${clock[1]}:${clock[2]}:${clock[3]}${clock[4] ?? ''}`
}
