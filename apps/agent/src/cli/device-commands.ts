import { valueOf } from './describe-problem.ts'
import { openDevice } from './open-device.ts'

/** Options of every command about a device. */
export interface FolderOptions {
  readonly folder: string
  readonly json?: boolean
}

/** `rollcall approve CODE`: lets a new device in. */
export async function approveCommand(code: string, options: FolderOptions): Promise<void> {
  const device = openDevice(options.folder)
  try {
    valueOf(await device.server.approveDeviceCode(code))
    if (options.json) console.log(JSON.stringify({ code, account: device.config.account }))
    else console.log(`The device with the code ${code} is let in to ${device.config.account}.`)
  } finally {
    device.close()
  }
}
