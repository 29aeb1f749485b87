import type { KnownDevices } from '@rollcall/protocol'
import { REPORT_ITEMS_MAX } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import { silenceAllowedMs } from '@rollcall/sync'
import type { Caller } from '../accounts/authenticate.ts'
import type { Store } from '../store/store.ts'

/** The devices of an account, the oldest first, with what each said last of itself. All times are by the server's clock. */
export async function knownDevices(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  { account, device }: Caller,
): Promise<KnownDevices> {
  const rows = await store.accounts.devicesOf(account.accountId)
  const reports = await store.reports.reportsOf(account.accountId)
  const reportById = new Map(reports.map((row) => [row.deviceId, row]))
  const now = clock.now()
  const devices = rows.slice(0, REPORT_ITEMS_MAX).map(({ deviceId, name, createdAt, lastSeenAt }) => {
    const { report = null, receivedAt = null } = reportById.get(deviceId) ?? {}
    const isCurrent = deviceId === device.deviceId
    const lastHeardAt = isCurrent ? now : Math.max(lastSeenAt, receivedAt ?? 0)
    return {
      deviceId,
      name,
      isCurrent,
      addedAt: createdAt,
      lastHeardAt,
      reportedAt: receivedAt,
      report,
      isQuiet: now - lastHeardAt >= silenceAllowedMs(report),
    }
  })
  return { now, devices }
}
