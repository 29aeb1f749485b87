import type {
  AlarmChannels,
  Alarms,
  AlarmTrial,
  DeviceId,
  DeviceReport,
  KnownDevices,
  LibraryId,
  Outcome,
  Problem,
} from '@rollcall/protocol'
import { alarmsSchema, alarmTrialsSchema, knownDevicesSchema } from '@rollcall/protocol'
import type { Caller } from './server-api.ts'

type Answer<Value> = Promise<Outcome<Value, Problem>>

/** What the server knows of the devices of an account, and whom it tells when one goes quiet. Refusals are values, as in `LibraryApi`. */
export interface DevicesApi {
  readonly putReport: (deviceId: DeviceId, report: DeviceReport) => Answer<null>
  readonly knownDevices: () => Answer<KnownDevices>
  readonly alarms: () => Answer<Alarms>
  readonly putAlarms: (channels: AlarmChannels) => Answer<Alarms>
  readonly tryAlarms: () => Answer<{ readonly trials: readonly AlarmTrial[] }>
}

/** The routes about the devices of one library's account. */
export function createDevicesApi({ ask, tell }: Caller, libraryId: LibraryId): DevicesApi {
  const library = `libraries/${libraryId}`
  return {
    putReport: (deviceId, json) =>
      tell({ method: 'PUT', path: `${library}/devices/${deviceId}/report`, json }),
    knownDevices: () => ask({ method: 'GET', path: `${library}/known-devices` }, knownDevicesSchema),
    alarms: () => ask({ method: 'GET', path: `${library}/alarms` }, alarmsSchema),
    putAlarms: (json) => ask({ method: 'PUT', path: `${library}/alarms`, json }, alarmsSchema),
    tryAlarms: () => ask({ method: 'POST', path: `${library}/alarms/trial`, json: {} }, alarmTrialsSchema),
  }
}
