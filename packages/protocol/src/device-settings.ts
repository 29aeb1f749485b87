import { z } from 'zod'
import { albumIdSchema } from './ids.ts'
import { EXCLUDED_FOLDERS_MAX, FOLDER_PATH_MAX, KEEP_DAYS_MAX, PINNED_ALBUMS_MAX } from './limits.ts'
import { countSchema, timeSchema } from './numbers.ts'

/** A minute of the day, on the device's own wall. */
const minuteSchema = countSchema.max(24 * 60 - 1)

/*
 * What the owner of a device chose for it. Each setting is a field of its own: two people who change different ones are both right.
 */
const shapes = {
  /** Sync this device. Off: no photo moves, in or out; settings and commands still come through. */
  isOn: z.boolean(),
  /** No photo moves before this time, or until somebody resumes; null: not paused. */
  pausedUntil: z.union([timeSchema, z.literal('resumed')]).nullable(),
  /** Only what was taken from then on is taken up from here; null: everything. */
  startDate: timeSchema.nullable(),
  /** Folders below the device's own that are left alone. */
  excludedFolders: z.array(z.string().min(1).max(FOLDER_PATH_MAX)).max(EXCLUDED_FOLDERS_MAX),
  /** Small updates may use mobile data, or another network that is paid for by volume. */
  mobileData: z.boolean(),
  /** With `mobileData`: large ones too. */
  unlimitedUpdates: z.boolean(),
  /** `smart`: on battery only small ones, above the floor and never in low power mode. `charging`: only while charging. */
  power: z.enum(['always', 'smart', 'charging']),
  /** Per cent of the battery below which nothing moves, unless it charges. */
  batteryFloor: countSchema.max(100),
  /** What low-data mode of the system means here. */
  lowData: z.enum(['wait', 'ignore']),
  /** Only between these; `from` after `to` goes over midnight. Null: at any time. */
  schedule: z.object({ fromMinute: minuteSchema, toMinute: minuteSchema }).nullable(),
  /** Bytes a second, up and down together; null: as many as there are. */
  bandwidth: countSchema.min(1).nullable(),
  /** Keep smaller versions here when room is short, and originals on the server. */
  optimise: z.boolean(),
  /** Bytes that photos may take here while `optimise` is on; null: only `freeFloorBytes` counts. */
  budgetBytes: countSchema.nullable(),
  /** Bytes of the disk that are left free while `optimise` is on. */
  freeFloorBytes: countSchema,
  /** Albums whose originals always stay. */
  pinnedAlbums: z.array(albumIdSchema).max(PINNED_ALBUMS_MAX),
  /** Originals taken within so many days stay. */
  keepDays: countSchema.max(KEEP_DAYS_MAX),
}

/** All settings of a device. */
export const deviceSettingsSchema = z.object(shapes)
/** See {@link deviceSettingsSchema}. */
export type DeviceSettings = z.infer<typeof deviceSettingsSchema>

/** The name of a setting. */
export type DeviceSettingName = keyof DeviceSettings

function one<Name extends DeviceSettingName>(name: Name) {
  return z.object({ name: z.literal(name), value: shapes[name] })
}

/** One setting with its value. The union is closed: a setting that is not known is refused, never guessed at. */
export const deviceSettingSchema = z.discriminatedUnion('name', [
  one('isOn'),
  one('pausedUntil'),
  one('startDate'),
  one('excludedFolders'),
  one('mobileData'),
  one('unlimitedUpdates'),
  one('power'),
  one('batteryFloor'),
  one('lowData'),
  one('schedule'),
  one('bandwidth'),
  one('optimise'),
  one('budgetBytes'),
  one('freeFloorBytes'),
  one('pinnedAlbums'),
  one('keepDays'),
])
/** See {@link deviceSettingSchema}. */
export type DeviceSetting = z.infer<typeof deviceSettingSchema>

/** Settings that somebody has chosen; the others are as the device has them by default. Unknown ones survive. */
export const chosenSettingsSchema = z.looseObject({
  isOn: shapes.isOn.exactOptional(),
  pausedUntil: shapes.pausedUntil.exactOptional(),
  startDate: shapes.startDate.exactOptional(),
  excludedFolders: shapes.excludedFolders.exactOptional(),
  mobileData: shapes.mobileData.exactOptional(),
  unlimitedUpdates: shapes.unlimitedUpdates.exactOptional(),
  power: shapes.power.exactOptional(),
  batteryFloor: shapes.batteryFloor.exactOptional(),
  lowData: shapes.lowData.exactOptional(),
  schedule: shapes.schedule.exactOptional(),
  bandwidth: shapes.bandwidth.exactOptional(),
  optimise: shapes.optimise.exactOptional(),
  budgetBytes: shapes.budgetBytes.exactOptional(),
  freeFloorBytes: shapes.freeFloorBytes.exactOptional(),
  pinnedAlbums: shapes.pinnedAlbums.exactOptional(),
  keepDays: shapes.keepDays.exactOptional(),
})
/** See {@link chosenSettingsSchema}. */
export type ChosenSettings = z.infer<typeof chosenSettingsSchema>
