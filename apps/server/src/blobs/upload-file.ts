import { createSha256 } from '@rollcall/platform-node'
import type { Outcome, Problem, Sha256, UploadId } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import type { Disk, DiskFile } from '@rollcall/sync'
import { writeWhole } from '@rollcall/sync'
import type { BlobFolders } from './blob-folders.ts'
import type { PartToStore } from './blobs.ts'
import { checkBlob } from './check-blob.ts'
import { hashFile } from './hash-file.ts'
import { publishBlob } from './publish-blob.ts'
import { receiveBody } from './receive-body.ts'
import { storageOutcome } from './storage-outcome.ts'
import { withFile } from './with-file.ts'

/*
 * An upload in parts is one file, `incoming/{uploadId}`. Parts are written in place, in any order and side by side. A part is
 * gathered in memory and verified before the first byte of it is written: whatever a broken or a second client sends, no
 * part that was accepted can be spoilt by it, and not the file that has just become a blob either. When all parts are here,
 * the file is verified as a whole and becomes a blob the way every blob does [R14].
 */

/** See `Blobs.storePart`. */
export function storePart(
  disk: Disk,
  folders: BlobFolders,
  part: PartToStore,
): Promise<Outcome<null, Problem>> {
  return storageOutcome(async () => {
    await folders.ready(folders.incoming)
    const gathered = await gatherPart(part)
    if (!gathered.ok) return gathered
    await withFile(await disk.openToWrite(folders.pathOfUpload(part.uploadId)), async (file) => {
      for (const { block, offset } of gathered.value) await writeWhole(file, block, part.offset + offset)
      await file.sync()
    })
    // The first part made the file's entry, and any part may be the first.
    await disk.syncFolder(folders.incoming)
    return accepted(null)
  })
}

type Blocks = readonly { readonly block: Uint8Array; readonly offset: number }[]

async function gatherPart({ body, bytes, digest }: PartToStore): Promise<Outcome<Blocks, Problem>> {
  const sum = createSha256()
  const blocks: { readonly block: Uint8Array; readonly offset: number }[] = []
  const received = await receiveBody(body, bytes, async (block, offset) => {
    sum.update(block)
    blocks.push({ block: block.slice(), offset })
  })
  if (!received.ok) return received
  const found = sum.digestHex()
  return found === digest
    ? accepted(blocks)
    : refused(problem('digest_mismatch', { declared: digest, found }))
}

/**
 * See `Blobs.assemble`. Run again after a crash, it finds the upload gone and the blob in its place, and verifies that one.
 * A file that is not what was declared may be the client's doing or the disk's: each part was right when it came, so a
 * whole of the right length is `digest_mismatch`, and a missing or short one `readback_mismatch`.
 */
export function assembleUpload(
  disk: Disk,
  folders: BlobFolders,
  upload: { readonly uploadId: UploadId; readonly sha256: Sha256; readonly bytes: number },
): Promise<Outcome<null, Problem>> {
  const { sha256, bytes } = upload
  const path = folders.pathOfUpload(upload.uploadId)
  return storageOutcome(async () => {
    await folders.ready(folders.incoming)
    if ((await disk.stat(path)) === null) return confirmPublished(disk, folders, sha256, bytes)
    const verified = await withFile(await disk.openToWrite(path), (file) =>
      verifyAndSync(file, sha256, bytes),
    )
    if (!verified.ok) return verified
    await publishBlob(disk, folders, path, sha256)
    return accepted(null)
  })
}

async function verifyAndSync(file: DiskFile, sha256: Sha256, bytes: number): Promise<Outcome<null, Problem>> {
  const found = await hashFile(file, bytes)
  if (found.bytes !== bytes) return refused(problem('readback_mismatch', { bytes, found: found.bytes }))
  if (found.sha256 !== sha256)
    return refused(problem('digest_mismatch', { declared: sha256, found: found.sha256 }))
  await file.sync()
  return accepted(null)
}

/** The blob was synced before it was renamed; what a crash may have left out is the folder's entry. */
async function confirmPublished(
  disk: Disk,
  folders: BlobFolders,
  sha256: Sha256,
  bytes: number,
): Promise<Outcome<null, Problem>> {
  const folder = folders.folderOf(sha256)
  await folders.ready(folder)
  const check = await checkBlob(disk, folders, sha256, bytes)
  if (check !== 'intact') return refused(problem('readback_mismatch', { bytes, check }))
  await disk.syncFolder(folder)
  return accepted(null)
}
