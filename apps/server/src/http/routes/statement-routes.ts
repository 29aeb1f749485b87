import {
  accepted,
  problem,
  refused,
  serverKeySchema,
  STATEMENT_HASHES_MAX,
  STATEMENT_LIST_MAX,
  statementPageAnswerSchema,
  statementPageSchema,
  statementRequestSchema,
  statementSchema,
} from '@rollcall/protocol'
import { publicKeyOf } from '@rollcall/platform-node'
import { makeStatement } from '../../statements/make-statement.ts'
import { openSigningKey } from '../../statements/signing-key.ts'
import { createStatementLists } from '../../statements/statement-lists.ts'
import type { Route } from '../route.ts'
import { libraryRoute, openRoute } from '../route.ts'
import type { ServerPorts } from '../server-ports.ts'

/** Signed statements that a device can be wiped [R6], and the key to check them with. */
export function statementRoutes(ports: ServerPorts): readonly Route[] {
  const signingKey = openSigningKey(ports.store)
  const lists = createStatementLists(ports.clock)
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
  const page = libraryRoute(
    {
      method: 'POST',
      path: '/statement-lists',
      summary: `Takes a part of a list of hashes that is to be signed, ${STATEMENT_LIST_MAX} in all at most, and looks at it [R6]`,
      body: statementPageSchema,
      answer: { json: statementPageAnswerSchema },
      refuses: ['not_found', 'too_large', 'server_disk_full', 'storage_failed'],
    },
    ({ body }, { libraryId, device: { deviceId } }) => lists.take(ports, { libraryId, deviceId }, body),
  )
  const statement = libraryRoute(
    {
      method: 'POST',
      path: '/statements',
      summary: `Signs that every one of these hashes, ${STATEMENT_HASHES_MAX} at most, or of a list that was sent before, is held, live and read back within 7 days [R6]`,
      body: statementRequestSchema,
      answer: { json: statementSchema },
      refuses: [
        'lease_refused',
        'not_found',
        'epoch_changed',
        'throttled',
        'too_large',
        'server_disk_full',
        'storage_failed',
      ],
    },
    async ({ request, body }, { libraryId, device }) => {
      const { list, ignored } = body
      const server = new URL(request.url).origin
      const owner = { libraryId, deviceId: device.deviceId }
      const hashes = list === undefined ? body.hashes : await lists.find(owner, list)
      if (hashes === null) return refused(problem('not_found', { listId: list?.listId ?? '' }))
      return await makeStatement({ ...ports, signingKey }, { libraryId, device, server, hashes, ignored })
    },
  )
  return [key, page, statement]
}
