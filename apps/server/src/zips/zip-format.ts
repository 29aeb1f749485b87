/*
 * Zip files as PKWARE's APPNOTE 6.3.10 has them, of files that are stored as they are: photos do not get smaller. What a file's bytes sum up
 * to is known only when they have gone by, so it stands behind them, in a data descriptor, and again in the directory at the end. The wide
 * fields of zip64 are used where something does not fit into 32 bits (16 for the count), and nowhere else: some programs do not know them.
 *
 *   [header, bytes, descriptor] for each file · directory · (its end in zip64) · its end
 *
 * As all lengths are known beforehand, so is that of the whole.
 */

/** A file in a zip. */
export interface ZipEntry {
  /** Without folders; see `keepNamesApart`. */
  readonly name: string
  readonly bytes: number
  /** Milliseconds since 1970-01-01 UTC. */
  readonly modifiedAt: number
}

/** An entry that has been written: where it begins, and the CRC-32 of its bytes. */
export interface WrittenEntry extends ZipEntry {
  readonly offset: number
  readonly crc: number
}

const MAX_32 = 0xffff_ffff
const MAX_16 = 0xffff
/** Names are UTF-8; sizes and sum stand behind the bytes. */
const FLAGS = 0x0808
const STORED = 0
const VERSION = 20
const VERSION_64 = 45
/** Regular file, readable by all and writable by its owner, as systems with modes have it. */
const UNIX = 3 << 8
const MODE = (0o100644 << 16) >>> 0

/** What stands before the bytes of a file. */
export function headerOf(entry: ZipEntry): Buffer {
  const name = Buffer.from(entry.name)
  const extra = Buffer.concat([timeField(entry), isWide(entry) ? wideField([0n, 0n]) : Buffer.alloc(0)])
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x0403_4b50, 0)
  head.writeUInt16LE(isWide(entry) ? VERSION_64 : VERSION, 4)
  head.writeUInt16LE(FLAGS, 6)
  head.writeUInt16LE(STORED, 8)
  head.writeUInt32LE(dosTimeOf(entry), 10)
  if (isWide(entry)) head.fill(0xff, 18, 26)
  head.writeUInt16LE(name.length, 26)
  head.writeUInt16LE(extra.length, 28)
  return Buffer.concat([head, name, extra])
}

/** What stands behind the bytes of a file. */
export function descriptorOf(entry: ZipEntry, crc: number): Buffer {
  const wide = isWide(entry)
  const descriptor = Buffer.alloc(wide ? 24 : 16)
  descriptor.writeUInt32LE(0x0807_4b50, 0)
  descriptor.writeUInt32LE(crc, 4)
  for (const [index, at] of (wide ? [8, 16] : [8, 12]).entries()) {
    if (wide) descriptor.writeBigUInt64LE(BigInt(entry.bytes), at)
    else descriptor.writeUInt32LE(entry.bytes, 8 + index * 4)
  }
  return descriptor
}

/** What stands at the end of a zip: the directory of all files, and where it begins. */
export function* directoryOf(entries: readonly WrittenEntry[], offset: number): Generator<Buffer, void> {
  let bytes = 0
  for (const entry of entries) {
    const line = directoryLine(entry)
    bytes += line.length
    yield line
  }
  yield endOf(entries.length, bytes, offset)
}

/** The length of the whole zip. */
export function zipBytes(entries: readonly ZipEntry[]): number {
  let offset = 0
  const written = entries.map((entry): WrittenEntry => {
    const at = offset
    offset += headerOf(entry).length + entry.bytes + descriptorOf(entry, 0).length
    return { ...entry, offset: at, crc: 0 }
  })
  let directory = 0
  for (const piece of directoryOf(written, offset)) directory += piece.length
  return offset + directory
}

function directoryLine(entry: WrittenEntry): Buffer {
  const name = Buffer.from(entry.name)
  const { offset, bytes } = entry
  const wide = [
    ...(isWide(entry) ? [BigInt(bytes), BigInt(bytes)] : []),
    ...(offset >= MAX_32 ? [BigInt(offset)] : []),
  ]
  const extra = Buffer.concat([timeField(entry), wide.length > 0 ? wideField(wide) : Buffer.alloc(0)])
  const line = Buffer.alloc(46)
  line.writeUInt32LE(0x0201_4b50, 0)
  line.writeUInt16LE(UNIX | VERSION_64, 4)
  line.writeUInt16LE(wide.length > 0 ? VERSION_64 : VERSION, 6)
  line.writeUInt16LE(FLAGS, 8)
  line.writeUInt16LE(STORED, 10)
  line.writeUInt32LE(dosTimeOf(entry), 12)
  line.writeUInt32LE(entry.crc, 16)
  line.writeUInt32LE(isWide(entry) ? MAX_32 : bytes, 20)
  line.writeUInt32LE(isWide(entry) ? MAX_32 : bytes, 24)
  line.writeUInt16LE(name.length, 28)
  line.writeUInt16LE(extra.length, 30)
  line.writeUInt32LE(MODE, 38)
  line.writeUInt32LE(Math.min(offset, MAX_32), 42)
  return Buffer.concat([line, name, extra])
}

function endOf(count: number, bytes: number, offset: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x0605_4b50, 0)
  end.writeUInt16LE(Math.min(count, MAX_16), 8)
  end.writeUInt16LE(Math.min(count, MAX_16), 10)
  end.writeUInt32LE(Math.min(bytes, MAX_32), 12)
  end.writeUInt32LE(Math.min(offset, MAX_32), 16)
  if (count < MAX_16 && bytes < MAX_32 && offset < MAX_32) return end
  const wide = Buffer.alloc(56)
  wide.writeUInt32LE(0x0606_4b50, 0)
  wide.writeBigUInt64LE(44n, 4)
  wide.writeUInt16LE(UNIX | VERSION_64, 12)
  wide.writeUInt16LE(VERSION_64, 14)
  wide.writeBigUInt64LE(BigInt(count), 24)
  wide.writeBigUInt64LE(BigInt(count), 32)
  wide.writeBigUInt64LE(BigInt(bytes), 40)
  wide.writeBigUInt64LE(BigInt(offset), 48)
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x0706_4b50, 0)
  locator.writeBigUInt64LE(BigInt(offset + bytes), 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([wide, locator, end])
}

function isWide({ bytes }: ZipEntry): boolean {
  return bytes >= MAX_32
}

function wideField(values: readonly bigint[]): Buffer {
  const field = Buffer.alloc(4 + values.length * 8)
  field.writeUInt16LE(1, 0)
  field.writeUInt16LE(values.length * 8, 2)
  for (const [index, value] of values.entries()) field.writeBigUInt64LE(value, 4 + index * 8)
  return field
}

/** The time in UTC, for programs that know it; the field of old has no zone. Nothing for a time that 32 bits do not hold. */
function timeField({ modifiedAt }: ZipEntry): Buffer {
  const seconds = Math.floor(modifiedAt / 1_000)
  if (seconds < 0 || seconds > 0x7fff_ffff) return Buffer.alloc(0)
  const field = Buffer.alloc(9)
  field.writeUInt16LE(0x5455, 0)
  field.writeUInt16LE(5, 2)
  field.writeUInt8(1, 4)
  field.writeInt32LE(seconds, 5)
  return field
}

/** Time in the lower half, date in the upper one, to two seconds, from 1980 to 2107. */
function dosTimeOf({ modifiedAt }: ZipEntry): number {
  const date = new Date(Math.min(Math.max(modifiedAt, Date.UTC(1980)), Date.UTC(2107, 11, 31)))
  const day = ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate()
  const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1)
  return ((day << 16) | time) >>> 0
}
