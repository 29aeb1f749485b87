import { verifyLineSchema, verifyQuerySchema } from '@rollcall/protocol'
import { verifyLibrary } from '../../uploads/verify.ts'
import type { Holds } from '../holds.ts'
import { oneReadingAtATime } from '../one-reading-at-a-time.ts'
import type { Route } from '../route.ts'
import { libraryRoute } from '../route.ts'
import type { BytePorts } from '../server-ports.ts'

/** Reading every stored original again. One check of a library runs at a time. */
export function verifyRoute(ports: BytePorts & { readonly holds: Holds }): Route {
  const answer = oneReadingAtATime(ports.holds)
  return libraryRoute(
    {
      method: 'POST',
      path: '/verify',
      summary: `Reads every stored original again and compares it with its hash; answers lines of JSON: ${LINE_KINDS}`,
      query: verifyQuerySchema,
      answer: { type: 'application/x-ndjson' },
      refuses: ['throttled'],
    },
    async ({ request, query }, { libraryId, device: { deviceId } }) =>
      answer({ libraryId, deviceId, clientGone: request.signal }, (signal) =>
        verifyLibrary(ports, libraryId, { signal, scope: query.scope }),
      ),
  )
}

const LINE_KINDS = verifyLineSchema.options.map((option) => option.shape.kind.value).join(', ')
