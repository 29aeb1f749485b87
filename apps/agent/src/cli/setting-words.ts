import type { AlbumId, DeviceSettingName } from '@rollcall/protocol'
import { deviceSettingSchema } from '@rollcall/protocol'
import { formatBytes } from '@rollcall/sync'
import { printable } from './print-table.ts'

/** How people call each setting, in the order in which they are listed. */
export const SETTING_WORDS: Readonly<Record<DeviceSettingName, string>> = {
  isOn: 'sync this device',
  pausedUntil: 'pause',
  startDate: 'start date',
  excludedFolders: 'excluded folders',
  mobileData: 'mobile data',
  unlimitedUpdates: 'unlimited updates',
  power: 'power',
  batteryFloor: 'battery floor',
  lowData: 'low-data mode',
  schedule: 'hours',
  bandwidth: 'bandwidth',
  optimise: 'optimise storage',
  budgetBytes: 'budget',
  freeFloorBytes: 'space left free',
  pinnedAlbums: 'pinned albums',
  keepDays: 'keep originals of the last days',
}

/** What is expected of each setting, as somebody types it. */
export const SETTING_VALUES: Readonly<Record<DeviceSettingName, string>> = {
  isOn: 'on or off',
  pausedUntil: 'on, off, a time such as 18:00 or 2026-11-23 08:00, or +2h',
  startDate: 'a day such as 2026-11-01, or none',
  excludedFolders: 'folders with commas between, +Folder, -Folder, or none',
  mobileData: 'on or off',
  unlimitedUpdates: 'on or off',
  power: 'always, smart or charging',
  batteryFloor: 'per cent, such as 20',
  lowData: 'wait or ignore',
  schedule: 'hours such as 22:00-06:00, or none',
  bandwidth: 'a size for each second, such as 2MB, or none',
  optimise: 'on or off',
  budgetBytes: 'a size such as 20GB, or none',
  freeFloorBytes: 'a size such as 2GB',
  pinnedAlbums: 'albums with commas between, +Album, -Album, or none',
  keepDays: 'days, such as 30',
}

/** The name of a setting as somebody typed it: `mobileData`, `mobile-data` or `Mobile data`. Null for none. */
export function settingNamed(text: string): DeviceSettingName | null {
  const fold = (name: string) => name.toLowerCase().replaceAll(/[\s_-]/g, '')
  const names = Object.keys(SETTING_WORDS) as DeviceSettingName[]
  return names.find((name) => [fold(name), fold(SETTING_WORDS[name])].includes(fold(text))) ?? null
}

/** The value of a setting in words. What a newer release wrote is shown as JSON. */
export function settingValueWords(name: string, value: unknown, albumOf: (id: AlbumId) => string): string {
  const parsed = deviceSettingSchema.safeParse({ name, value })
  if (!parsed.success) return value === null ? 'default' : printable(JSON.stringify(value) ?? '')
  const setting = parsed.data
  switch (setting.name) {
    case 'pausedUntil':
      if (setting.value === null) return 'not paused'
      return setting.value === 'resumed' ? 'paused until resumed' : `paused until ${timeWords(setting.value)}`
    case 'startDate':
      return setting.value === null ? 'photos of any age' : `photos from ${dayWords(setting.value)} on`
    case 'schedule':
      return setting.value === null
        ? 'at any time'
        : `${clockWords(setting.value.fromMinute)} to ${clockWords(setting.value.toMinute)}`
    case 'bandwidth':
      return setting.value === null ? 'as much as there is' : `${formatBytes(setting.value)} a second`
    case 'budgetBytes':
      return setting.value === null ? 'none' : formatBytes(setting.value)
    case 'freeFloorBytes':
      return formatBytes(setting.value)
    case 'batteryFloor':
      return `${setting.value} %`
    case 'excludedFolders':
      return listWords(setting.value.map(printable))
    case 'pinnedAlbums':
      return listWords(setting.value.map(albumOf))
    default:
      return typeof setting.value === 'boolean' ? (setting.value ? 'on' : 'off') : String(setting.value)
  }
}

function listWords(words: readonly string[]): string {
  return words.length === 0 ? 'none' : words.join(', ')
}

function timeWords(at: number): string {
  return new Date(at).toLocaleString()
}

/** A start date is a day; the time of it is told only when somebody chose one. */
function dayWords(at: number): string {
  const date = new Date(at)
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
  const minute = date.getHours() * 60 + date.getMinutes()
  return minute === 0 ? day : `${day} ${clockWords(minute)}`
}

function clockWords(minute: number): string {
  const digits = (number: number) => String(number).padStart(2, '0')
  return `${digits(Math.floor(minute / 60))}:${digits(minute % 60)}`
}
