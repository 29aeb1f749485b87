import { checkFresh, checkRest, comeToRest } from './check-rest.ts'
import { doFault, heal } from './faults.ts'
import { doOperation } from './operations.ts'
import type { PlantedBug } from './planted-bugs.ts'
import type { Script } from './script.ts'
import { weatherOf } from './sim-network.ts'
import type { Violation } from './witness.ts'
import { World } from './world.ts'

/** How one run ended. `fingerprint` sums up the order of all that happened in it. */
export interface RunResult {
  readonly violation: Violation | null
  readonly fingerprint: string
}

/** A little more than the longest script. */
const PLAY_MAX_MS = 10 * 60 * 1000

/**
 * Plays a script: the world does what it says, is healed, comes to rest, and a new device joins. Nothing in it depends on
 * anything but the script and the code, so it always ends the same.
 */
export async function simulate(script: Script, bug: PlantedBug | null = null): Promise<RunResult> {
  const world = new World(script.seed, bug, `sim-${runs++}`)
  const { kernel, witness } = world
  try {
    await play(world, script)
  } catch (error) {
    witness.report('finished', error instanceof Error ? String(error.stack) : String(error))
  } finally {
    await world.close()
  }
  return { violation: witness.first, fingerprint: kernel.fingerprint }
}

let runs = 0

async function play(world: World, script: Script): Promise<void> {
  const { kernel, witness } = world
  await world.setUp(script.devices)
  for (const { network } of world.devices) {
    network.pageLimit = script.pageLimit
    network.weather = script.weather
    network.faults = weatherOf(script.weather)
  }
  let left = script.operations.length + script.faults.length
  const plan = (at: number, act: () => void) =>
    kernel.schedule(null, at, () => {
      left--
      act()
    })
  for (const operation of script.operations) plan(operation.at, () => doOperation(world, operation))
  for (const fault of script.faults) plan(fault.at, () => doFault(world, fault))
  for (const { kind, at, lasts } of script.faults) {
    if (kind === 'restore_backup') kernel.schedule(null, Math.max(0, at - lasts), () => world.server.backUp())
  }
  await kernel.run(kernel.now + PLAY_MAX_MS, () => left === 0 || witness.first !== null)
  if (witness.first !== null) return
  await heal(world)
  await comeToRest(world)
  if (witness.first !== null) return
  checkRest(world)
  if (witness.first !== null) return
  const fresh = await world.do(() => world.addDevice('fresh'))
  fresh.network.pageLimit = script.pageLimit
  await comeToRest(world)
  if (witness.first !== null) return
  checkRest(world)
  checkFresh(world, fresh)
}
