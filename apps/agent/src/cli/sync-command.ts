import { createSystemClock, holdLock } from '@rollcall/platform-node'
import type { RollCall } from '@rollcall/sync'
import type { Engine } from '../engine/engine.ts'
import type { EngineEvent } from '../engine/engine-ports.ts'
import { createEngine } from '../engine/engine.ts'
import { runEngine, runEngineOnce } from '../engine/run-engine.ts'
import { createWaker } from '../engine/waker.ts'
import { devicePaths } from '../folder/device-paths.ts'
import { watchFolder } from '../folder/watch-folder.ts'
import { listenForPokes } from '../server/listen-for-pokes.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { createSyncDisplay } from './sync-display.ts'
import { printRoll, rollAsJson } from './status-command.ts'

/** How often a running engine looks whether another command wrote to the device's state. */
const STATE_LOOK_MS = 250

/** `rollcall sync`: keeps a folder in sync until it is stopped; with `--once`, until nothing is left to do. */
export async function syncCommand(options: FolderOptions & { readonly once?: boolean }): Promise<number> {
  const display = createSyncDisplay({ isQuiet: options.json ?? false, clock: createSystemClock() })
  const device = openDevice(options.folder, display.onEvent)
  const lock = holdLock(devicePaths(device.root).lock)
  if (lock === null) {
    device.close()
    throw new CommandStop(`Another rollcall sync works on ${device.root} already.`)
  }
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  process.once('SIGINT', onSignal)
  process.once('SIGTERM', onSignal)
  try {
    if (!options.once) {
      await keepSyncing(device, stop.signal, display.onEvent)
      return EXIT.done
    }
    const { clock } = device.ports
    const roll = await runEngineOnce(createEngine(device.ports), clock, stop.signal)
    display.end()
    return reportOnce(device, roll, options.json ?? false)
  } finally {
    display.end()
    process.removeListener('SIGINT', onSignal)
    process.removeListener('SIGTERM', onSignal)
    lock.release()
    device.close()
  }
}

function reportOnce(device: OpenDevice, roll: RollCall | null, asJson: boolean): number {
  if (roll === null)
    throw new CommandStop(`${device.root} is not there any more. Nothing was deleted because of it.`)
  if (asJson) console.log(JSON.stringify(rollAsJson(device, roll)))
  else printRoll(device, roll)
  return roll.allSafe ? EXIT.done : EXIT.needsYou
}

async function keepSyncing(
  device: OpenDevice,
  signal: AbortSignal,
  onEvent: (event: EngineEvent) => void,
): Promise<void> {
  const { ports, root } = device
  const waker = createWaker(ports.clock)
  const engine = createEngine(ports, waker.wake)
  const stopWatching = await startWatching(root, engine, onEvent)
  const pokes = listenForPokes(ports, engine.noticeLibrary, signal)
  const states = lookForStateChanges(engine, device, signal)
  try {
    await runEngine(engine, waker, ports.clock, signal)
    await engine.nextEnd()
  } finally {
    await stopWatching()
  }
  await Promise.all([pokes, states])
}

/** Without a watcher the folder is still scanned now and then; the person is told that changes are noticed later. */
async function startWatching(
  root: string,
  engine: Engine,
  onEvent: (event: EngineEvent) => void,
): Promise<() => Promise<void>> {
  try {
    return await watchFolder(root, engine.noticeFiles)
  } catch (error) {
    onEvent({ kind: 'watch_unavailable', failure: error instanceof Error ? error.message : String(error) })
    return async () => undefined
  }
}

async function lookForStateChanges(
  engine: Engine,
  { ports }: OpenDevice,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await ports.clock.sleep(STATE_LOOK_MS, signal)
    if (!signal.aborted) engine.noticeState()
  }
}
