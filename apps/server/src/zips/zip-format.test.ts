import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import type { WrittenEntry, ZipEntry } from './zip-format.ts'
import { descriptorOf, directoryOf, headerOf, zipBytes } from './zip-format.ts'

const AT = Date.UTC(2026, 10, 14, 9, 41, 12)
const GIB = 1024 ** 3

/** Writes a whole zip of texts in memory. */
function zipOf(texts: readonly (readonly [name: string, text: string])[]): Buffer {
  const pieces: Buffer[] = []
  const written: WrittenEntry[] = []
  let offset = 0
  for (const [name, text] of texts) {
    const bytes = Buffer.from(text)
    const entry = { name, bytes: bytes.length, modifiedAt: AT }
    const crc = crc32(bytes)
    written.push({ ...entry, offset, crc })
    const made = [headerOf(entry), bytes, descriptorOf(entry, crc)]
    offset += made.reduce((sum, { length }) => sum + length, 0)
    pieces.push(...made)
  }
  return Buffer.concat([...pieces, ...directoryOf(written, offset)])
}

/** Reads a zip by its directory alone, as programs that unpack do. */
function filesIn(zip: Buffer): readonly (readonly [name: string, text: string])[] {
  const end = zip.length - 22
  assert.equal(zip.readUInt32LE(end), 0x06054b50)
  let at = zip.readUInt32LE(end + 16)
  return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
    assert.equal(zip.readUInt32LE(at), 0x02014b50)
    const [nameLength, extraLength] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30)]
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const bytes = zip.readUInt32LE(at + 24)
    const head = zip.readUInt32LE(at + 42)
    const from = head + 30 + zip.readUInt16LE(head + 26) + zip.readUInt16LE(head + 28)
    const content = zip.subarray(from, from + bytes)
    assert.equal(crc32(content), zip.readUInt32LE(at + 16))
    assert.equal(zip.readUInt32LE(from + bytes), 0x08074b50)
    at += 46 + nameLength + extraLength
    return [name, content.toString()] as const
  })
}

test('a zip gives back its files, by name and byte, and is as long as zipBytes() says', () => {
  const texts = [
    ['IMG_1.JPG', 'one'],
    ['Ålesund 日本.heic', ''],
    ['x'.repeat(240), 'three'.repeat(1_000)],
  ] as const
  const zip = zipOf(texts)
  assert.deepEqual(filesIn(zip), texts)
  assert.equal(zip.length, zipBytes(texts.map(([name, text]) => entryOf(name, Buffer.byteLength(text)))))
})

function entryOf(name: string, bytes: number): ZipEntry {
  return { name, bytes, modifiedAt: AT }
}

test('headerOf() and descriptorOf() are wide for files beyond 4 GiB alone', () => {
  const small = entryOf('a', 4 * GIB - 2)
  const large = entryOf('a', 5 * GIB)
  assert.equal(headerOf(large).length - headerOf(small).length, 20)
  assert.equal(headerOf(large).readUInt32LE(22), 0xffffffff)
  assert.equal(descriptorOf(small, 7).length, 16)
  assert.equal(descriptorOf(large, 7).readBigUInt64LE(16), BigInt(5 * GIB))
})

test('directoryOf() tells places beyond 4 GiB, and more files than 16 bits count, in zip64', () => {
  const far = { ...entryOf('far', 3), offset: 6 * GIB, crc: 1 }
  const [line, end] = [...directoryOf([far], 7 * GIB)]
  assert.ok(line !== undefined && end !== undefined)
  assert.equal(line.readUInt32LE(42), 0xffffffff)
  assert.equal(line.readUInt32LE(24), 3)
  assert.equal(line.readBigUInt64LE(line.length - 8), BigInt(6 * GIB))
  assert.equal(end.readUInt32LE(0), 0x06064b50)
  assert.equal(end.readBigUInt64LE(48), BigInt(7 * GIB))
  const many = Array.from({ length: 70_000 }, (_, index) => ({
    ...entryOf(`${index}`, 0),
    offset: 0,
    crc: 0,
  }))
  assert.equal([...directoryOf(many, 0)].at(-1)?.readBigUInt64LE(32), 70_000n)
})

test('headerOf() has a time that its fields can hold, whatever the file says', () => {
  for (const modifiedAt of [-1, 0, 4_500_000_000_000, Number.MAX_SAFE_INTEGER])
    assert.ok(headerOf({ name: 'a', bytes: 0, modifiedAt }).length > 30)
  const date = headerOf(entryOf('a', 0)).readUInt32LE(10)
  assert.deepEqual([(date >>> 25) + 1980, (date >>> 21) & 15, (date >>> 16) & 31], [2026, 11, 14])
})
