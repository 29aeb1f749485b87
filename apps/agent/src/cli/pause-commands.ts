import type { FolderOptions } from './device-commands.ts'
import { openDevice } from './open-device.ts'

/** `rollcall pause` and `rollcall resume`: stops originals from moving, or lets them move again. Survives restarts. */
export async function pauseCommand(paused: boolean, options: FolderOptions): Promise<void> {
  const device = openDevice(options.folder)
  try {
    const { state } = device.ports
    state.transaction(() => state.values.put('settings', { paused }))
    console.log(paused ? 'Sync is paused on this device. Go on with: rollcall resume' : 'Sync goes on.')
  } finally {
    device.close()
  }
}
