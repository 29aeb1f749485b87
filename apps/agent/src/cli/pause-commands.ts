import type { DeviceSetting } from '@rollcall/protocol'
import type { ChosenDevice } from './choose-device.ts'
import { chooseDevice } from './choose-device.ts'
import { doDeed } from './deed.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import { openDevice } from './open-device.ts'
import { readTime } from './parse-setting.ts'
import { isoOf } from './photo-words.ts'
import { printable } from './print-table.ts'

/** Options of `rollcall pause` and `rollcall resume`. */
export interface PauseOptions extends FolderOptions {
  readonly until?: string
  readonly device?: string
}

/** `rollcall pause`: stops originals from moving, for good or until a time. Survives restarts, works offline and for other devices. */
export async function pauseCommand(options: PauseOptions): Promise<void> {
  await setPause(options, (now) => {
    if (options.until === undefined) return 'resumed'
    const until = readTime(options.until, now)
    if (until !== null && until > now) return until
    const wanted = `${printable(options.until)} is no time to come`
    throw new CommandStop(`${wanted}. Say it as 18:00, +2h or 2026-11-23 08:00.`, EXIT.wrongUse)
  })
}

/** `rollcall resume`: lets originals move again. */
export async function resumeCommand(options: PauseOptions): Promise<void> {
  await setPause(options, () => null)
}

type Pause = Extract<DeviceSetting, { name: 'pausedUntil' }>['value']

async function setPause(options: PauseOptions, valueAt: (now: number) => Pause): Promise<void> {
  const device = openDevice(options.folder)
  try {
    const target = chooseDevice(device, options.device)
    const value = valueAt(device.ports.clock.now())
    const setting = { name: 'pausedUntil' as const, value }
    doDeed(device, [{ op: 'setDeviceSetting', args: { deviceId: target.deviceId, setting } }])
    if (options.json) {
      const pausedUntil = typeof value === 'number' ? isoOf(value) : value
      console.log(JSON.stringify({ device: target.name, deviceId: target.deviceId, pausedUntil }))
    } else console.log(wordsOf(target, value))
  } finally {
    device.close()
  }
}

function wordsOf({ name, isThis }: ChosenDevice, value: Pause): string {
  const where = isThis ? 'this device' : printable(name)
  const from = isThis ? '' : ', from when it is next heard'
  const option = isThis ? '' : ` --device ${JSON.stringify(name)}`
  if (value === null) return isThis ? 'Sync goes on.' : `Sync goes on on ${where}${from}.`
  const until = value === 'resumed' ? '' : ` until ${new Date(value).toLocaleString()}`
  return `Sync is paused on ${where}${until}${from}. Go on with: rollcall resume${option}`
}
