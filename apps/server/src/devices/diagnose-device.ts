import type { DeviceId, DoctorReport, Outcome, Problem } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import { diagnose, evidenceOfReport, settingsOf } from '@rollcall/sync'
import type { Caller } from '../accounts/authenticate.ts'
import { SERVER_VERSION } from '../server-version.ts'
import type { StoragePorts } from '../storage/read-storage.ts'
import { readStorage } from '../storage/read-storage.ts'
import { knownDevices } from './known-devices.ts'

/**
 * What the doctor says of a device as far as the server knows: out of its last report, the settings that the library has for it, and the
 * storage of the account. Refuses `not_found` for a device that is not of the account, or never reported.
 */
export async function diagnoseDevice(
  ports: StoragePorts,
  caller: Caller,
  deviceId: DeviceId,
): Promise<Outcome<DoctorReport, Problem>> {
  const { libraryId } = caller.account
  const { now, devices } = await knownDevices(ports, caller)
  const known = devices.find((device) => device.deviceId === deviceId)
  const record = await ports.store.read(libraryId, (reader) => reader.record('device', deviceId))
  if (known === undefined || known.report === null || known.reportedAt === null)
    return refused(problem('not_found'))
  const storage = await readStorage(ports, libraryId, caller.account)
  const begunAt = ports.clock.monotonic()
  const report = diagnose(
    evidenceOfReport({
      device: known.name,
      report: known.report,
      settings: settingsOf(record?.settings ?? {}),
      storage,
      now,
      heardAt: known.reportedAt,
      serverVersion: SERVER_VERSION,
    }),
  )
  return accepted({ ...report, milliseconds: Math.round(ports.clock.monotonic() - begunAt) })
}
