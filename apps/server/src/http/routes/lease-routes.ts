import {
  accepted,
  leaseCheckSchema,
  leaseIdSchema,
  leaseRequestSchema,
  leaseSchema,
} from '@rollcall/protocol'
import { z } from 'zod'
import { checkLease, releaseLease } from '../../leases/check-lease.ts'
import { grantLease } from '../../leases/grant-lease.ts'
import type { Route } from '../route.ts'
import { libraryRoute } from '../route.ts'
import type { ServerPorts } from '../server-ports.ts'

const leaseParams = z.object({ leaseId: leaseIdSchema })

/** Leave to drop copies of originals [R5]: asked for, looked at again, and given back. */
export function leaseRoutes(ports: ServerPorts): readonly Route[] {
  return [grantRoute(ports), checkRoute(ports), releaseRoute(ports)]
}

function grantRoute(ports: ServerPorts): Route {
  return libraryRoute(
    {
      method: 'POST',
      path: '/leases',
      summary:
        'Grants leave to drop copies of those hashes that the library holds verified and live; reads back what it has not read for long [R5]',
      body: leaseRequestSchema,
      answer: { json: leaseSchema },
      status: 201,
      refuses: ['throttled', 'server_disk_full', 'storage_failed'],
    },
    ({ body }, { libraryId, device }) =>
      grantLease(ports, { libraryId, deviceId: device.deviceId, hashes: body.hashes }),
  )
}

function checkRoute(ports: ServerPorts): Route {
  return libraryRoute(
    {
      method: 'POST',
      path: '/leases/{leaseId}/check',
      summary: 'Over which of these hashes a lease holds at this moment',
      params: leaseParams,
      body: leaseRequestSchema,
      answer: { json: leaseCheckSchema },
      refuses: [],
    },
    async ({ params, body }, { libraryId, device }) => {
      const address = { libraryId, deviceId: device.deviceId, leaseId: params.leaseId }
      return accepted(await checkLease(ports, address, body.hashes))
    },
  )
}

function releaseRoute(ports: ServerPorts): Route {
  return libraryRoute(
    {
      method: 'DELETE',
      path: '/leases/{leaseId}',
      summary: 'Gives a lease back; giving back what is gone changes nothing',
      params: leaseParams,
      answer: null,
      refuses: ['server_disk_full', 'storage_failed'],
    },
    async ({ params }, { libraryId, device }) => {
      await releaseLease(ports, { libraryId, deviceId: device.deviceId, leaseId: params.leaseId })
      return accepted(null)
    },
  )
}
