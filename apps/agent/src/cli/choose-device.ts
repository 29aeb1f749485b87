import type { DeviceId, DeviceRecord } from '@rollcall/protocol'
import { DEVICES } from '@rollcall/sync'
import { CommandStop, EXIT } from './exit.ts'
import { foldName } from './find-album.ts'
import type { OpenDevice } from './open-device.ts'
import { printable } from './print-table.ts'

/** Fewer digits are taken for a name. */
const PREFIX_DIGITS_MIN = 4

/** A device that a command is about. `record` is null while the library does not know it. */
export interface ChosenDevice {
  readonly deviceId: DeviceId
  readonly name: string
  readonly isThis: boolean
  readonly record: DeviceRecord | null
}

/**
 * The device that somebody names, by its name or the beginning of its id, as this device knows it, online or not; this one for no name.
 * Stops the command when there is none, or several.
 */
export function chooseDevice({ ports, config }: OpenDevice, wanted?: string): ChosenDevice {
  const { state } = ports
  const { records } = state.replica.view()
  const here: ChosenDevice = {
    deviceId: state.deviceId,
    name: config.deviceName,
    isThis: true,
    record: records.record('device', state.deviceId),
  }
  if (wanted === undefined) return here
  const others = records
    .recordsIn(DEVICES)
    .flatMap((record) => (record.kind === 'device' && record.removedAt === null ? [record] : []))
    .filter(({ key }) => key !== state.deviceId)
    .map((record) => ({ deviceId: record.key, name: record.name, isThis: false, record }))
  const found = [here, ...others].filter(
    ({ deviceId, name }) =>
      foldName(name) === foldName(wanted) ||
      (wanted.length >= PREFIX_DIGITS_MIN && deviceId.startsWith(wanted.toLowerCase())),
  )
  const [first, second] = found
  if (first !== undefined && second === undefined) return first
  const lines = (found.length > 1 ? found : [here, ...others]).map(
    ({ deviceId, name, isThis }) =>
      `    ${deviceId.slice(0, 8)}  ${printable(name)}${isThis ? ' (this one)' : ''}`,
  )
  const said = found.length > 1 ? 'means several devices; name one by its id' : 'is no device known here'
  throw new CommandStop(`${printable(wanted)} ${said}:\n${lines.join('\n')}`, EXIT.wrongUse)
}
