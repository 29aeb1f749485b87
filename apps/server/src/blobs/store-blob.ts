import { crc32 } from 'node:zlib'
import type { Outcome, Problem, Sha256 } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import type { Disk, DiskFile, Random } from '@rollcall/sync'
import { DiskFailure, writeWhole } from '@rollcall/sync'
import type { BlobFolders } from './blob-folders.ts'
import { hasRoom } from './free-space.ts'
import { hashFile } from './hash-file.ts'
import { publishBlob } from './publish-blob.ts'
import { readBlocks } from './read-blocks.ts'
import { receiveBody } from './receive-body.ts'
import { storageOutcome } from './storage-outcome.ts'
import { withFile } from './with-file.ts'

/*
 * One blob, one request [R14]:
 *
 *   incoming/new-… <- body     read again and SHA-256     fsync     rename to blobs/ab/cd/…     fsync of the folder
 *
 * SHA-256 is the price of an upload, so it is paid once, over what the disk gives back. A CRC-32 of what arrived costs a
 * tenth of that and is looked at only when the SHA-256 is not the declared one: it tells a client that sent other bytes
 * from a disk that returned other bytes.
 */

/** What storing a blob needs of the world. */
export interface StoreBlobPorts {
  readonly disk: Disk
  readonly random: Random
  readonly folders: BlobFolders
}

/** A blob on its way. */
export interface BlobToStore {
  readonly sha256: Sha256
  readonly bytes: number
  readonly body: AsyncIterable<Uint8Array>
}

/** See `Blobs.store`. Each run has a file of its own, so runs for one hash do not disturb each other. */
export async function storeBlob(ports: StoreBlobPorts, blob: BlobToStore): Promise<Outcome<null, Problem>> {
  const { disk, folders, random } = ports
  const path = `${folders.incoming}/new-${random.hex(16)}`
  const stored = await storageOutcome(async () => {
    await folders.ready(folders.incoming)
    const freeBytes = await disk.freeBytes(folders.incoming)
    if (!hasRoom(freeBytes, blob.bytes))
      return refused(problem('server_disk_full', { freeBytes, bytes: blob.bytes }))
    const written = await withFile(await disk.create(path), (file) => writeAndVerify(file, blob))
    if (!written.ok) return written
    await publishBlob(disk, folders, path, blob.sha256)
    return accepted(null)
  })
  if (!stored.ok) await discard(disk, path)
  return stored
}

async function writeAndVerify(file: DiskFile, blob: BlobToStore): Promise<Outcome<null, Problem>> {
  const { sha256, bytes, body } = blob
  let crcOfArrived = 0
  const received = await receiveBody(body, bytes, async (block, offset) => {
    crcOfArrived = crc32(block, crcOfArrived)
    await writeWhole(file, block, offset)
  })
  if (!received.ok) return received
  const found = await hashFile(file, bytes)
  if (found.sha256 !== sha256 || found.bytes !== bytes) {
    const isAsArrived = found.bytes === bytes && (await crcOf(file, bytes)) === crcOfArrived
    const code = isAsArrived ? 'digest_mismatch' : 'readback_mismatch'
    return refused(problem(code, { declared: sha256, found: found.sha256 }))
  }
  await file.sync()
  return accepted(null)
}

async function crcOf(file: DiskFile, bytes: number): Promise<number> {
  let crc = 0
  await readBlocks(file, bytes, (block) => {
    crc = crc32(block, crc)
  })
  return crc
}

/** A disk that refuses even this keeps a leftover until the next start clears it. */
async function discard(disk: Disk, path: string): Promise<void> {
  try {
    await disk.remove(path)
  } catch (error) {
    if (!(error instanceof DiskFailure)) throw error
  }
}
