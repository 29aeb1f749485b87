import type { ChosenSettings, DeviceSettingName, DeviceSettings } from '@rollcall/protocol'

/** Left free on a disk while storage is optimised, unless somebody chose otherwise. */
const FREE_FLOOR_BYTES = 2_000_000_000

/**
 * What a device does when nobody has chosen anything: on Wi-Fi and charging everything; on battery small items, above a fifth of it; on
 * mobile data nothing.
 */
export const DEFAULT_SETTINGS: DeviceSettings = {
  isOn: true,
  pausedUntil: null,
  startDate: null,
  excludedFolders: [],
  mobileData: false,
  unlimitedUpdates: false,
  power: 'smart',
  batteryFloor: 20,
  lowData: 'wait',
  schedule: null,
  bandwidth: null,
  optimise: false,
  budgetBytes: null,
  freeFloorBytes: FREE_FLOOR_BYTES,
  pinnedAlbums: [],
  keepDays: 30,
}

/** All settings of a device: what was chosen, and the defaults for the rest. Settings of a later release are left out. */
export function settingsOf(chosen: ChosenSettings): DeviceSettings {
  const known = Object.keys(DEFAULT_SETTINGS) as DeviceSettingName[]
  const said = known.flatMap((name) => (chosen[name] === undefined ? [] : [[name, chosen[name]]]))
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(said) }
}

/** Whether somebody has paused a device, as of `now` in wall milliseconds. */
export function isPaused({ pausedUntil }: Pick<DeviceSettings, 'pausedUntil'>, now: number): boolean {
  return pausedUntil === 'resumed' || (pausedUntil !== null && now < pausedUntil)
}
