import { createSystemClock, holdLock } from '@rollcall/platform-node'
import type { RollCall } from '@rollcall/sync'
import { REASONS } from '@rollcall/sync'
import { createEngine } from '../engine/engine.ts'
import { runEngineOnce } from '../engine/run-engine.ts'
import { devicePaths } from '../folder/device-paths.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import { keepSyncing } from './keep-syncing.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { printRoll, rollAsJson } from './status-command.ts'
import { createSyncDisplay } from './sync-display.ts'

/** `rollcall sync`: keeps a folder in sync until it is stopped; with `--once`, until nothing is left to do. */
export async function syncCommand(options: FolderOptions & { readonly once?: boolean }): Promise<number> {
  const display = createSyncDisplay({ isQuiet: options.json ?? false, clock: createSystemClock() })
  const device = openDevice(options.folder, { onEvent: display.onEvent, durability: 'kill' })
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
      await keepSyncing(device.ports, stop.signal)
      return EXIT.done
    }
    const roll = await runEngineOnce(createEngine(device.ports), device.ports.clock, stop.signal)
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
  if (roll === null) {
    throw new CommandStop(`${device.root} is not there any more. Nothing was deleted because of it.`)
  }
  if (asJson) console.log(JSON.stringify(rollAsJson(device, roll)))
  else printRoll(device, roll)
  const server = device.ports.state.values.get('server')
  if (server.kind === 'reachable') return roll.allSafe ? EXIT.done : EXIT.needsYou
  // What the roll says is as of the last talk: nobody may take it for today's.
  console.error(`Not synced: ${REASONS[server.code].sentence(server.facts)}`)
  return EXIT.needsYou
}
