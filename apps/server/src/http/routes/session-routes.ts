import type { Device, DeviceId, Identity } from '@rollcall/protocol'
import {
  accepted,
  deviceCodeApprovalSchema,
  deviceCodeRequestSchema,
  deviceCodeSchema,
  deviceCodeTokenSchema,
  deviceIdSchema,
  deviceSchema,
  identitySchema,
  problem,
  refused,
  sessionSchema,
  signInSchema,
  waitingDeviceSchema,
} from '@rollcall/protocol'
import { z } from 'zod'
import {
  approveDeviceCode,
  readDeviceCode,
  redeemDeviceCode,
  requestDeviceCode,
} from '../../accounts/device-codes.ts'
import type { Gates } from '../../accounts/gates.ts'
import { keepDeviceRecord } from '../../accounts/keep-device-record.ts'
import { identify } from '../../accounts/open-session.ts'
import { signIn } from '../../accounts/sign-in.ts'
import { clearedCookies, renewedCookie } from '../../accounts/session-cookie.ts'
import type { AccountRow } from '../../store/store.ts'
import { SERVER_VERSION } from '../../server-version.ts'
import { jsonAnswer, withCookies } from '../answers.ts'
import type { Holds } from '../holds.ts'
import type { Route } from '../route.ts'
import { deviceRoute, openRoute } from '../route.ts'
import type { ServerPorts } from '../server-ports.ts'

type SessionPorts = ServerPorts & { readonly gates: Gates; readonly holds: Holds }

/** Signing in and out, by password and by code, and the devices of an account. */
export function sessionRoutes(ports: SessionPorts): readonly Route[] {
  return [...signInRoutes(ports), ...deviceCodeRoutes(ports), ...deviceRoutes(ports)]
}

function signInRoutes(ports: SessionPorts): readonly Route[] {
  return [
    openRoute(
      {
        method: 'POST',
        path: '/api/v1/sessions',
        summary: 'Signs a new device in with a password',
        body: signInSchema,
        answer: { json: sessionSchema },
        status: 201,
        refuses: ['wrong_password', 'throttled'],
      },
      ({ body, env }) => signIn(ports, { ...body, address: env.remoteAddress }),
    ),
    deviceRoute(
      {
        method: 'DELETE',
        path: '/api/v1/sessions/current',
        summary: 'Signs this device out; its token is good for nothing any more',
        answer: null,
        refuses: [],
      },
      async (_, { account, device }) => {
        await removeDevice(ports, account, device.deviceId)
        return withCookies(new Response(null, { status: 204 }), clearedCookies())
      },
    ),
    deviceRoute(
      {
        method: 'GET',
        path: '/api/v1/me',
        summary:
          "Who this device is, and which libraries it may use; lets a browser's cookie last from now on",
        answer: { json: identitySchema },
        refuses: [],
      },
      async ({ request }, { account, device }) => {
        const identity: Identity = {
          ...(await identify(ports.store, account, device)),
          serverVersion: SERVER_VERSION,
        }
        const renewed = renewedCookie(request)
        return withCookies(jsonAnswer(identity), renewed === null ? [] : [renewed])
      },
    ),
  ]
}

function deviceCodeRoutes(ports: SessionPorts): readonly Route[] {
  return [
    openRoute(
      {
        method: 'POST',
        path: '/api/v1/device-codes',
        summary: 'Asks for a code with which a signed-in device lets this one in',
        body: deviceCodeRequestSchema,
        answer: { json: deviceCodeSchema },
        status: 201,
        refuses: ['throttled'],
      },
      ({ body, env }) => requestDeviceCode(ports, { ...body, address: env.remoteAddress }),
    ),
    openRoute(
      {
        method: 'POST',
        path: '/api/v1/device-codes/token',
        summary: 'Asks whether the code was approved; answers the session, once',
        body: deviceCodeTokenSchema,
        answer: { json: sessionSchema },
        status: 201,
        refuses: ['authorization_pending', 'code_expired'],
      },
      ({ body }) => redeemDeviceCode(ports, body.deviceCode),
    ),
    deviceRoute(
      {
        method: 'GET',
        path: '/api/v1/device-codes/waiting/{userCode}',
        summary: 'Which device shows this code, and where it asks from',
        params: deviceCodeApprovalSchema,
        answer: { json: waitingDeviceSchema },
        refuses: ['code_expired', 'throttled'],
      },
      ({ params }, { account }) =>
        readDeviceCode(ports, { accountId: account.accountId, userCode: params.userCode }),
    ),
    deviceRoute(
      {
        method: 'POST',
        path: '/api/v1/device-codes/approve',
        summary: 'Lets the device that shows this code into the account',
        body: deviceCodeApprovalSchema,
        answer: { json: z.object({ deviceName: z.string() }) },
        refuses: ['code_expired', 'throttled'],
      },
      ({ body }, { account }) =>
        approveDeviceCode(ports, { accountId: account.accountId, userCode: body.userCode }),
    ),
  ]
}

function deviceRoutes(ports: SessionPorts): readonly Route[] {
  return [
    deviceRoute(
      {
        method: 'GET',
        path: '/api/v1/devices',
        summary: 'The devices that are signed in to this account',
        answer: { json: z.array(deviceSchema) },
        refuses: [],
      },
      async (_, { account, device }) => {
        const rows = await ports.store.accounts.devicesOf(account.accountId)
        const devices = rows.map(({ deviceId, name, createdAt, lastSeenAt }): Device => {
          return { deviceId, name, createdAt, lastSeenAt, current: deviceId === device.deviceId }
        })
        return accepted(devices)
      },
    ),
    deviceRoute(
      {
        method: 'DELETE',
        path: '/api/v1/devices/{deviceId}',
        summary: 'Removes a device from the account; what it still does is refused',
        params: z.object({ deviceId: deviceIdSchema }),
        answer: null,
        refuses: ['not_found'],
      },
      async ({ params }, { account }) => {
        const isRemoved = await removeDevice(ports, account, params.deviceId)
        return isRemoved ? accepted(null) : refused(problem('not_found'))
      },
    ),
  ]
}

/** Also ends what the device has waiting at the server. */
async function removeDevice(ports: SessionPorts, account: AccountRow, deviceId: DeviceId): Promise<boolean> {
  const { accounts } = ports.store
  const devices = await accounts.devicesOf(account.accountId)
  const now = ports.clock.now()
  const isRemoved = await accounts.revokeDevice(account.accountId, deviceId, now)
  if (!isRemoved) return false
  const device = devices.find((each) => each.deviceId === deviceId)
  if (device !== undefined) await keepDeviceRecord(ports, account.libraryId, { ...device, revokedAt: now })
  ports.holds.endDevice(deviceId)
  ports.log.info('device removed', { accountId: account.accountId, deviceId })
  return true
}
