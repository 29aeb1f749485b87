import { HEAD_BYTES, readDerivativeMark } from '@rollcall/media'
import { ServerAway } from '@rollcall/platform-client'
import type { Outcome, Problem, Resource, Sha256 } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import type { DiskFile } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import { devicePaths } from '../folder/device-paths.ts'
import { isIntact, writeBody } from './download-original.ts'
import type { OnBytes, TransferPorts } from './transfer-ports.ts'

/** A larger answer is no smaller version. */
const PREVIEW_MAX_BYTES = 16 * 1024 * 1024

/** A smaller version on this disk that nobody sees yet: whole, checked, and safe from a power cut. */
export interface FetchedPreview {
  readonly from: string
  readonly sha256: Sha256
  readonly bytes: number
}

/** How a smaller version is wanted. `known`: those that this device has had of the original. */
export interface PreviewWanted {
  readonly known: readonly Sha256[]
  /** Whether there is room for one of so many bytes. */
  readonly mayTake: (bytes: number) => boolean
  readonly onBytes?: OnBytes
}

/**
 * Fetches the smaller version of an original to where it can be moved to its place from: out of this device's own trash, where
 * `known` lists those that it has had of it, or else from the server. What the server sends must be a JPEG that says by its mark
 * that it was made of this original [R9], as long as was announced; its own hash is then read back from the disk.
 *
 * As soon as its size is known, and before a byte of it comes in, `mayTake` is asked whether there is room for it: `no_room` if not.
 * Refuses `not_found` when the server has none yet, and `digest_mismatch` when it is not what it should be. Rejects with a DiskFailure or
 * ServerAway. Killed at any line, it leaves at most a file in `.rollcall/incoming`, which the next run writes over.
 */
export async function downloadPreview(
  ports: TransferPorts,
  { sha256: original, derivatives }: Pick<Resource, 'sha256' | 'derivatives'>,
  { known, mayTake, onBytes = () => undefined }: PreviewWanted,
): Promise<Outcome<FetchedPreview | 'no_room', Problem>> {
  const { disk, root, api } = ports
  const paths = devicePaths(root)
  for (const sha256 of known) {
    const kept = `${paths.trash}/${sha256}`
    if (!(await isIntact(ports, kept, sha256))) continue
    const keptBytes = (await disk.stat(kept))?.bytes ?? 0
    return accepted(mayTake(keptBytes) ? { from: kept, sha256, bytes: keptBytes } : 'no_room')
  }
  if (derivatives === undefined) return refused(problem('not_found', { sha256: original }))
  const answer = await api.getPreview(original, derivatives.version)
  if (!answer.ok) return answer
  const bytes = lengthOf(answer.value)
  if (!mayTake(bytes)) {
    await answer.value.body?.cancel()
    return accepted('no_room')
  }
  await disk.makeFolder(paths.incoming)
  const incoming = `${paths.incoming}/${original}.preview`
  const file = await disk.create(incoming)
  try {
    await writeBody(file, answer.value, { from: 0, to: bytes }, onBytes)
    await file.sync()
    const { head, sha256 } = await readBack(ports, file)
    const isOurs =
      head[0] === 0xff && head[1] === 0xd8 && readDerivativeMark(head)?.originalSha256 === original
    if (isOurs) return accepted({ from: incoming, sha256, bytes })
  } finally {
    await file.close()
  }
  await disk.remove(incoming)
  return refused(problem('digest_mismatch', { sha256: original }))
}

function lengthOf(response: Response): number {
  const length = Number(response.headers.get('content-length') ?? Number.NaN)
  if (Number.isSafeInteger(length) && length > 0 && length <= PREVIEW_MAX_BYTES) return length
  throw new ServerAway('server_unreachable', { failure: 'it sent a smaller version without saying its size' })
}

async function readBack(ports: TransferPorts, file: DiskFile): Promise<{ head: Uint8Array; sha256: Sha256 }> {
  const hash = ports.createSha256()
  const buffer = new Uint8Array(HEAD_BYTES)
  let head: Uint8Array | null = null
  let position = 0
  for (let count = await file.read(buffer, 0); count > 0; count = await file.read(buffer, position)) {
    head ??= buffer.slice(0, count)
    hash.update(buffer.subarray(0, count))
    position += count
  }
  if (head === null) throw new DiskFailure('io', 'Cannot read smaller version back: it is empty')
  return { head, sha256: hash.digestHex() as Sha256 }
}
