import { accepted, bootstrapManifestSchema, problem, refused, sha256Schema } from '@rollcall/protocol'
import { z } from 'zod'
import { problemAnswer } from '../answers.ts'
import type { Route } from '../route.ts'
import { libraryRoute } from '../route.ts'
import { sendPart } from '../send-part.ts'
import type { ServerPorts } from '../server-ports.ts'

/** What a new device begins with: which segments there are, and each of them. */
export function bootstrapRoutes(ports: ServerPorts): readonly Route[] {
  return [manifestRoute(ports), segmentRoute(ports)]
}

function manifestRoute({ bootstrap }: ServerPorts): Route {
  return libraryRoute(
    {
      method: 'GET',
      path: '/bootstrap',
      summary:
        'What a new device begins with: segments, built now if need be, and where to read the feed on from',
      answer: { json: bootstrapManifestSchema },
      refuses: ['not_found', 'server_disk_full', 'storage_failed'],
    },
    async (_asked, { libraryId }) =>
      bootstrap === undefined ? refused(problem('not_found')) : accepted(await bootstrap.manifest(libraryId)),
  )
}

function segmentRoute({ bootstrap }: ServerPorts): Route {
  return libraryRoute(
    {
      method: 'GET',
      path: '/segments/{sha256}',
      summary:
        'Fetches a segment, compressed by gzip, or a range of it; its address never changes what it means',
      params: z.object({ sha256: sha256Schema }),
      answer: { type: 'application/octet-stream' },
      refuses: ['not_found', 'range_not_satisfiable'],
    },
    async ({ request, params }, { libraryId }) => {
      const bytes = (await bootstrap?.segment(libraryId, params.sha256)) ?? null
      if (bytes === null) return problemAnswer(problem('not_found', { ...params }))
      const headers = {
        'cache-control': 'private, max-age=31536000, immutable',
        'content-type': 'application/octet-stream',
      }
      return await sendPart(
        request,
        { etag: `"${params.sha256}"`, bytes: bytes.length, headers },
        async () => ({
          bytes: bytes.length,
          close: async () => undefined,
          read: async function* (from, to) {
            yield bytes.subarray(from, to)
          },
        }),
      )
    },
  )
}
