import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { DeviceSetting } from '@rollcall/protocol'
import { deviceSettingSchema, libraryIdSchema, parseJson } from '@rollcall/protocol'
import { DEFAULT_SETTINGS } from '@rollcall/sync'
import { z } from 'zod'
import { devicePaths } from '../folder/device-paths.ts'
import { doDeed } from './deed.ts'
import type { OpenDevice } from './open-device.ts'

/*
 * A folder that is linked again is another device to the library. What its owner chose for the device that it was is chosen for the new
 * one, as one deed: unlinking leaves a note of it in the folder, and linking takes it up.
 */

/** A larger note is not ours. */
const NOTE_LENGTH_MAX = 1024 * 1024

const noteSchema = z.object({
  libraryId: libraryIdSchema,
  deviceName: z.string().max(1_000),
  settings: z.array(z.unknown()).max(Object.keys(DEFAULT_SETTINGS).length),
})

/** Settings that were taken over, and the name of the device that they were chosen for. */
export interface CarriedSettings {
  readonly deviceName: string
  readonly settings: readonly DeviceSetting[]
}

/** What was chosen for a device, sent or not; what nobody chose is left out. */
export function chosenFor({ ports: { state } }: Pick<OpenDevice, 'ports'>): readonly DeviceSetting[] {
  const { settings = {} } = state.replica.view().records.record('device', state.deviceId) ?? {}
  return Object.entries(settings).flatMap(([name, value]) => readSetting({ name, value }))
}

/** Notes for whoever links this folder again what was chosen for its device. Call it once the folder is not linked any more. */
export function leaveSettings(
  { root, config }: Pick<OpenDevice, 'root' | 'config'>,
  settings: readonly DeviceSetting[],
): void {
  const { libraryId, deviceName } = config
  const { settingsLeft } = devicePaths(root)
  if (settings.length === 0) rmSync(settingsLeft, { force: true })
  else writeFileSync(settingsLeft, JSON.stringify({ libraryId, deviceName, settings }), { mode: 0o600 })
}

/**
 * Chooses for a device that was just linked what was chosen for the one that its folder was before, in the same library. Null when there is
 * nothing of that kind. A note that cannot be read, or is of another library, is dropped.
 */
export function takeUpSettings(device: OpenDevice): CarriedSettings | null {
  const { settingsLeft } = devicePaths(device.root)
  const note = noteSchema.safeParse(readNote(settingsLeft))
  const isOfThisLibrary = note.success && note.data.libraryId === device.config.libraryId
  const settings = isOfThisLibrary ? note.data.settings.flatMap(readSetting) : []
  if (isOfThisLibrary && settings.length > 0) {
    const { deviceId } = device.ports.state
    doDeed(
      device,
      settings.map((setting) => ({ op: 'setDeviceSetting', args: { deviceId, setting } })),
    )
  }
  rmSync(settingsLeft, { force: true })
  return isOfThisLibrary && settings.length > 0 ? { deviceName: note.data.deviceName, settings } : null
}

/** A setting of a later release is left out. */
function readSetting(setting: unknown): DeviceSetting[] {
  const parsed = deviceSettingSchema.safeParse(setting)
  return parsed.success ? [parsed.data] : []
}

/** Null where there is no note, or none that can be read: the settings begin as they do on any device then. */
function readNote(path: string): unknown {
  try {
    const text = readFileSync(path, 'utf8')
    return text.length > NOTE_LENGTH_MAX ? null : parseJson(text)
  } catch {
    return null
  }
}
