import type { LibraryId } from '@rollcall/protocol'
import { problem, verifyLineSchema, verifyQuerySchema } from '@rollcall/protocol'
import { verifyLibrary } from '../../uploads/verify.ts'
import { problemAnswer } from '../answers.ts'
import { encodeLines } from '../encode-lines.ts'
import type { Holds } from '../holds.ts'
import type { Route } from '../route.ts'
import { libraryRoute } from '../route.ts'
import type { BytePorts } from '../server-ports.ts'
import { streamOf } from '../stream-of.ts'

/** When to ask again while another check of the library runs. */
const BUSY_RETRY_MS = 10_000

/** Reading every stored original again. One check of a library runs at a time. */
export function verifyRoute(ports: BytePorts & { readonly holds: Holds }): Route {
  const running = new Set<LibraryId>()
  return libraryRoute(
    {
      method: 'POST',
      path: '/verify',
      summary: `Reads every stored original again and compares it with its hash; answers lines of JSON: ${LINE_KINDS}`,
      query: verifyQuerySchema,
      answer: { type: 'application/x-ndjson' },
      refuses: ['throttled'],
    },
    async ({ request, query }, { libraryId, device }) => {
      const busy = () => problemAnswer(problem('throttled', { retryAfterMs: BUSY_RETRY_MS }))
      if (running.has(libraryId)) return busy()
      const hold = ports.holds.open(device.deviceId, request.signal)
      if (hold === null) return busy()
      running.add(libraryId)
      const end = () => {
        running.delete(libraryId)
        hold.release()
      }
      const lines = encodeLines(verifyLibrary(ports, libraryId, { signal: hold.signal, scope: query.scope }))
      return new Response(streamOf(lines, end), { headers: { 'content-type': 'application/x-ndjson' } })
    },
  )
}

const LINE_KINDS = verifyLineSchema.options.map((option) => option.shape.kind.value).join(', ')
