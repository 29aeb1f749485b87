import { ServerAway } from '@rollcall/platform-client'
import { SingleBar } from 'cli-progress'
import { createEngine } from '../engine/engine.ts'
import { runEngineOnce } from '../engine/run-engine.ts'
import { REST_MS } from '../folder/scan-folder.ts'
import type { WipePorts, WipeReport } from '../wipe/check-safe-to-wipe.ts'
import { checkSafeToWipe } from '../wipe/check-safe-to-wipe.ts'
import { pinServerKey } from './device-config.ts'
import type { OpenDevice } from './open-device.ts'

/** Syncs a device first, if the server answers and no other process does so; then checks whether it can be wiped [R6]. */
export async function checkWipe(
  device: OpenDevice,
  { maySync, isQuiet }: { readonly maySync: boolean; readonly isQuiet: boolean },
): Promise<WipeReport> {
  if (maySync && (await isServerThere(device))) {
    const stop = new AbortController()
    await runEngineOnce(createEngine(device.ports), device.ports.clock, stop.signal)
    // What has just come must have rested, or it counts as still being written.
    await device.ports.clock.sleep(REST_MS)
  }
  const progress = createProgress(isQuiet)
  try {
    return await checkSafeToWipe(wipePortsOf(device, progress))
  } finally {
    progress.end()
  }
}

async function isServerThere({ server }: OpenDevice): Promise<boolean> {
  try {
    await server.serverKey()
    return true
  } catch (error) {
    if (error instanceof ServerAway) return false
    throw error
  }
}

/** What the check needs, of an opened device. The server's key is remembered in the device's config. */
function wipePortsOf({ ports, root, config, server }: OpenDevice, progress: Progress): WipePorts {
  let pinned = config.serverKey ?? null
  return {
    ...ports,
    server,
    libraryId: config.libraryId,
    onProgress: progress,
    pinnedKey: () => pinned,
    pinKey: (publicKey) => {
      pinServerKey(root, config, publicKey)
      pinned = publicKey
    },
  }
}

type Progress = WipePorts['onProgress'] & { readonly end: () => void }

/** A line on standard error that says how far the reading has come. */
function createProgress(isQuiet: boolean): Progress {
  if (isQuiet || !process.stderr.isTTY)
    return { read: () => undefined, attested: () => undefined, end: () => undefined }
  const reading = new SingleBar({ format: 'Reading every original here: {value} MB' })
  const asking = new SingleBar({ format: 'Asking the server: {bar} {value} of {total}' })
  let isReading = false
  let isAsking = false
  return {
    read: (bytes) => {
      if (!isReading) reading.start(1, 0)
      isReading = true
      reading.update(Math.round(bytes / 1_000_000))
    },
    attested: (checked, of) => {
      if (isReading) reading.stop()
      isReading = false
      if (!isAsking) asking.start(of, 0)
      isAsking = true
      asking.update(checked)
    },
    end: () => {
      if (isReading) reading.stop()
      if (isAsking) asking.stop()
    },
  }
}
