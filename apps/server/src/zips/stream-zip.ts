import { crc32 } from 'node:zlib'
import type { Blobs } from '../blobs/blobs.ts'
import type { PlannedZip, ZipFile } from './offer-zip.ts'
import type { WrittenEntry } from './zip-format.ts'
import { descriptorOf, directoryOf, headerOf } from './zip-format.ts'

/**
 * The bytes of a zip, piece by piece, as they are read from the disk: nothing of it is held. Rejects when an original is not there as it was
 * planned; whoever fetches it then has fewer bytes than were announced, and knows that it is not whole.
 */
export async function* streamZip(
  blobs: Pick<Blobs, 'open'>,
  { files }: Pick<PlannedZip, 'files'>,
): AsyncGenerator<Uint8Array, void> {
  const written: WrittenEntry[] = []
  let offset = 0
  for (const file of files) {
    const header = headerOf(file)
    yield header
    const sum = { crc: 0 }
    yield* bytesOf(blobs, file, sum)
    const descriptor = descriptorOf(file, sum.crc)
    yield descriptor
    written.push({ ...file, offset, crc: sum.crc })
    offset += header.length + file.bytes + descriptor.length
  }
  yield* directoryOf(written, offset)
}

async function* bytesOf(
  blobs: Pick<Blobs, 'open'>,
  { sha256, bytes }: ZipFile,
  sum: { crc: number },
): AsyncGenerator<Uint8Array, void> {
  const blob = await blobs.open(sha256)
  if (blob === null) throw new Error(`Cannot zip original: ${sha256} is not there`)
  try {
    if (blob.bytes !== bytes) throw new Error(`Cannot zip original: ${sha256} is not as long as it was`)
    for await (const piece of blob.read(0, bytes)) {
      sum.crc = crc32(piece, sum.crc)
      yield piece
    }
  } finally {
    await blob.close()
  }
}
