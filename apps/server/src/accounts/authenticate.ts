import type { Outcome, Problem } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import type { AccountRow, AccountStore, DeviceRow } from '../store/store.ts'
import type { DeviceRecordPorts } from './keep-device-record.ts'
import { keepDeviceRecord } from './keep-device-record.ts'
import { admitSameOrigin } from './same-origin.ts'
import { cookieTokenOf } from './session-cookie.ts'
import { SESSION_IDLE_MAX_MS, tokenHashOf } from './tokens.ts'

const TOKEN = /^rc_[0-9a-f]{64}$/

/** How exactly `lastSeenAt` is kept; finer would cost a disk write a request. */
const LAST_SEEN_STEP_MS = 60_000

/** A signed-in device and its account. */
export interface Caller {
  readonly account: AccountRow
  readonly device: DeviceRow
}

/**
 * Finds who sends a request, by its `Authorization` header, or by its cookie where it has no such header. Refuses `signed_out` without a
 * token, `cross_site` for a cookie that another site's page may have sent, `auth_expired` for a token that is unknown or was idle for 400
 * days, and `device_removed` for one that was revoked.
 */
export async function authenticate(
  ports: DeviceRecordPorts & { readonly clock: Clock },
  request: Request,
): Promise<Outcome<Caller, Problem>> {
  const token = tokenOf(request)
  if (!token.ok) return token
  const { accounts } = ports.store
  const device = await accounts.deviceByTokenHash(tokenHashOf(token.value))
  if (device === null) return refused(problem('auth_expired'))
  if (device.revokedAt !== null) return refused(problem('device_removed', { removedAt: device.revokedAt }))
  const now = ports.clock.now()
  if (now - device.lastSeenAt > SESSION_IDLE_MAX_MS)
    return refused(problem('auth_expired', { lastSeenAt: device.lastSeenAt }))
  const account = await accounts.byId(device.accountId)
  if (account === null) return refused(problem('auth_expired'))
  if (Math.abs(now - device.lastSeenAt) >= LAST_SEEN_STEP_MS) {
    await noteSeen(accounts, device, now)
    // One that signed in before libraries knew devices, or while the disk was full.
    await keepDeviceRecord(ports, account.libraryId, device)
  }
  return accepted({ account, device })
}

function tokenOf(request: Request): Outcome<string, Problem> {
  const authorization = request.headers.get('authorization')
  const text = authorization === null ? cookieTokenOf(request) : /^Bearer (.*)$/i.exec(authorization)?.[1]
  const token = TOKEN.exec(text ?? '')?.[0]
  if (token === undefined) return refused(problem('signed_out'))
  const admitted = authorization === null ? admitSameOrigin(request) : accepted(null)
  return admitted.ok ? accepted(token) : admitted
}

/** A disk that takes no more writes is no reason to keep a device from reading: then the note is not made [R8]. */
async function noteSeen(accounts: AccountStore, device: DeviceRow, now: number): Promise<void> {
  try {
    await accounts.touchDevice(device.deviceId, now)
  } catch (cause) {
    if (!(cause instanceof DiskFailure)) throw cause
  }
}
