import {
  accepted,
  serverKeySchema,
  STATEMENT_HASHES_MAX,
  statementRequestSchema,
  statementSchema,
} from '@rollcall/protocol'
import { publicKeyOf } from '@rollcall/platform-node'
import { makeStatement } from '../../statements/make-statement.ts'
import { openSigningKey } from '../../statements/signing-key.ts'
import type { Route } from '../route.ts'
import { libraryRoute, openRoute } from '../route.ts'
import type { ServerPorts } from '../server-ports.ts'

/** Signed statements that a device can be wiped [R6], and the key to check them with. */
export function statementRoutes(ports: ServerPorts): readonly Route[] {
  const signingKey = openSigningKey(ports.store)
  const key = openRoute(
    {
      method: 'GET',
      path: '/api/v1/server-key',
      summary: 'The Ed25519 key by which this server signs, base64 of its SubjectPublicKeyInfo',
      answer: { json: serverKeySchema },
      refuses: ['server_disk_full', 'storage_failed'],
    },
    async () => accepted({ publicKey: publicKeyOf(await signingKey()) }),
  )
  const statement = libraryRoute(
    {
      method: 'POST',
      path: '/statements',
      summary: `Signs that every one of these hashes, ${STATEMENT_HASHES_MAX} at most, is held, live and read back within 7 days [R6]`,
      body: statementRequestSchema,
      answer: { json: statementSchema },
      refuses: ['lease_refused', 'too_large', 'server_disk_full', 'storage_failed'],
    },
    ({ request, body }, { libraryId, device }) => {
      const server = new URL(request.url).origin
      return makeStatement({ ...ports, signingKey }, { libraryId, device, server, ...body })
    },
  )
  return [key, statement]
}
