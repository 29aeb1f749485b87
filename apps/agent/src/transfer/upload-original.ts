import type { Durable, Outcome, Problem, Sha256, UploadId } from '@rollcall/protocol'
import { accepted } from '@rollcall/protocol'
import type { DiskFile, FolderPath, PartRange } from '@rollcall/sync'
import { planUpload } from '@rollcall/sync'
import type { OnBytes, TransferPorts } from './transfer-ports.ts'

/** Parts of one file under way at once. */
const PARTS_AT_ONCE = 2

/** What is to be uploaded: the file at `path`, which had this hash and size when it was scanned. */
export interface Original {
  readonly path: FolderPath
  readonly sha256: Sha256
  readonly bytes: number
}

/**
 * Sends an original's bytes and waits until the server calls them durable [R4]. Bytes that the library has already are not
 * sent again; parts that arrived before a kill are not either. Returns the server's refusal; `changed` when the file is not
 * what was scanned any more. Rejects with a DiskFailure or ServerAway. Running it twice stores the bytes once.
 */
export async function uploadOriginal(
  ports: TransferPorts,
  original: Original,
  onBytes: OnBytes,
): Promise<Outcome<'durable' | 'changed', Problem>> {
  const file = await ports.disk.openToRead(`${ports.root}/${original.path}`)
  try {
    const { bytes } = await file.stat()
    if (bytes !== original.bytes) return accepted('changed')
    const plan = planUpload(bytes)
    const stored =
      plan.kind === 'whole'
        ? await sendWhole(ports, original, file, onBytes)
        : await sendParts(ports, original, file, plan.parts, onBytes)
    return stored.ok ? accepted(stored.value === null ? 'changed' : 'durable') : stored
  } finally {
    await file.close()
  }
}

/** Null when the file ended early. */
type Sent = Promise<Outcome<Durable | null, Problem>>

async function sendWhole(ports: TransferPorts, original: Original, file: DiskFile, onBytes: OnBytes): Sent {
  const bytes = await readRange(file, 0, original.bytes)
  if (bytes === null) return accepted(null)
  const stored = await ports.api.putBlob(original.sha256, bytes)
  if (stored.ok) onBytes(original.bytes)
  return stored
}

async function sendParts(
  ports: TransferPorts,
  original: Original,
  file: DiskFile,
  parts: readonly PartRange[],
  onBytes: OnBytes,
): Sent {
  const digests = await hashParts(ports, file, parts)
  if (digests === null) return accepted(null)
  const { sha256, bytes } = original
  const opened = await ports.api.openUpload({ sha256, bytes, parts: [...digests] })
  if (!opened.ok) return opened
  if ('durable' in opened.value) return accepted(opened.value)
  const { uploadId, missing } = opened.value
  const toSend = parts.filter((part) => missing.includes(part.number))
  let bytesDone = bytes - sum(toSend)
  onBytes(bytesDone)
  const refusal = await eachOf(toSend, PARTS_AT_ONCE, async (part) => {
    const sent = await sendPart(ports, file, uploadId, part, digests[part.number] ?? sha256)
    if (!sent.ok) return sent
    bytesDone += part.to - part.from
    onBytes(bytesDone)
    return null
  })
  if (refusal !== null) return refusal
  return ports.api.completeUpload(uploadId)
}

async function sendPart(
  ports: TransferPorts,
  file: DiskFile,
  uploadId: UploadId,
  part: PartRange,
  digest: Sha256,
) {
  const bytes = await readRange(file, part.from, part.to)
  // A part that is gone from the file is sent as what is left of it, and the server refuses it.
  return ports.api.putPart(uploadId, part.number, bytes ?? new Uint8Array(0), digest)
}

/**
 * Runs `work` over the parts, a few at a time. Stops at the first answer that is not null, and gives it; rejects as one
 * `work` that did. Either way nothing is under way any more when it ends.
 */
async function eachOf<Refusal>(
  parts: readonly PartRange[],
  atOnce: number,
  work: (part: PartRange) => Promise<Refusal | null>,
): Promise<Refusal | null> {
  const queue = [...parts]
  let refusal: Refusal | null = null
  const workers = Array.from({ length: atOnce }, async () => {
    for (let part = queue.shift(); part !== undefined && refusal === null; part = queue.shift()) {
      refusal = (await work(part)) ?? refusal
    }
  })
  const stopped = workers.map((worker) =>
    worker.catch((error: unknown) => {
      queue.length = 0
      throw error
    }),
  )
  await Promise.allSettled(stopped)
  await Promise.all(stopped)
  return refusal
}

async function hashParts(
  ports: TransferPorts,
  file: DiskFile,
  parts: readonly PartRange[],
): Promise<readonly Sha256[] | null> {
  const digests: Sha256[] = []
  for (const { from, to } of parts) {
    const bytes = await readRange(file, from, to)
    if (bytes === null) return null
    const hash = ports.createSha256()
    hash.update(bytes)
    digests.push(hash.digestHex() as Sha256)
  }
  return digests
}

/** The bytes of a range; null when the file ends before it does. */
async function readRange(file: DiskFile, from: number, to: number): Promise<Uint8Array | null> {
  const bytes = new Uint8Array(to - from)
  let count = 0
  while (count < bytes.length) {
    const read = await file.read(bytes.subarray(count), from + count)
    if (read === 0) return null
    count += read
  }
  return bytes
}

function sum(parts: readonly PartRange[]): number {
  return parts.reduce((bytes, part) => bytes + part.to - part.from, 0)
}
