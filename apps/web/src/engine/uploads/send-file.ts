import type { LibraryApi } from '@rollcall/platform-client'
import type { Durable, Outcome, Problem, Sha256 } from '@rollcall/protocol'
import { accepted } from '@rollcall/protocol'
import type { PartRange } from '@rollcall/sync'
import { planUpload } from '@rollcall/sync'

/** Parts of one file under way at once. */
const PARTS_AT_ONCE = 2

/** What sending needs. `read` answers the bytes of a range; null when the file ends before. */
export interface SendPorts {
  readonly api: Pick<LibraryApi, 'putBlob' | 'openUpload' | 'putPart' | 'completeUpload'>
  readonly read: (from: number, to: number) => Promise<Uint8Array<ArrayBuffer> | null>
  readonly sha256Of: (bytes: Uint8Array) => Promise<Sha256>
  /** Told how many bytes of it the server has, from the first on. */
  readonly onBytes: (bytesDone: number) => void
}

/** Null when the file ended early. */
type Sent = Promise<Outcome<Durable | null, Problem>>

/**
 * Sends a file's bytes and answers the server's word that they are durable [R4]; parts that arrived before a kill are not sent again. Null
 * when the file is shorter than it was. Rejects with a `DiskFailure` or `ServerAway`. Running it twice stores the bytes once.
 */
export async function sendFile(
  ports: SendPorts,
  file: { readonly sha256: Sha256; readonly bytes: number },
): Sent {
  const plan = planUpload(file.bytes)
  if (plan.kind === 'parts') return await sendParts(ports, file, plan.parts)
  const bytes = await ports.read(0, file.bytes)
  if (bytes === null) return accepted(null)
  const stored = await ports.api.putBlob(file.sha256, bytes)
  if (stored.ok) ports.onBytes(file.bytes)
  return stored
}

async function sendParts(
  ports: SendPorts,
  { sha256, bytes }: { readonly sha256: Sha256; readonly bytes: number },
  parts: readonly PartRange[],
): Sent {
  const digests: Sha256[] = []
  for (const { from, to } of parts) {
    const part = await ports.read(from, to)
    if (part === null) return accepted(null)
    digests.push(await ports.sha256Of(part))
  }
  const opened = await ports.api.openUpload({ sha256, bytes, parts: digests })
  if (!opened.ok) return opened
  if ('durable' in opened.value) return accepted(opened.value)
  const { uploadId, missing } = opened.value
  const wanted = new Set(missing)
  const queue = parts.filter(({ number }) => wanted.has(number))
  let bytesDone = bytes - queue.reduce((sum, { from, to }) => sum + to - from, 0)
  ports.onBytes(bytesDone)
  let end: Outcome<null, Problem> | 'short' | null = null
  const workers = Array.from({ length: PARTS_AT_ONCE }, async () => {
    for (let part = queue.shift(); part !== undefined && end === null; part = queue.shift()) {
      const body = await ports.read(part.from, part.to)
      if (body === null) {
        end = 'short'
        return
      }
      const sent = await ports.api.putPart(uploadId, part.number, body, digests[part.number] ?? sha256)
      if (!sent.ok) end = sent
      else ports.onBytes((bytesDone += part.to - part.from))
    }
  })
  const stopped = workers.map((worker) =>
    worker.catch((failure: unknown) => {
      queue.length = 0
      throw failure
    }),
  )
  await Promise.allSettled(stopped)
  await Promise.all(stopped)
  const ended = endOf(end)
  if (ended !== null) return ended === 'short' ? accepted(null) : ended
  return await ports.api.completeUpload(uploadId)
}

/** A refusal, or that the file was short; null when every part was taken. */
function endOf(
  end: Outcome<null, Problem> | 'short' | null,
): Extract<Outcome<null, Problem>, { ok: false }> | 'short' | null {
  if (end === null || end === 'short') return end
  return end.ok ? null : end
}
