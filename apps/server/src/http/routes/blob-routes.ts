import type { LibraryId, Sha256 } from '@rollcall/protocol'
import {
  accepted,
  durableSchema,
  haveRequestSchema,
  haveResponseSchema,
  problem,
  sha256Schema,
  SINGLE_PUT_MAX_BYTES,
  usageSchema,
} from '@rollcall/protocol'
import { z } from 'zod'
import { takeBlob } from '../../uploads/take-blob.ts'
import { problemAnswer } from '../answers.ts'
import type { Route } from '../route.ts'
import { libraryRoute } from '../route.ts'
import { sendPart } from '../send-part.ts'
import type { BytePorts } from '../server-ports.ts'

/** Sending, fetching and asking for originals, and how much room they take. */
export function blobRoutes(ports: BytePorts): readonly Route[] {
  return [haveRoute(ports), usageRoute(ports), putRoute(ports), getRoute(ports)]
}

function haveRoute({ store }: BytePorts): Route {
  return libraryRoute(
    {
      method: 'POST',
      path: '/have',
      summary: 'Which of these hashes this library holds, verified [R16]',
      body: haveRequestSchema,
      answer: { json: haveResponseSchema },
      refuses: [],
    },
    async ({ body }, { libraryId }) => {
      const durable = await store.read(libraryId, (reader) =>
        body.hashes.filter((sha256) => reader.blob(sha256)?.state === 'durable'),
      )
      return accepted({ durable })
    },
  )
}

function usageRoute({ store }: BytePorts): Route {
  return libraryRoute(
    {
      method: 'GET',
      path: '/usage',
      summary: 'Bytes used, by what they serve, reserved and allowed',
      answer: { json: usageSchema },
      refuses: [],
    },
    async (_, { libraryId }) => {
      const { library, byKind } = await store.read(libraryId, (reader) => ({
        library: reader.library(),
        byKind: reader.bytesByKind(),
      }))
      const { usedBytes, reservedBytes, quotaBytes } = library
      return accepted({ usedBytes, reservedBytes, quotaBytes, byKind })
    },
  )
}

function putRoute(ports: BytePorts): Route {
  return libraryRoute(
    {
      method: 'PUT',
      path: '/blobs/{sha256}',
      summary:
        'Sends a file of up to 8 MiB; answers when it is verified and would survive a power cut [R4] [R14]',
      params: z.object({ sha256: sha256Schema }),
      bytesMax: SINGLE_PUT_MAX_BYTES,
      answer: { json: durableSchema },
      refuses: REFUSES_BYTES,
    },
    ({ params, bytes }, { libraryId, device }) =>
      takeBlob(ports, {
        libraryId,
        sha256: params.sha256,
        bytes: bytes.length,
        body: bytes.body,
        by: device,
      }),
  )
}

function getRoute(ports: BytePorts): Route {
  return libraryRoute(
    {
      method: 'GET',
      path: '/blobs/{sha256}',
      summary: 'Fetches an original, or a range of it',
      params: z.object({ sha256: sha256Schema }),
      answer: { type: 'application/octet-stream' },
      refuses: ['not_found', 'range_not_satisfiable', 'storage_failed'],
    },
    ({ request, params }, { libraryId }) => sendBlob(ports, libraryId, params.sha256, request),
  )
}

/** What can stand in the way of bytes on their way in, beside what every route refuses. */
export const REFUSES_BYTES = [
  'body_cut_short',
  'digest_mismatch',
  'size_mismatch',
  'quota_full',
  'too_large_for_quota',
  'server_disk_full',
  'readback_mismatch',
  'storage_failed',
] as const

/** Answers an original, or a part of it. The hash is its `ETag`. */
async function sendBlob(
  { store, blobs, log }: BytePorts,
  libraryId: LibraryId,
  sha256: Sha256,
  request: Request,
): Promise<Response> {
  const row = await store.read(libraryId, (reader) => reader.blob(sha256))
  if (row === null) return problemAnswer(problem('not_found', { sha256 }))
  if (row.state === 'lost') return problemAnswer(problem('not_found', { sha256, state: 'lost' }))

  return await sendPart(
    request,
    { etag: `"${sha256}"`, bytes: row.bytes, headers: BLOB_HEADERS },
    async () => {
      const blob = await blobs.open(sha256)
      if (blob?.bytes === row.bytes) return blob
      await blob?.close()
      log.error('a stored original is not what it was; run `rollcall verify`', {
        sha256,
        expected: row.bytes,
      })
      return problem('storage_failed', { sha256 })
    },
  )
}

const BLOB_HEADERS = {
  'cache-control': 'private, max-age=31536000, immutable',
  'content-disposition': 'attachment',
  'content-type': 'application/octet-stream',
}
