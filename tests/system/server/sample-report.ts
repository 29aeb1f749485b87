import type { DeviceReport } from '@rollcall/protocol'
import { deviceReportSchema } from '@rollcall/protocol'

/** What a device with these counts says of itself. */
export function sampleReport(counts: Partial<DeviceReport['counts']>): DeviceReport {
  const all = { safe: 0, inProgress: 0, waiting: 0, blocked: 0, excluded: 0, deleted: 0, ...counts }
  return deviceReportSchema.parse({
    version: '0.1.0',
    platform: 'linux x64',
    total: Object.values(all).reduce((sum, count) => sum + count, 0),
    bytes: 1_000,
    counts: all,
    originalsHere: 0,
    originalBytesHere: 0,
    findings: [],
    conditions: {
      network: 'wifi',
      isMetered: null,
      isRoaming: null,
      isLowData: null,
      isCharging: null,
      batteryPercent: null,
      isLowPower: null,
      isTooHot: null,
      freeBytes: null,
      clockOffsetMs: null,
      access: null,
      minuteOfDay: 0,
      unknown: {},
    },
    engine: { state: 'running', since: 0, step: null, crashes: 0 },
    cursor: null,
    unsent: 0,
  })
}
