import { ServerAway } from '@rollcall/platform-client'
import type { DeviceReport, KnownDevice, KnownDevices } from '@rollcall/protocol'
import { valueOf } from './describe-problem.ts'
import type { FolderOptions } from './device-commands.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { printable } from './print-table.ts'
import { engineWords, sentenceOf } from './quiet-devices.ts'

/** Options of `rollcall devices`. */
export interface DevicesOptions extends FolderOptions {
  /** The id of a device to sign out. */
  readonly remove?: string
}

/**
 * `rollcall devices`: what each device of the account said last of itself, and which have gone quiet; or signs one out at once. Without
 * the server it tells what the server told last, and says so.
 */
export async function devicesCommand(options: DevicesOptions): Promise<void> {
  const device = openDevice(options.folder)
  try {
    if (options.remove !== undefined) {
      valueOf(await device.server.removeDevice(options.remove))
      console.log('The device is signed out. The files in its folder stay.')
      return
    }
    const { known, isFresh } = await readKnown(device)
    if (options.json) console.log(JSON.stringify(asJson(known, isFresh)))
    else printKnown(known, isFresh)
  } finally {
    device.close()
  }
}

/** What the server says, or else what it said last. Rejects when it neither answers nor ever did. */
async function readKnown({
  devices,
  ports: { state },
}: OpenDevice): Promise<{ readonly known: KnownDevices; readonly isFresh: boolean }> {
  try {
    const known = valueOf(await devices.knownDevices())
    state.transaction(() => state.values.put('known_devices', known))
    return { known, isFresh: true }
  } catch (error) {
    const known = state.values.get('known_devices')
    if (known === null || !(error instanceof ServerAway)) throw error
    return { known, isFresh: false }
  }
}

/** Names as in `Device` of protocol, with the report and what follows from it. */
function asJson({ now, devices }: KnownDevices, isFresh: boolean): unknown {
  return {
    asOf: new Date(now).toISOString(),
    isFresh,
    devices: devices.map(({ deviceId, name, addedAt, lastHeardAt, isCurrent, ...rest }) => ({
      deviceId,
      name,
      createdAt: addedAt,
      lastSeenAt: lastHeardAt,
      current: isCurrent,
      ...rest,
    })),
  }
}

function printKnown({ now, devices }: KnownDevices, isFresh: boolean): void {
  if (!isFresh) console.log(`The server does not answer. As of ${new Date(now).toLocaleString()}:\n`)
  for (const device of devices) for (const line of linesOf(device, now)) console.log(line)
}

function linesOf(device: KnownDevice, now: number): readonly string[] {
  const { name, deviceId, isCurrent, isQuiet, lastHeardAt, report } = device
  const title = `${printable(name)}${isCurrent ? ' (this one)' : ''}  ${deviceId}`
  const heard = `  last heard ${new Date(lastHeardAt).toLocaleString()}`
  const quiet = isQuiet ? [`  ! ${printable(sentenceOf(device, now))}`] : []
  if (report === null) return [title, `${heard}; it has not reported yet`, ...quiet]
  const engine = engineWords(report.engine).map((line) => `  ${line}`)
  return [title, `${heard}; ${countsOf(report)}`, ...quiet, ...engine, ...reasonOf(report)]
}

/** Such as `1,204 originals: 1,061 safe, 143 waiting`. */
function countsOf({ total, counts }: DeviceReport): string {
  const { safe, inProgress, waiting, blocked, excluded, deleted } = counts
  const parts = [
    [safe, 'safe'],
    [inProgress, 'in progress'],
    [waiting, 'waiting'],
    [blocked, 'blocked'],
    [excluded, 'excluded'],
    [deleted, 'deleted'],
  ] as const
  const told = parts.filter(([count, words]) => count > 0 || words === 'safe')
  const originals = total === 1 ? '1 original' : `${total.toLocaleString('en')} originals`
  return `${originals}: ${told.map(([count, words]) => `${count.toLocaleString('en')} ${words}`).join(', ')}`
}

/** The reason that keeps most from being safe. */
function reasonOf({ findings }: DeviceReport): readonly string[] {
  const [first] = findings
  if (first === undefined) return []
  const items = first.items === 1 ? '1 item' : `${first.items.toLocaleString('en')} items`
  return [`  · ${items}: ${printable(first.sentence)}`]
}
