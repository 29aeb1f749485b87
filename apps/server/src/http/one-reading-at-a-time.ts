import type { DeviceId, LibraryId } from '@rollcall/protocol'
import { problem } from '@rollcall/protocol'
import { problemAnswer } from './answers.ts'
import { encodeLines } from './encode-lines.ts'
import type { Holds } from './holds.ts'
import { streamOf } from './stream-of.ts'

/** When to ask again while another reading of the library runs. */
const BUSY_RETRY_MS = 10_000

/** Who asks for a reading. */
interface Asker {
  readonly libraryId: LibraryId
  readonly deviceId: DeviceId
  /** Aborted when the client is gone. */
  readonly clientGone: AbortSignal
}

/**
 * Answers with lines of JSON while originals of a library are read, one reading a library at a time; others are refused `throttled`. It ends
 * when its client goes, its device is removed or the server stops.
 */
export function oneReadingAtATime(holds: Holds) {
  const running = new Set<LibraryId>()
  return (
    { libraryId, deviceId, clientGone }: Asker,
    read: (signal: AbortSignal) => AsyncIterable<unknown>,
  ): Response => {
    const busy = () => problemAnswer(problem('throttled', { retryAfterMs: BUSY_RETRY_MS }))
    if (running.has(libraryId)) return busy()
    const hold = holds.open(deviceId, clientGone)
    if (hold === null) return busy()
    running.add(libraryId)
    const end = () => {
      running.delete(libraryId)
      hold.release()
    }
    const lines = encodeLines(read(hold.signal))
    return new Response(streamOf(lines, end), { headers: { 'content-type': 'application/x-ndjson' } })
  }
}
