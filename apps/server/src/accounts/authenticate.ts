import type { Outcome, Problem } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import type { AccountRow, AccountStore, DeviceRow } from '../store/store.ts'
import type { DeviceRecordPorts } from './keep-device-record.ts'
import { keepDeviceRecord } from './keep-device-record.ts'
import { tokenHashOf } from './tokens.ts'

/** A session that was not used for so long has ended: the device was most likely lost or given away. */
const IDLE_MAX_MS = 400 * 24 * 3600 * 1000

/** How exactly `lastSeenAt` is kept; finer would cost a disk write a request. */
const LAST_SEEN_STEP_MS = 60_000

/** A signed-in device and its account. */
export interface Caller {
  readonly account: AccountRow
  readonly device: DeviceRow
}

/**
 * Finds who sends a request, by its `Authorization` header. Refuses `signed_out` without a token, `auth_expired` for one
 * that is unknown or was idle for 400 days, and `device_removed` for one that was revoked.
 */
export async function authenticate(
  ports: DeviceRecordPorts & { readonly clock: Clock },
  authorization: string | null,
): Promise<Outcome<Caller, Problem>> {
  const token = /^Bearer (rc_[0-9a-f]{64})$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) return refused(problem('signed_out'))
  const { accounts } = ports.store
  const device = await accounts.deviceByTokenHash(tokenHashOf(token))
  if (device === null) return refused(problem('auth_expired'))
  if (device.revokedAt !== null) return refused(problem('device_removed', { removedAt: device.revokedAt }))
  const now = ports.clock.now()
  if (now - device.lastSeenAt > IDLE_MAX_MS)
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

/** A disk that takes no more writes is no reason to keep a device from reading: then the note is not made [R8]. */
async function noteSeen(accounts: AccountStore, device: DeviceRow, now: number): Promise<void> {
  try {
    await accounts.touchDevice(device.deviceId, now)
  } catch (cause) {
    if (!(cause instanceof DiskFailure)) throw cause
  }
}
