import { devicePaths } from '@rollcall/agent'
import type { Asset, Resource } from '@rollcall/protocol'
import type { DeviceNode } from './device-node.ts'
import { ROOT } from './device-node.ts'
import { checkRoom, isAskedTooMuch, isComing, isLeaving } from './check-room.ts'
import { wakeUp } from './device-operations.ts'
import { answerHeld, answerHolds } from './operations.ts'
import { differenceOf } from './difference-of.ts'
import { createSeededRandom } from './seeded-random.ts'
import { checkRecords } from './watch-state.ts'
import type { Witness } from './witness.ts'
import { sumOf } from './witness.ts'
import type { World } from './world.ts'

/** A healed world must come to rest within so much virtual time: whole scans are every 10 minutes, waits 5 at most. */
const REST_MAX_MS = 40 * 60 * 1000

/** How often one looks whether it has: soon at first, then ever later. */
const LOOK_EVERY_MS = 2_000
const LOOK_LATER_BY = 1.25

/** Rolls that must follow each other unchanged. */
const CALM_LOOKS = 2

/** Lets a healed world run until nothing is left to do. Reports when that never happens. */
export async function comeToRest(world: World): Promise<void> {
  const { kernel, witness } = world
  const random = createSeededRandom(world.seed, 'answers')
  for (const device of world.devices) {
    wakeUp(device)
    device.engine?.noticeFiles(null)
  }
  const until = kernel.now + REST_MAX_MS
  let wait = LOOK_EVERY_MS
  let calmLooks = 0
  while (calmLooks < CALM_LOOKS) {
    const ticks = world.devices.map(({ ticks }) => ticks)
    // What only the server is still to do needs nobody to look.
    const isServersTurn =
      firstUnread(world) !== null && world.devices.every((device) => isUpToDate(world, device))
    for (const device of isServersTurn ? [] : world.devices) {
      wakeUp(device)
      answerHeld(device, random.chance(0.5) ? 'delete' : 'restore')
      answerHolds(world, device, random.chance(0.5) ? 'release' : 'undo')
      device.engine?.noticeLibrary()
      // What came to lie in a folder while nobody looked is to be counted too.
      if (calmLooks === CALM_LOOKS - 1) device.engine?.noticeFiles(null)
    }
    await giveRoom(world)
    await kernel.run(kernel.now + wait, () => witness.first !== null)
    wait *= LOOK_LATER_BY
    if (witness.first !== null) return
    if (kernel.now > until) {
      const first = world.devices.find((device) => !isCalm(world, device))
      return witness.report(
        'outbox drains',
        `the healed world does not come to rest: ${describe(world, first)}`,
      )
    }
    const isTicked = world.devices.every((device, index) => device.ticks > (ticks[index] ?? 0))
    calmLooks = isTicked && world.devices.every((device) => isCalm(world, device)) ? calmLooks + 1 : 0
  }
}

/** Somebody who had chosen a small plan takes a larger one. */
async function giveRoom({ server, libraryId }: World): Promise<void> {
  if (server.history.library.quotaBytes === null) return
  await server.store.write(libraryId, (writer) => writer.setQuota(null))
}

/** Checks everything that must be so when nothing is left to do. */
export function checkRest(world: World): void {
  const { witness, server } = world
  server.checkRows()
  for (const device of world.devices) {
    checkDevice(world, device)
    checkRoom(world, device)
  }
  checkUsage(world)
  checkHalves(world)
  checkCommands(world)
  checkReleases(world)
  checkNothingLost(world)
  for (const sha256 of witness.promised) {
    const isKept = witness.spoilt.has(sha256) || server.hasDurable(sha256)
    witness.expect(
      isKept,
      'promised bytes are durable',
      () => `${sha256.slice(0, 8)} was promised and is gone`,
    )
  }
}

/** Checks a device that was linked only now: it must have everything, byte for byte. */
export function checkFresh(world: World, device: DeviceNode): void {
  const { witness, server } = world
  const here = new Set(device.files().map((path) => sumOf(device.bytesOf(path))))
  for (const asset of server.history.assets.values()) {
    if (asset.state !== 'live') continue
    for (const { sha256, state } of asset.resources) {
      const isHere = here.has(sha256) || state === 'lost' || witness.spoilt.has(sha256)
      witness.expect(isHere, 'replicas agree', () => `a new device did not get ${sha256.slice(0, 8)}`)
    }
  }
}

function isCalm(world: World, device: DeviceNode): boolean {
  return firstUnread(world) === null && isUpToDate(world, device)
}

/** Whether a device has nothing to do and stands at the head of the feed. */
function isUpToDate({ server, witness }: World, device: DeviceNode): boolean {
  const { roll, state } = device
  if (roll === null || state === null || state.replica.outboxLength() > 0) return false
  const cursor = state.values.get('cursor')
  const { epoch, headSeq } = server.history.library
  if (cursor?.epoch !== epoch || cursor.seq !== headSeq) return false
  return roll.entries.every((entry) => {
    const { item, decision } = entry
    if (isLeaving(entry, { witness }) || isComing(entry, { witness })) return false
    const isOpen =
      decision.state === 'inProgress' || decision.state === 'waiting' || decision.state === 'blocked'
    // What somebody has made of a smaller version waits for somebody, and so does what was asked for and does not fit.
    const isTheirs = item.standing.kind === 'preview' || isAskedTooMuch(entry, device)
    return !isOpen || isTheirs || (item.sha256 !== null && witness.spoilt.has(item.sha256))
  })
}

/** A file that the server could have looked into and has not; null when it has seen them all. */
function firstUnread({ server, witness }: Pick<World, 'server' | 'witness'>): Resource | null {
  for (const { state, resources, purgedAt } of server.history.assets.values()) {
    if (state === 'merged' || purgedAt !== undefined) continue
    for (const resource of resources) {
      const isUnread = resource.derivatives === undefined && resource.state === 'present'
      if (isUnread && !witness.spoilt.has(resource.sha256)) return resource
    }
  }
  return null
}

/** Nothing waits that a device of this world was to do. */
function checkCommands({ witness, server, devices }: World): void {
  const known = new Set<string>(['server', ...devices.map(({ session }) => session.deviceId)])
  for (const record of server.history.records.values()) {
    const isOpen = record.kind === 'command' && record.state === 'waiting' && known.has(record.target)
    witness.expect(!isOpen, 'commands are answered', () => `${record.key} waits`)
  }
}

/** What was released has gone, but for what was said of later than the hold. */
function checkReleases({ witness, server }: World): void {
  const { assets, records } = server.history
  for (const record of records.values()) {
    const heldSeq = record.kind === 'hold' ? witness.heldSeqs.get(record.key) : undefined
    if (record.kind !== 'hold' || record.state !== 'released' || heldSeq === undefined) continue
    const isLeft = (asset: Asset | undefined) =>
      asset?.state === 'live' && (asset.edits.state?.seq ?? 0) <= heldSeq && (asset.mergedSeq ?? 0) <= heldSeq
    const left = record.assetIds.find((id) => isLeft(assets.get(id)))
    const isDone = record.release === undefined && left === undefined
    witness.expect(isDone, 'a release comes to its end', () => `${record.key} has not come to ${left}`)
  }
}

/** The halves of a Live Photo that are both there, and that nobody deleted, are one. */
function checkHalves({ witness, server }: World): void {
  const idByContent = new Map<string, string>()
  for (const { id, state, media } of server.history.assets.values()) {
    if (state !== 'live' || media === undefined || media.contentId === null) continue
    const other = idByContent.get(media.contentId)
    witness.expect(other === undefined, 'halves are one', () => `${id} and ${other} are halves of one`)
    idByContent.set(media.contentId, id)
  }
}

function describe(world: World, device: DeviceNode | undefined): string {
  if (device === undefined) return 'no rolls are called any more'
  const { state, roll, name } = device
  const open = roll?.entries.filter(
    ({ decision }) => !['safe', 'excluded', 'deleted'].includes(decision.state),
  )
  const items = open?.slice(0, 3).map(({ item, decision }) => `${item.path}: ${decision.because[0].code}`)
  const cursor = JSON.stringify(state?.values.get('cursor') ?? null)
  const { epoch, headSeq } = world.server.history.library
  const server = JSON.stringify(state?.values.get('server'))
  const unread = firstUnread(world)
  if (unread !== null) return `${unread.sha256.slice(0, 8)} was never looked into`
  return `${name} outbox ${state?.replica.outboxLength()}, cursor ${cursor} of ${epoch}.${headSeq}, ${server}, ${JSON.stringify(items)}`
}

/** What is set aside lies under the name of its bytes: what a program saved at that moment was put back. */
function checkAside({ disk, name }: DeviceNode, witness: Witness): void {
  const { trash } = devicePaths(ROOT)
  for (const path of disk.filesBelow(trash)) {
    const isItself = path === `${trash}/${sumOf(disk.bytesAt(path) ?? new Uint8Array(0))}`
    witness.expect(isItself, 'files are left alone', () => `${name} set other bytes aside as ${path}`)
  }
}

function checkDevice({ witness, server }: World, device: DeviceNode): void {
  const { state, roll, name, tally } = device
  if (state === null || roll === null) return
  const difference = differenceOf(server.history.assets, state.replica.base())
  witness.expect(difference === null, 'replicas agree', () => `${name} at rest: ${difference}`)
  checkRecords(server.history.records, state.replica, `${name} at rest`, witness)
  checkAside(device, witness)
  const isAnswered = tally.queued === tally.settled
  witness.expect(
    isAnswered,
    'outbox drains',
    () => `${name} queued ${tally.queued} mutations, and ${tally.settled} were answered`,
  )
  const left = state.replica.mutations()
  witness.expect(
    left.length === 0,
    'outbox drains',
    () => `${name} has ${left[0]?.op} decided, and nobody shows it`,
  )
  const lines = new Map<string, number>()
  for (const { item } of roll.entries) lines.set(item.key, (lines.get(item.key) ?? 0) + 1)
  for (const path of device.files()) {
    witness.expect(
      lines.get(path) === 1,
      'accounting closes',
      () => `${name} counts ${path} ${lines.get(path) ?? 0} times`,
    )
  }
  const counted = new Set(roll.entries.map(({ item }) => item.sha256))
  for (const asset of server.history.assets.values()) {
    const isCounted = asset.resources.every(({ sha256 }) => counted.has(sha256))
    witness.expect(isCounted, 'accounting closes', () => `${name} does not count asset ${asset.id}`)
  }
}

function checkUsage({ witness, server }: World): void {
  const { usedBytes } = server.history.library
  const durable = [...server.history.blobs.values()].filter(({ state }) => state === 'durable')
  const sum = durable.reduce(
    (bytes, { sha256 }) => bytes + (server.disk.bytesAt(server.pathOf(sha256))?.length ?? 0),
    0,
  )
  witness.expect(sum === usedBytes, 'usage adds up', () => `${usedBytes} bytes charged for ${sum}`)
}

/** Every original that an engine ever saw is somewhere, unless a person removed it before the server had it. */
function checkNothingLost({ witness, server, devices }: World): void {
  const there = new Set<string>()
  for (const device of devices) {
    for (const path of device.disk.filesBelow(''))
      there.add(sumOf(device.disk.bytesAt(path) ?? new Uint8Array(0)))
  }
  for (const sha256 of witness.seen) {
    const isThere = there.has(sha256) || server.hasDurable(sha256)
    const isRemoved =
      witness.purged.has(sha256) || (witness.removed.has(sha256) && !witness.promised.has(sha256))
    const holds = isThere || isRemoved || witness.spoilt.has(sha256)
    witness.expect(holds, 'no original is lost', () => `${sha256.slice(0, 8)} is nowhere any more`)
  }
}
