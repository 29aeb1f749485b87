import { ServerAway } from '@rollcall/platform-client'
import type { DeviceId, KnownDevice, Storage } from '@rollcall/protocol'
import type { Evidence } from '@rollcall/sync'
import { evidenceOfReport, settingsOf } from '@rollcall/sync'
import { valueOf } from './describe-problem.ts'
import { CommandStop } from './exit.ts'
import type { OpenDevice } from './open-device.ts'
import { printable } from './print-table.ts'

/** Another device of the account, with what is known of it. */
export interface OtherDevice {
  readonly deviceId: DeviceId
  readonly name: string
  readonly evidence: Evidence
}

/**
 * Finds a device of the account by name or id, with what it said of itself last: as the server knows it, or as this device heard it
 * when the server does not answer. Stops the command when there is no such device, or it never said anything.
 */
export async function findOtherDevice(device: OpenDevice, wanted: string): Promise<OtherDevice> {
  const { state } = device.ports
  const { now, devices } = await knownDevices(device)
  const found = devices.filter(
    ({ name, deviceId }) => deviceId === wanted || name.toLowerCase() === wanted.toLowerCase(),
  )
  const [one] = found
  if (one === undefined) {
    const names = devices.map(({ name }) => printable(name)).join(', ')
    throw new CommandStop(`There is no device '${printable(wanted)}' on this account. Devices: ${names}.`)
  }
  if (found.length > 1)
    throw new CommandStop(
      `Several devices are called so. Say its id: ${found.map(({ deviceId }) => deviceId).join(', ')}`,
    )
  if (one.report === null)
    throw new CommandStop(
      `${printable(one.name)} has not told anything of itself yet; it was last heard ${new Date(one.lastHeardAt).toLocaleString()}.`,
    )
  const chosen = state.replica.view().records.record('device', one.deviceId)?.settings ?? {}
  const heardAt = one.reportedAt ?? one.lastHeardAt
  const known = { device: one.name, report: one.report, settings: settingsOf(chosen), now, heardAt }
  const evidence = evidenceOfReport({ ...known, ...(await serverFacts(device)) })
  return { deviceId: one.deviceId, name: one.name, evidence }
}

/** What the server says of itself and the library; nulls when it does not answer: the last report still tells much. */
async function serverFacts({
  storage,
  server,
}: OpenDevice): Promise<{ readonly storage: Storage | null; readonly serverVersion: string | null }> {
  try {
    const [stored, who] = await Promise.all([storage.storage(), server.identity()])
    return {
      storage: stored.ok ? stored.value : null,
      serverVersion: who.ok ? who.value.serverVersion : null,
    }
  } catch (cause) {
    if (!(cause instanceof ServerAway)) throw cause
    return { storage: null, serverVersion: null }
  }
}

async function knownDevices({
  devices,
  ports,
}: OpenDevice): Promise<{ readonly now: number; readonly devices: readonly KnownDevice[] }> {
  try {
    return valueOf(await devices.knownDevices())
  } catch (cause) {
    const heard = cause instanceof ServerAway ? ports.state.values.get('known_devices') : null
    if (heard === null) throw cause
    return { ...heard, now: ports.clock.now() }
  }
}
