import { readFileSync, writeFileSync } from 'node:fs'
import type { DeviceConfig, OpenDevice } from '@rollcall/agent'
import { devicePaths, openDevice, writeDeviceConfig } from '@rollcall/agent'
import type { MeasuredConditions } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import { NOTHING_MEASURED } from '@rollcall/sync'

/** Everything as it should be. */
const WELL = {
  network: 'wifi',
  isMetered: false,
  isRoaming: false,
  isLowData: false,
  isCharging: true,
  batteryPercent: 80,
  isLowPower: false,
  isTooHot: false,
  freeBytes: 100_000_000_000,
  access: 'full',
  minuteOfDay: 12 * 60,
} as const

/** The folder of a patient, as commands open it. */
export interface PatientFolder {
  /** See `tell` of `Patient`. */
  readonly tell: (more: Partial<MeasuredConditions>) => void
  /** Opens the device, or answers it as it is open. */
  readonly device: (clock: Clock) => OpenDevice
  readonly close: () => void
  readonly config: () => DeviceConfig
  /** The device is somebody else, or goes elsewhere; it is opened anew. */
  readonly become: (config: DeviceConfig) => void
}

/** Makes it. `conditions` is the path of its file of conditions; at first no network is there. */
export function createPatientFolder(
  root: string,
  { conditions, isMeasured }: { readonly conditions: string; readonly isMeasured: boolean },
): PatientFolder {
  let told: Partial<MeasuredConditions> = { ...WELL, network: 'none' }
  let opened: OpenDevice | null = null

  function tell(more: Partial<MeasuredConditions>): void {
    told = { ...told, ...more }
    writeFileSync(conditions, JSON.stringify(told))
  }

  function close(): void {
    opened?.close()
    opened = null
  }

  tell({})
  return {
    tell,
    close,
    device: (clock) => {
      opened ??= openDevice(root, { conditions, durability: 'kill' })
      const { reports: _, ...ports } = opened.ports
      const clockOffset = () => ports.state.values.get('clock_offset')
      const still = {
        latest: async () => ({ ...NOTHING_MEASURED, ...told, clockOffsetMs: clockOffset() }),
        keepLooking: async () => undefined,
      }
      return { ...opened, ports: { ...ports, clock, ...(isMeasured ? {} : { conditions: still }) } }
    },
    config: () => JSON.parse(readFileSync(devicePaths(root).config, 'utf8')) as DeviceConfig,
    become: (config) => {
      close()
      writeDeviceConfig(root, config)
    },
  }
}
