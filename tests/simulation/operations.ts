import { devicePaths } from '@rollcall/agent'
import { liveHalfOf, photoOf, videoOf } from './contents.ts'
import { ALBUM_DOINGS } from './album-operations.ts'
import type { Doing } from './deeds.ts'
import { doDeed, pickOf, waitingHolds } from './deeds.ts'
import type { DeviceNode } from './device-node.ts'
import { ROOT } from './device-node.ts'
import { DEVICE_DOINGS } from './device-operations.ts'
import { forgo, make } from './forgo.ts'
import { ROOM_DOINGS } from './room-operations.ts'
import type { Operation } from './script.ts'
import { SAID_DOINGS } from './said-operations.ts'
import { createSeededRandom } from './seeded-random.ts'
import { wipeIfSafe } from './wipe-operation.ts'
import type { World } from './world.ts'

/** Names that the cameras of this world give; few, so that they meet. */
const NAMES = 8

/** Folders that people keep photos in; the first is where downloads of this month land. */
const FOLDERS = ['Photos/2026/2026-11', 'Camera', 'Holiday/Norway'] as const

/** Files of a batch: enough for the deletion firewall to look at [R17]. */
const BATCH_FILES = 24

/** How often the watcher of a folder misses a change, which the next whole scan then finds. */
const MISSED_CHANGES = 0.1

/** A watcher tells of the old name first; of the new one, in another folder, a moment later. */
const MOVE_NOTICED_AFTER_MS = 80

/** Does what a person does. Where it makes no sense at the moment, such as deleting out of an empty folder, nothing happens. */
export function doOperation(world: World, { device: number, kind, pick }: Operation): void {
  const device = world.devices[number % world.devices.length]
  if (device === undefined) return
  device.doings++
  DOINGS[kind](world, device, pick)
}

const DOINGS: Readonly<Record<Operation['kind'], Doing>> = {
  add: (world, device, pick) => put(world, device, placeOf(pick), photoOf(world.seed, pick)),
  add_video: (world, device, pick) => put(world, device, `${placeOf(pick)}.mp4`, videoOf(world.seed, pick)),
  add_live_half: (world, device, pick) => {
    const { bytes, isMotion } = liveHalfOf(pick)
    put(world, device, `${placeOf(pick)}.${isMotion ? 'MOV' : 'HEIC'}`, bytes)
  },
  add_copy: (world, device, pick) => {
    const source = pickOf(world.devices, (pick * 7) % 1)
    const path = source === null ? null : pickOf(source.files(), pick)
    if (source !== null && path !== null) put(world, device, placeOf(pick, 'COPY'), source.bytesOf(path))
  },
  add_batch: (world, device, pick) => {
    for (let number = 0; number < BATCH_FILES; number++) {
      put(
        world,
        device,
        `Batch-${Math.floor(pick * 100)}/B_${number}.jpg`,
        photoOf(world.seed, pick + number),
      )
    }
  },
  add_beside_download: (world, device, pick) => {
    const downloads = (device.roll?.entries ?? []).filter(({ item }) => item.standing.kind === 'to_download')
    const path = pickOf(downloads, pick)?.item.path
    if (path !== undefined) put(world, device, path, photoOf(world.seed, pick))
  },
  move: (world, device, pick) => {
    const from = pickOf(device.files(), pick)
    if (from === null) return
    const to = placeOf((pick * 13) % 1, 'MOVED')
    if (to === from || device.disk.bytesAt(`${ROOT}/${to}`) !== null) return
    if (!isWithinReach(device, from) || !isWithinReach(device, to)) return
    device.disk.move(`${ROOT}/${from}`, `${ROOT}/${to}`)
    notice(world, device, pick, pick < 0.5 ? null : [from])
    world.kernel.schedule(device.process, MOVE_NOTICED_AFTER_MS, () => notice(world, device, pick, [to]))
  },
  edit: (world, device, pick) => {
    const path = pickOf(device.files(), pick)
    if (path !== null) put(world, device, path, photoOf(world.seed, pick))
  },
  delete: (world, device, pick) => {
    const path = pickOf(device.files(), pick)
    if (path !== null) remove(world, device, path, pick)
  },
  delete_all: (world, device, pick) => {
    for (const path of device.files()) remove(world, device, path, pick)
  },
  put_back: (world, device, pick) => {
    const { trash } = devicePaths(ROOT)
    const path = pickOf(device.disk.filesBelow(trash), pick)
    if (path !== null)
      put(world, device, placeOf(pick, 'BACK'), device.disk.bytesAt(path) ?? new Uint8Array(0))
  },
  ...SAID_DOINGS,
  ...ALBUM_DOINGS,
  ...DEVICE_DOINGS,
  ...ROOM_DOINGS,
  pause: (_world, device) => setPaused(device, true),
  resume: (_world, device) => setPaused(device, false),
  wipe: wipeIfSafe,
  answer_held: (_world, device, pick) => answerHeld(device, pick < 0.5 ? 'delete' : 'restore'),
}

/** Lets the engine go on, or stops it from moving anything. */
function setPaused(device: DeviceNode, paused: boolean): void {
  const { state } = device
  if (state === null) return
  const setting = { name: 'pausedUntil', value: paused ? 'resumed' : null } as const
  const args = { deviceId: state.deviceId, setting }
  state.transaction(() => state.replica.queue({ op: 'setDeviceSetting', args }, null))
  device.engine?.noticeLibrary()
}

/** Says what is to become of held deletions, if there are any. */
export function answerHeld(device: DeviceNode, answer: 'delete' | 'restore'): void {
  const { state } = device
  const held = device.roll?.entries.filter(({ item }) => item.standing.kind === 'held') ?? []
  if (state === null || held.length === 0) return
  const paths = held.map(({ item }) => item.path)
  state.transaction(() => state.values.put('held_answer', { answer, paths }))
  device.engine?.noticeLibrary()
}

/** Answers what the library holds, as this device sees it. */
export function answerHolds(world: World, device: DeviceNode, answer: 'release' | 'undo'): void {
  const holds = waitingHolds(device)
  doDeed(
    world,
    device,
    holds.map(({ key }) => ({ op: 'answerHold', args: { holdId: key, answer } })),
  )
}

function put(world: World, device: DeviceNode, path: string, bytes: Uint8Array): void {
  if (!isWithinReach(device, path)) return
  const whole = `${ROOT}/${path}`
  const before = device.disk.bytesAt(whole)
  if (before !== null) forgo(world, before)
  make(world, bytes)
  device.disk.put(whole, bytes)
  notice(world, device, world.kernel.now, [path])
}

function remove(world: World, device: DeviceNode, path: string, pick: number): void {
  if (!isWithinReach(device, path)) return
  forgo(world, device.bytesOf(path))
  device.disk.take(`${ROOT}/${path}`)
  notice(world, device, pick, [path])
}

/** A disk that is broken or not there is so for people too. */
function isWithinReach({ disk }: DeviceNode, path: string): boolean {
  const { brokenBelow, hiddenBelow } = disk.faults
  return [brokenBelow, hiddenBelow].every(
    (below) => below === null || !`${ROOT}/${path}`.startsWith(`${below}/`),
  )
}

function notice(world: World, device: DeviceNode, pick: number, paths: readonly string[] | null): void {
  const random = createSeededRandom(world.seed, `notice/${device.name}/${pick}`)
  if (!random.chance(MISSED_CHANGES)) device.engine?.noticeFiles(paths)
}

function placeOf(pick: number, stem = 'IMG'): string {
  const folder = FOLDERS[Math.floor(pick * FOLDERS.length)] ?? FOLDERS[0]
  return `${folder}/${stem}_${1 + (Math.floor(pick * 1_000) % NAMES)}.jpg`
}
