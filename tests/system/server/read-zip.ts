import assert from 'node:assert/strict'
import { crc32 } from 'node:zlib'

/** The contents of a zip without zip64 by their names, read by its directory. Throws where one is not what its checksum says. */
export function contentsOf(zip: Buffer): ReadonlyMap<string, Buffer> {
  const end = zip.length - 22
  let at = zip.readUInt32LE(end + 16)
  const contents = new Map<string, Buffer>()
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const head = zip.readUInt32LE(at + 42)
    const name = zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28))
    const from = head + 30 + zip.readUInt16LE(head + 26) + zip.readUInt16LE(head + 28)
    const content = zip.subarray(from, from + zip.readUInt32LE(at + 24))
    assert.equal(crc32(content), zip.readUInt32LE(at + 16))
    assert.ok(!contents.has(name), name)
    contents.set(name, content)
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30)
  }
  return contents
}
