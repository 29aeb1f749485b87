import { checkFresh, checkRest, comeToRest } from './check-rest.ts'
import { checkAllBack } from './check-room.ts'
import { doFault, heal, passMonth } from './faults.ts'
import { doOperation } from './operations.ts'
import type { PlantedBug } from './planted-bugs.ts'
import { bringBack } from './room-operations.ts'
import type { Script } from './script.ts'
import { createSeededRandom } from './seeded-random.ts'
import { weatherOf } from './sim-network.ts'
import type { Violation } from './witness.ts'
import { World } from './world.ts'

/** How one run ended. `fingerprint` sums up the order of all that happened in it. */
export interface RunResult {
  readonly violation: Violation | null
  readonly fingerprint: string
}

/** How many of the runs end with a new device that downloads everything; in the others somebody only reads the library. */
const FRESH_SHARE = 0.25

/** What is said while a new device begins, and how long it takes to. */
const MEANWHILE = 16
const JOINING_MS = 400

/** How many of the runs last until their trash is empty. */
const MONTHS_SHARE = 0.1

/** How much less often a brief run does either. */
const BRIEF_SHARE = 0.4

/** One until it is deleted for good, one until the bytes go, and each may begin only when the server has looked. */
const MONTHS_MAX = 5

/** Time enough for the server to look for what is due. */
const LOOKING_MS = 5_000

/** A little more than the longest script. */
const PLAY_MAX_MS = 10 * 60 * 1000

/**
 * Plays a script: the world does what it says, is healed, comes to rest, and somebody new reads the library. Nothing in it depends on
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
  const random = createSeededRandom(script.seed, 'end')
  const share = script.isBrief === true ? BRIEF_SHARE : 1
  if (witness.first === null && random.chance(MONTHS_SHARE * share)) await passMonths(world)
  if (witness.first !== null) return
  await comeBack(world)
  if (witness.first !== null) return
  await world.do(() => world.readAfresh('reader', script.pageLimit))
  if (witness.first === null && random.chance(FRESH_SHARE * share)) await joinFresh(world, script.pageLimit)
}

/** Has every original come back where some were dropped, and checks again. */
async function comeBack(world: World): Promise<void> {
  const optimised = bringBack(world)
  if (optimised.length === 0) return
  await comeToRest(world)
  if (world.witness.first !== null) return
  checkRest(world)
  for (const device of optimised) {
    checkAllBack(world, device)
    checkFresh(world, device)
  }
}

/** Links a new device while others go on, which must come to hold everything, byte for byte. */
async function joinFresh(world: World, pageLimit: number | null): Promise<void> {
  const random = createSeededRandom(world.seed, 'join')
  for (let count = 0; count < MEANWHILE; count++) {
    const operation = {
      at: 0,
      device: random.below(world.devices.length),
      kind: 'caption',
      pick: random.fraction(),
    } as const
    world.kernel.schedule(null, random.between(0, JOINING_MS), () => doOperation(world, operation))
  }
  const fresh = await world.do(() => world.addDevice('fresh'))
  fresh.network.pageLimit = pageLimit
  await comeToRest(world)
  if (world.witness.first !== null) return
  checkRest(world)
  checkFresh(world, fresh)
}

/** Lets months pass until the trash has ended for everything in it, and checks again. */
async function passMonths(world: World): Promise<void> {
  const { kernel, witness, server } = world
  const isLeaving = () =>
    [...server.history.assets.values()].some(
      ({ state, purgedAt }) => state === 'trashed' || (state === 'deleted' && purgedAt === undefined),
    )
  for (let month = 0; month < MONTHS_MAX && isLeaving(); month++) {
    passMonth(world)
    await kernel.run(kernel.now + LOOKING_MS, () => witness.first !== null)
  }
  witness.expect(!isLeaving(), 'trash ends', () => `something is there after ${MONTHS_MAX} months`)
  await comeToRest(world)
  if (witness.first === null) checkRest(world)
}
