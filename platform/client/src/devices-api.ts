import type {
  AlarmChannels,
  Alarms,
  AlarmTrial,
  DeviceId,
  DeviceReport,
  DoctorReport,
  KnownDevices,
  LibraryId,
  Outcome,
  Problem,
  PushSubscription,
} from '@rollcall/protocol'
import { alarmsSchema, alarmTrialsSchema, doctorReportSchema, knownDevicesSchema } from '@rollcall/protocol'
import type { Caller } from './server-api.ts'

type Answer<Value> = Promise<Outcome<Value, Problem>>

/** What the server knows of the devices of an account, and whom it tells when one goes quiet. Refusals are values, as in `LibraryApi`. */
export interface DevicesApi {
  readonly putReport: (deviceId: DeviceId, report: DeviceReport) => Answer<null>
  readonly knownDevices: () => Answer<KnownDevices>
  /** What the doctor says of a device, as far as the server knows from its last report. Refuses `not_found` before the first. */
  readonly doctorOf: (deviceId: DeviceId) => Answer<DoctorReport>
  readonly alarms: () => Answer<Alarms>
  readonly putAlarms: (channels: AlarmChannels) => Answer<Alarms>
  readonly tryAlarms: () => Answer<{ readonly trials: readonly AlarmTrial[] }>
  /** Tells this browser too when a device has gone quiet. Refuses `throttled` while too many are told. */
  readonly addPushSubscription: (subscription: PushSubscription) => Answer<null>
  /** Tells this browser no more, by the address it subscribed with. */
  readonly dropPushSubscription: (endpoint: string) => Answer<null>
}

/** The routes about the devices of one library's account. */
export function createDevicesApi({ ask, tell }: Caller, libraryId: LibraryId): DevicesApi {
  const library = `libraries/${libraryId}`
  return {
    putReport: (deviceId, json) =>
      tell({ method: 'PUT', path: `${library}/devices/${deviceId}/report`, json }),
    knownDevices: () => ask({ method: 'GET', path: `${library}/known-devices` }, knownDevicesSchema),
    doctorOf: (deviceId) =>
      ask({ method: 'GET', path: `${library}/devices/${deviceId}/doctor` }, doctorReportSchema),
    alarms: () => ask({ method: 'GET', path: `${library}/alarms` }, alarmsSchema),
    putAlarms: (json) => ask({ method: 'PUT', path: `${library}/alarms`, json }, alarmsSchema),
    tryAlarms: () => ask({ method: 'POST', path: `${library}/alarms/trial`, json: {} }, alarmTrialsSchema),
    addPushSubscription: (json) => tell({ method: 'POST', path: `${library}/push-subscriptions`, json }),
    dropPushSubscription: (endpoint) =>
      tell({ method: 'DELETE', path: `${library}/push-subscriptions`, json: { endpoint } }),
  }
}
