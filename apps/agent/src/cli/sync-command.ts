import { resolve } from 'node:path'
import { createSystemClock, holdLock } from '@rollcall/platform-node'
import type { RollCall } from '@rollcall/sync'
import { REASONS } from '@rollcall/sync'
import { createEngine } from '../engine/engine.ts'
import { writeEngineHealth } from '../engine/engine-health.ts'
import { runEngineOnce } from '../engine/run-engine.ts'
import { devicePaths } from '../folder/device-paths.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { printRoll, rollAsJson } from './status-command.ts'
import { createSyncDisplay } from './sync-display.ts'
import { holdEngine } from '../supervisor/hold-engine.ts'
import { runSupervisor } from '../supervisor/run-supervisor.ts'

/** Options of `rollcall sync`. */
export interface SyncOptions extends FolderOptions {
  readonly once?: boolean
  readonly conditions?: string
}

/** Milliseconds without a sign of life after which an engine counts as stuck: for tests, which cannot wait for minutes. */
const STALLED_AFTER_NAME = 'ROLLCALL_TEST_STALLED_AFTER_MS'

/** `rollcall sync`: keeps a folder in sync until it is stopped; with `--once`, until nothing is left to do. */
export async function syncCommand(options: SyncOptions): Promise<number> {
  // A folder that is no device is told so here, once, and not by each engine.
  const { root, close } = openDevice(options.folder, { conditions: options.conditions })
  close()
  const lock = holdLock(devicePaths(root).lock)
  if (lock === null) throw new CommandStop(`Another rollcall sync works on ${root} already.`)
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  process.once('SIGINT', onSignal)
  process.once('SIGTERM', onSignal)
  try {
    return await (options.once ? syncOnce : superviseSync)({ ...options, folder: root }, stop.signal)
  } finally {
    process.removeListener('SIGINT', onSignal)
    process.removeListener('SIGTERM', onSignal)
    lock.release()
  }
}

async function superviseSync(
  { folder, json, conditions }: SyncOptions,
  signal: AbortSignal,
): Promise<number> {
  const stalledAfter = process.env[STALLED_AFTER_NAME]
  return await runSupervisor(
    {
      root: folder,
      isQuiet: json ?? false,
      conditions: conditions === undefined ? null : resolve(conditions),
      clock: createSystemClock(),
      say: (line) => console.error(line),
      ...(stalledAfter === undefined ? {} : { stalledAfterMs: Number(stalledAfter) }),
    },
    signal,
  )
}

async function syncOnce(
  { folder, json = false, conditions }: SyncOptions,
  signal: AbortSignal,
): Promise<number> {
  const clock = createSystemClock()
  const engineLock = await holdEngine(folder, clock)
  if (engineLock === null) throw new CommandStop(`Another rollcall sync works on ${folder} already.`)
  const display = createSyncDisplay({ isQuiet: json, clock })
  const device = openDevice(folder, { onEvent: display.onEvent, durability: 'kill', conditions })
  writeEngineHealth(folder, { state: 'running', since: clock.now(), step: null, crashes: 0 })
  try {
    const engine = createEngine(device.ports)
    const roll = await runEngineOnce(engine, clock, signal)
    await engine.lastWord()
    display.end()
    return reportOnce(device, roll, json)
  } finally {
    display.end()
    device.close()
    engineLock.release()
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
