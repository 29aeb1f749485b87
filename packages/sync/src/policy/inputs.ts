import type { DeviceSettingName, MeasuredConditions } from '@rollcall/protocol'

/**
 * What a decision looks at, by name: a setting, a condition, or what concerns the one item. `item` is the file itself, `grant` what a
 * person has allowed it once, `now` the time until it is tried again.
 */
export type InputName =
  | DeviceSettingName
  | Exclude<keyof MeasuredConditions, 'unknown'>
  | 'engine'
  | 'server'
  | 'usage'
  | 'now'
  | 'item'
  | 'grant'
  | 'lease'
