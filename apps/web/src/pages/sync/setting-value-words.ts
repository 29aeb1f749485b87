import type { DeviceSetting } from '@rollcall/protocol'
import type { Formats } from '../../words/formats.ts'
import type { Words } from '../../words/en.ts'

/** The value of a setting, for people. */
export function settingValueWords(setting: DeviceSetting, { sync }: Words, formats: Formats): string {
  switch (setting.name) {
    case 'isOn':
    case 'mobileData':
    case 'unlimitedUpdates':
    case 'optimise':
      return setting.value ? sync.on : sync.off
    case 'pausedUntil':
      if (setting.value === null) return sync.off
      return setting.value === 'resumed' ? sync.pausedOpen : sync.paused(formats.here(setting.value))
    case 'startDate':
      return setting.value === null ? sync.off : formats.here(setting.value)
    case 'excludedFolders':
      return setting.value.length === 0 ? '–' : setting.value.join(', ')
    case 'power':
      return sync.power[setting.value]
    case 'batteryFloor':
      return formats.percent(setting.value / 100)
    case 'lowData':
      return sync.lowData[setting.value]
    case 'schedule':
      return setting.value === null
        ? sync.anyTime
        : sync.hours(clockText(setting.value.fromMinute), clockText(setting.value.toMinute))
    case 'bandwidth':
      return setting.value === null ? sync.asMuch : sync.aSecond(formats.bytes(setting.value))
    case 'budgetBytes':
      return setting.value === null ? sync.noBudget : formats.bytes(setting.value)
    case 'freeFloorBytes':
      return formats.bytes(setting.value)
    case 'pinnedAlbums':
      return sync.pinned(formats.count(setting.value.length), setting.value.length)
    case 'keepDays':
      return sync.days(formats.count(setting.value), setting.value)
  }
}

/** Minutes of the day as clocks and fields of time write them: `07:05`. */
export function clockText(minute: number): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

/** The minute of the day that a field of time holds; null for none. */
export function minuteOf(text: string): number | null {
  const found = /^(\d\d):(\d\d)$/.exec(text)
  return found === null ? null : Number(found[1]) * 60 + Number(found[2])
}
