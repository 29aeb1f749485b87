import type { AlbumId, DeviceSetting, DeviceSettingName, DeviceSettings } from '@rollcall/protocol'
import { deviceSettingSchema } from '@rollcall/protocol'
import { parseSize } from '@rollcall/sync'
import { parseMoment, parseShift } from './parse-moment.ts'

/** What the words for a setting are read with. */
export interface SettingReading {
  /** Wall milliseconds. */
  readonly now: number
  /** What is chosen at present, to which `+` adds and from which `-` takes. */
  readonly held: Pick<DeviceSettings, 'excludedFolders' | 'pinnedAlbums'>
  /** The album that somebody means; stops the command when there is none. */
  readonly album: (name: string) => AlbumId
}

/** Reads the value of a setting as people type it. Null for what it cannot be. */
export function parseSetting(
  name: DeviceSettingName,
  text: string,
  reading: SettingReading,
): DeviceSetting | null {
  const value = READERS[name](text.trim(), reading)
  const parsed = deviceSettingSchema.safeParse({ name, value })
  return parsed.success ? parsed.data : null
}

/** Undefined is what no setting can be. */
type Reader = (text: string, reading: SettingReading) => unknown

const READERS: Readonly<Record<DeviceSettingName, Reader>> = {
  isOn: readSwitch,
  pausedUntil: (text, { now }) => {
    const isOn = readSwitch(text)
    if (isOn !== undefined) return isOn ? 'resumed' : null
    return /^(resumed|forever)$/i.test(text) ? 'resumed' : (readTime(text, now) ?? undefined)
  },
  startDate: orNone((text, { now }) => readTime(text, now) ?? undefined),
  excludedFolders: (text, { held }) =>
    readList(text, held.excludedFolders, (folder) => folder.replaceAll(/^[\\/]+|[\\/]+$/g, '')),
  mobileData: readSwitch,
  unlimitedUpdates: readSwitch,
  power: readWord,
  batteryFloor: (text) => readNumber(text.replace(/\s*(%|per cent)$/i, '')),
  lowData: readWord,
  schedule: orNone(readHours),
  bandwidth: orNone((text) => parseSize(text.replace(/\s*(\/s|a second|ps)$/i, '')) ?? undefined),
  optimise: readSwitch,
  budgetBytes: orNone((text) => parseSize(text) ?? undefined),
  freeFloorBytes: (text) => parseSize(text) ?? undefined,
  pinnedAlbums: (text, { held, album }) => readList(text, held.pinnedAlbums, album),
  keepDays: (text) => readNumber(text.replace(/\s*(d|days?)$/i, '')),
}

function orNone(read: Reader): Reader {
  return (text, reading) => (/^(none|off|no|never)$/i.test(text) ? null : read(text, reading))
}

function readSwitch(text: string): boolean | undefined {
  if (/^(on|yes|true)$/i.test(text)) return true
  return /^(off|no|false|none)$/i.test(text) ? false : undefined
}

function readWord(text: string): string {
  return text.toLowerCase()
}

function readNumber(text: string): number | undefined {
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined
}

/** `+2h`, `18:00` (the next one), `2026-11-23` or `2026-11-23 08:00`, by the clock on the wall here. Null for anything else. */
export function readTime(text: string, now: number): number | null {
  if (/^[+]/.test(text)) {
    const shift = parseShift(text)
    return shift === null ? null : now + shift
  }
  const minute = readMinute(text)
  if (minute !== undefined) {
    const at = new Date(now).setHours(Math.floor(minute / 60), minute % 60, 0, 0)
    return at > now ? at : at + 24 * 3600_000
  }
  const moment = parseMoment(text)
  if (moment === null) return null
  const told = new Date(moment.at)
  const day = [told.getUTCFullYear(), told.getUTCMonth(), told.getUTCDate()] as const
  return new Date(...day, told.getUTCHours(), told.getUTCMinutes(), told.getUTCSeconds()).getTime()
}

function readMinute(text: string): number | undefined {
  const found = /^(\d{1,2}):(\d{2})$/.exec(text.trim())
  if (found === null) return undefined
  const [hours, minutes] = [Number(found[1]), Number(found[2])]
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : undefined
}

function readHours(text: string): unknown {
  const [from = '', to = '', ...rest] = text.split(/\s*(?:-|–|to)\s*/)
  return rest.length > 0 ? undefined : { fromMinute: readMinute(from), toMinute: readMinute(to) }
}

/** A list as a whole, or what is to come to it (`+`) and go from it (`-`). */
function readList<Value>(
  text: string,
  held: readonly Value[],
  valueOf: (name: string) => Value,
): readonly Value[] {
  if (/^(none|)$/i.test(text)) return []
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const isChange = names.every((name) => /^[+-]/.test(name))
  let list = isChange ? [...held] : []
  for (const name of names) {
    const value = valueOf(isChange ? name.slice(1).trim() : name)
    list = list.filter((each) => each !== value)
    if (!isChange || name.startsWith('+')) list.push(value)
  }
  return list
}
