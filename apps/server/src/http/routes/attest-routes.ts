import { attestLineSchema, attestRequestSchema } from '@rollcall/protocol'
import { attestHashes } from '../../leases/attest-hashes.ts'
import type { Holds } from '../holds.ts'
import { oneReadingAtATime } from '../one-reading-at-a-time.ts'
import type { Route } from '../route.ts'
import { libraryRoute } from '../route.ts'
import type { ServerPorts } from '../server-ports.ts'

/** Whether originals are held, read back as lately as somebody wishes. One question about a library is answered at a time. */
export function attestRoutes(ports: ServerPorts & { readonly holds: Holds }): readonly Route[] {
  const answer = oneReadingAtATime(ports.holds)
  const attest = libraryRoute(
    {
      method: 'POST',
      path: '/attest',
      summary: `Which of these hashes the library holds, read back within \`maxAgeMs\`; answers lines of JSON: ${LINE_KINDS}`,
      body: attestRequestSchema,
      answer: { type: 'application/x-ndjson' },
      refuses: ['throttled'],
    },
    async ({ request, body }, { libraryId, device: { deviceId } }) =>
      answer({ libraryId, deviceId, clientGone: request.signal }, (signal) =>
        attestHashes(ports, { libraryId, ...body }, signal),
      ),
  )
  return [attest]
}

const LINE_KINDS = attestLineSchema.options.map((option) => option.shape.kind.value).join(', ')
