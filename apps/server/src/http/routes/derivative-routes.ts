import { DERIVATIVE_VERSION } from '@rollcall/media'
import type { LibraryId, PackedDerivative, Sha256 } from '@rollcall/protocol'
import {
  derivativeKindSchema,
  PACK_DERIVATIVES_MAX,
  problem,
  sha256Schema,
  writeDerivativePack,
} from '@rollcall/protocol'
import { z } from 'zod'
import type { StoredDerivative } from '../../derivatives/read-derivative.ts'
import { findDerivative, openDerivative, readDerivative } from '../../derivatives/read-derivative.ts'
import { problemAnswer } from '../answers.ts'
import type { Route } from '../route.ts'
import { libraryRoute } from '../route.ts'
import { sendPart } from '../send-part.ts'
import type { ServerPorts } from '../server-ports.ts'

/**
 * Fetching what the server has made of originals, and of looks by their render ids (see `renderTextOf` in media), singly and in packs.
 * An address never changes what it means. A look has no stream: that of its original is shown, turned and cut by the player.
 */
export function derivativeRoutes(ports: ServerPorts): readonly Route[] {
  return [packRoute(ports), derivativeRoute(ports)]
}

const versionSchema = z.coerce.number().int().min(1)

function derivativeRoute(ports: ServerPorts): Route {
  return libraryRoute(
    {
      method: 'GET',
      path: '/derivatives/{version}/{sha256}/{kind}',
      summary:
        'Fetches a smaller version of an original, or of a look by its render id, or a range of it; one that is not made yet is made next',
      params: z.object({ version: versionSchema, sha256: sha256Schema, kind: derivativeKindSchema }),
      answer: { type: 'application/octet-stream' },
      refuses: ['not_found', 'range_not_satisfiable'],
    },
    async ({ request, params }, { libraryId }) => {
      const { version, sha256, kind } = params
      const found =
        version === DERIVATIVE_VERSION ? await findDerivative(ports, libraryId, sha256, kind) : null
      if (found !== null) return await sendDerivative(ports, libraryId, found, request)
      return problemAnswer(problem('not_found', { sha256, kind, version: DERIVATIVE_VERSION }))
    },
  )
}

/** Up to 64 hashes, divided by commas. */
const hashesSchema = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(sha256Schema).min(1).max(PACK_DERIVATIVES_MAX))

function packRoute(ports: ServerPorts): Route {
  return libraryRoute(
    {
      method: 'GET',
      path: '/derivatives/{version}/packs/{kind}',
      summary: 'Fetches up to 64 small derivatives in one answer; see `readDerivativePack` for its form',
      params: z.object({ version: versionSchema, kind: z.enum(['small', 'medium']) }),
      query: z.object({ of: hashesSchema }),
      answer: { type: 'application/octet-stream' },
      refuses: ['not_found'],
    },
    async ({ params, query }, { libraryId }) => {
      if (params.version !== DERIVATIVE_VERSION) {
        return problemAnswer(problem('not_found', { version: DERIVATIVE_VERSION }))
      }
      const packed: PackedDerivative[] = []
      for (const sha256 of query.of) {
        packed.push({ sha256, bytes: await readOne(ports, libraryId, sha256, params.kind) })
      }
      // What is missing now may be there in a moment.
      const isWhole = packed.every(({ bytes }) => bytes !== null)
      return new Response(writeDerivativePack(packed), {
        headers: {
          'content-type': 'application/octet-stream',
          'cache-control': isWhole ? IMMUTABLE : 'no-store',
        },
      })
    },
  )
}

async function readOne(
  ports: ServerPorts,
  libraryId: LibraryId,
  sha256: Sha256,
  kind: 'small' | 'medium',
): Promise<Uint8Array | null> {
  const found = await findDerivative(ports, libraryId, sha256, kind)
  return found === null ? null : await readDerivative(ports, libraryId, found)
}

const IMMUTABLE = 'private, max-age=31536000, immutable'

async function sendDerivative(
  ports: ServerPorts,
  libraryId: LibraryId,
  found: StoredDerivative,
  request: Request,
): Promise<Response> {
  const { sha256, kind, mime, bytes } = found
  const etag = `"${sha256}-${kind}-${DERIVATIVE_VERSION}"`
  const headers = { 'cache-control': IMMUTABLE, 'content-type': mime }
  return await sendPart(
    request,
    { etag, bytes, headers },
    async () => (await openDerivative(ports, libraryId, found)) ?? problem('not_found', { sha256, kind }),
  )
}
