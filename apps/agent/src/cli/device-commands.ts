import { holdLock } from '@rollcall/platform-node'
import { devicePaths } from '../folder/device-paths.ts'
import { valueOf } from './describe-problem.ts'
import { readDeviceConfig, removeDeviceConfig } from './device-config.ts'
import { CommandStop } from './exit.ts'
import { openDevice, rootOf } from './open-device.ts'
import { printTable } from './print-table.ts'
import { ServerAway } from '../server/server-away.ts'

/** Options of every command about a device. */
export interface FolderOptions {
  readonly folder: string
  readonly json?: boolean
}

/** `rollcall unlink`: signs this device out and makes the folder an ordinary one. No photo is touched, here or there. */
export async function unlinkCommand(options: FolderOptions): Promise<void> {
  const root = rootOf(options.folder)
  if (readDeviceConfig(root) === null) throw new CommandStop(`${root} is not linked.`)
  const lock = holdLock(devicePaths(root).lock)
  if (lock === null) throw new CommandStop(`A rollcall sync works on ${root}. Stop it first.`)
  lock.release()
  const device = openDevice(root)
  let told = true
  try {
    const answer = await device.server.signOut()
    told = answer.ok || answer.refusal.status === 401
  } catch (error) {
    if (!(error instanceof ServerAway)) throw error
    told = false
  } finally {
    device.close()
  }
  removeDeviceConfig(root)
  console.log(
    `${root} is an ordinary folder again. Every file in it stays, and so does the library on the server.`,
  )
  if (!told)
    console.log('The server could not be told; remove the device there with: rollcall devices --remove ID')
}

/** `rollcall approve CODE`: lets a new device in. */
export async function approveCommand(code: string, options: FolderOptions): Promise<void> {
  const device = openDevice(options.folder)
  try {
    valueOf(await device.server.approveDeviceCode(code))
    console.log(`The device with the code ${code} is let in to ${device.config.account}.`)
  } finally {
    device.close()
  }
}

/** `rollcall devices`: lists the devices of the account, or removes one, which signs it out at once. */
export async function devicesCommand(options: FolderOptions & { readonly remove?: string }): Promise<void> {
  const device = openDevice(options.folder)
  try {
    if (options.remove !== undefined) {
      valueOf(await device.server.removeDevice(options.remove))
      console.log('The device is signed out. The files in its folder stay.')
      return
    }
    const devices = valueOf(await device.server.devices())
    if (options.json) {
      console.log(JSON.stringify({ devices }))
      return
    }
    printTable(
      ['device', 'id', 'last heard'],
      devices.map(({ name, deviceId, lastSeenAt, current }) => [
        current ? `${name} (this one)` : name,
        deviceId,
        new Date(lastSeenAt).toLocaleString(),
      ]),
    )
  } finally {
    device.close()
  }
}
