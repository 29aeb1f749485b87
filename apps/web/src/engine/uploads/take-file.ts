import {
  findIgnoreReason,
  HEAD_BYTES,
  mediaKindOf,
  pairingKeysOf,
  readDerivativeMark,
  readMediaFacts,
} from '@rollcall/media'
import type { Sha256 } from '@rollcall/protocol'
import { DiskFailure } from '@rollcall/sync'
import type { KnownContent, Stage } from './picked-file.ts'
import { copyName } from './picked-file.ts'
import type { UploadPorts } from './upload-ports.ts'

/** Bytes read, hashed and copied at once. */
const BLOCK_BYTES = 4 * 1024 * 1024

/** Words for why a file by its name alone is none of its owner's. */
const IGNORED_WORDS = {
  system_file: 'it is a file of the system',
  system_folder: 'it lies in a folder of the system',
  partial_download: 'it is not downloaded to its end',
} as const

/** What came of reading a file: all that can be told of it by itself. */
export type TakenFile =
  | Extract<Stage, { kind: 'unreadable' | 'unsupported' | 'ignored' }>
  | { readonly kind: 'preview'; readonly originalSha256: Sha256 }
  | { readonly kind: 'known'; readonly content: KnownContent; readonly heldAs: 'copy' | 'file' }

/**
 * Reads a picked file once, from its beginning to its end: tells by its content what it is, hashes it, and copies it into this browser's
 * own store when `keepsCopy` says that there is room. A store that turns out to be full keeps nothing of it, and the file is read from
 * where it was picked. Killed at any line it leaves at most a copy that nobody names.
 */
export async function takeFile(
  ports: UploadPorts,
  id: string,
  file: File,
  keepsCopy: boolean,
): Promise<TakenFile> {
  const ignored = findIgnoreReason(file.name, [])
  if (ignored !== null) return { kind: 'ignored', because: IGNORED_WORDS[ignored] }
  try {
    const head = await bytesOf(file, 0, HEAD_BYTES)
    const kind = mediaKindOf(file.name, head)
    if (kind.kind === 'unsupported') return { kind: 'unsupported', mime: kind.type }
    const mark = readDerivativeMark(head)
    if (mark !== null) return { kind: 'preview', originalSha256: mark.originalSha256 as Sha256 }
    const heldAs = keepsCopy && ports.files !== null ? 'copy' : 'file'
    const sha256 = await readThrough(ports, id, file, heldAs === 'copy')
    if (sha256 === null) return await takeFile(ports, id, file, false)
    const facts = await readMediaFacts(
      { bytes: file.size, read: (from, to) => bytesOf(file, from, to) },
      { name: file.name, modifiedAt: file.lastModified },
    )
    const live = pairingKeysOf(facts, file.name).find((key) => key.startsWith('live:'))
    const content: KnownContent = {
      sha256,
      assetKind: kind.kind,
      mime: kind.type,
      takenAt: facts.taken.at,
      takenFrom: facts.taken.source,
      liveKey: live ?? null,
    }
    return { kind: 'known', content, heldAs }
  } catch (failure) {
    if (failure instanceof DiskFailure) throw failure
    // A browser does not say more than that it could not: the file was moved, or a disk was taken away.
    await ports.files?.remove(copyName(id))
    return { kind: 'unreadable', failure: failure instanceof Error ? failure.name : 'it cannot be read' }
  }
}

/** The file's hash; null when there was no room for the copy after all. */
async function readThrough(
  { files, createSha256 }: UploadPorts,
  id: string,
  file: File,
  isCopied: boolean,
): Promise<Sha256 | null> {
  const sum = await createSha256()
  if (isCopied) await files?.writeWhole(copyName(id), new Uint8Array(0))
  for (let at = 0; at < file.size; at += BLOCK_BYTES) {
    const block = await bytesOf(file, at, at + BLOCK_BYTES)
    sum.update(block)
    if (!isCopied || files === null) continue
    try {
      await files.append(copyName(id), block)
    } catch (failure) {
      if (!(failure instanceof DiskFailure && failure.kind === 'full')) throw failure
      await files.remove(copyName(id))
      return null
    }
  }
  return sum.digestHex()
}

async function bytesOf(file: Blob, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.slice(from, to).arrayBuffer())
}
