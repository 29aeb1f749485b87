import type { LibraryId } from '@rollcall/protocol'
import { attestLineSchema, attestRequestSchema, problem } from '@rollcall/protocol'
import { attestHashes } from '../../leases/attest-hashes.ts'
import { problemAnswer } from '../answers.ts'
import { encodeLines } from '../encode-lines.ts'
import type { Holds } from '../holds.ts'
import type { Route } from '../route.ts'
import { libraryRoute } from '../route.ts'
import type { ServerPorts } from '../server-ports.ts'
import { streamOf } from '../stream-of.ts'

/** When to ask again while another question about the library is answered. */
const BUSY_RETRY_MS = 10_000

/** Whether originals are held, read back as lately as somebody wishes. One question about a library is answered at a time. */
export function attestRoutes(ports: ServerPorts & { readonly holds: Holds }): readonly Route[] {
  const running = new Set<LibraryId>()
  const attest = libraryRoute(
    {
      method: 'POST',
      path: '/attest',
      summary: `Which of these hashes the library holds, read back within \`maxAgeMs\`; answers lines of JSON: ${LINE_KINDS}`,
      body: attestRequestSchema,
      answer: { type: 'application/x-ndjson' },
      refuses: ['throttled'],
    },
    async ({ request, body }, { libraryId, device }) => {
      const busy = () => problemAnswer(problem('throttled', { retryAfterMs: BUSY_RETRY_MS }))
      if (running.has(libraryId)) return busy()
      const hold = ports.holds.open(device.deviceId, request.signal)
      if (hold === null) return busy()
      running.add(libraryId)
      const end = () => {
        running.delete(libraryId)
        hold.release()
      }
      const lines = encodeLines(attestHashes(ports, { libraryId, ...body }, hold.signal))
      return new Response(streamOf(lines, end), { headers: { 'content-type': 'application/x-ndjson' } })
    },
  )
  return [attest]
}

const LINE_KINDS = attestLineSchema.options.map((option) => option.shape.kind.value).join(', ')
