import { ServerAway } from '@rollcall/platform-client'
import type { Outcome, Problem, Resource, Sha256 } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import type { DiskFile, FolderPath } from '@rollcall/sync'
import { DiskFailure, freePlace, pathKey, writeWhole } from '@rollcall/sync'
import { asDiskFailure } from '../folder/as-disk-failure.ts'
import { devicePaths } from '../folder/device-paths.ts'
import type { ScannedFile } from '../state/folder-store.ts'
import { statPlaced } from './stat-placed.ts'
import type { OnBytes, TransferPorts } from './transfer-ports.ts'

/** Bytes read at once when a download is checked. */
const READ_BYTES = 1024 * 1024

/** Times that a name found free may turn out to be taken. */
const PLACE_TRIES_MAX = 100

/**
 * What is to be fetched, and where it should lie. `isTaken` tells whether a path counts as the same as a file's here, or as
 * one that another download has chosen; `claim` chooses it. Both take a `pathKey`.
 */
export interface Wanted extends PlaceWanted {
  readonly resource: Pick<Resource, 'sha256' | 'bytes' | 'modifiedAt' | 'mime'>
}

/** See {@link Wanted}. */
export interface PlaceWanted {
  readonly resource: Pick<Resource, 'modifiedAt'>
  readonly path: FolderPath
  readonly isTaken: (key: string) => boolean
  readonly claim: (key: string) => void
}

/**
 * Brings an original into the folder: from this device's own trash if it lies there, else from the server, going on where an
 * earlier try stopped. The bytes are read back from the disk and hashed before the file appears under its name, whole, at
 * once, and never over another file. Answers the path and stat of the new file.
 *
 * Refuses `digest_mismatch` when the bytes are not the ones asked for, and the server's own refusals. Rejects with a
 * DiskFailure or ServerAway. Killed at any line, it leaves at most a partial file in `.rollcall`, which is used or dropped.
 */
export async function downloadOriginal(
  ports: TransferPorts,
  wanted: Wanted,
  onBytes: OnBytes,
): Promise<Outcome<Pick<ScannedFile, 'path' | 'stat'>, Problem>> {
  const { sha256, bytes } = wanted.resource
  const paths = devicePaths(ports.root)
  const kept = `${paths.trash}/${sha256}`
  if (await isIntact(ports, kept, sha256)) return accepted(await putInPlace(ports, kept, wanted))
  await ports.disk.makeFolder(paths.incoming)
  const incoming = `${paths.incoming}/${sha256}`
  const fetched = await fetchInto(ports, incoming, sha256, bytes, onBytes)
  if (!fetched.ok) return fetched
  if (!(await isIntact(ports, incoming, sha256))) {
    await ports.disk.remove(incoming)
    return refused(problem('digest_mismatch', { sha256 }))
  }
  return accepted(await putInPlace(ports, incoming, wanted))
}

async function fetchInto(
  ports: TransferPorts,
  incoming: string,
  sha256: Sha256,
  bytes: number,
  onBytes: OnBytes,
): Promise<Outcome<null, Problem>> {
  const file = await ports.disk.openToWrite(incoming)
  try {
    const there = (await file.stat()).bytes
    if (there > bytes) throw new DiskFailure('io', 'Cannot resume download: the partial file is too long')
    if (there < bytes || bytes === 0) {
      const answer = await ports.api.getBlob(sha256, there)
      if (!answer.ok) return answer
      const from = answer.value.status === 206 ? there : 0
      await writeBody(file, answer.value, { from, to: bytes }, onBytes)
    }
    await file.sync()
    return accepted(null)
  } catch (error) {
    if (error instanceof DiskFailure) await ports.disk.remove(incoming)
    throw error
  } finally {
    await file.close()
  }
}

/** Writes the body of an answer to a file, from one position to another. Rejects when it is shorter or longer. */
export async function writeBody(
  file: DiskFile,
  response: Response,
  range: { readonly from: number; readonly to: number },
  onBytes: OnBytes,
): Promise<void> {
  let position = range.from
  const reader = response.body?.getReader()
  if (reader === undefined) return
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw ServerAway.from(error, null)
      })
      if (done) break
      const chunk: Uint8Array = value
      if (position + chunk.length > range.to)
        throw new ServerAway('server_unreachable', { failure: 'it sent too many bytes' })
      await writeWhole(file, chunk, position)
      position += chunk.length
      onBytes(position)
    }
  } finally {
    await reader.cancel().catch(() => undefined) // the answer is over either way
  }
  if (position < range.to) throw new ServerAway('server_unreachable', { failure: 'the answer ended early' })
}

/** Reads a file back and compares it with its name; false where there is none. */
export async function isIntact(
  ports: Pick<TransferPorts, 'disk' | 'createSha256'>,
  path: string,
  sha256: Sha256,
): Promise<boolean> {
  let file: DiskFile
  try {
    file = await ports.disk.openToRead(path)
  } catch (error) {
    if (asDiskFailure(error).kind === 'not_found') return false
    throw error
  }
  try {
    const hash = ports.createSha256()
    const buffer = new Uint8Array(READ_BYTES)
    let position = 0
    for (let count = await file.read(buffer, 0); count > 0; count = await file.read(buffer, position)) {
      hash.update(buffer.subarray(0, count))
      position += count
    }
    return hash.digestHex() === sha256
  } finally {
    await file.close()
  }
}

/**
 * Moves a verified file to its place, or to the next free one, and makes that survive a power cut. With `nameOf` the file is called after
 * that place; both names are free then.
 */
export async function putInPlace(
  ports: Pick<TransferPorts, 'disk' | 'root'>,
  from: string,
  { resource, path, isTaken, claim }: PlaceWanted,
  nameOf: (place: FolderPath) => FolderPath = (place) => place,
): Promise<Pick<ScannedFile, 'path' | 'stat'>> {
  const { disk, root } = ports
  await disk.setModified(from, resource.modifiedAt)
  const before = await disk.stat(from)
  if (before === null) throw new DiskFailure('not_found', 'Cannot place file: it was taken away')
  const refusedKeys = new Set<string>()
  for (let tries = 0; tries < PLACE_TRIES_MAX; tries++) {
    const isKeyTaken = (key: string) => isTaken(key) || refusedKeys.has(key)
    const free = freePlace(path, (key) => isKeyTaken(key) || isKeyTaken(pathKey(nameOf(key))))
    const place = nameOf(free)
    claim(pathKey(place))
    const target = `${root}/${place}`
    const folder = target.slice(0, target.lastIndexOf('/'))
    for (const made of await disk.makeFolder(folder))
      await disk.syncFolder(made.slice(0, made.lastIndexOf('/')))
    try {
      await disk.renameToNew(from, target)
    } catch (error) {
      if (asDiskFailure(error).kind !== 'exists') throw error
      refusedKeys.add(pathKey(place))
      continue
    }
    await disk.syncFolder(folder)
    const stat = await statPlaced(disk, target, before)
    if (stat === null) throw new DiskFailure('not_found', 'Cannot place file: it was taken away at once')
    return { path: place, stat }
  }
  throw new DiskFailure('exists', 'Cannot place file: every name is taken')
}
