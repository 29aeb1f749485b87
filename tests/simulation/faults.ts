import { formatCursor } from '@rollcall/protocol'
import type { DeviceNode } from './device-node.ts'
import { ROOT } from './device-node.ts'
import type { Fault } from './script.ts'
import type { SeededRandom } from './seeded-random.ts'
import { createSeededRandom } from './seeded-random.ts'
import { weatherOf } from './sim-network.ts'
import type { World } from './world.ts'

/** How long a process stays dead, milliseconds. */
const DEAD_MAX_MS = 8_000

/** How much a filling disk still takes, and how small a quota gets, bytes. */
const BYTES_LEFT_MAX = 2_000
const QUOTA_MAX = 5_000

/** Longer than anything is kept in the trash. */
const MONTH_MS = 31 * 24 * 3600 * 1000

/** Longer than a lease holds, and than a server trusts what it has read for one. */
const HOURS_MS = 3 * 3600 * 1000

/** What a server that nobody can reach any more has begun to answer is done after so long. */
const UNDER_WAY_MAX_MS = 500

/** How often rot is looked for, and so found, before long. */
const FOUND_OUT = 0.7

/** A year, milliseconds: wall clocks of phones with empty batteries are wrong by as much. */
const YEAR_MS = 365 * 24 * 3600 * 1000

/** What cannot be read for a while: a part of the folder, or all of it. */
const BROKEN_FOLDERS = [`${ROOT}/Camera`, `${ROOT}/Photos`, `${ROOT}/Photos/2026/2026-11`, ROOT] as const

/** Devices of a world, with clones. */
const DEVICES_MAX = 4

/** Makes something go wrong, and mends it after its time. */
export function doFault(world: World, fault: Fault): void {
  if (fault.device === null) doServerFault(world, fault)
  else {
    const device = world.devices[fault.device % world.devices.length]
    if (device !== undefined) doDeviceFault(world, device, fault)
  }
}

/** Mends everything that can be mended, and lets everybody run. */
export async function heal(world: World): Promise<void> {
  const { server } = world
  Object.assign(server.disk.faults, {
    syncFailures: 0,
    bytesLeft: null,
    brokenBelow: null,
    hiddenBelow: null,
  })
  void server.start()
  for (const device of world.devices) {
    Object.assign(device.disk.faults, {
      syncFailures: 0,
      bytesLeft: null,
      brokenBelow: null,
      hiddenBelow: null,
    })
    device.network.weather = 0
    device.network.faults = weatherOf(0)
    device.start()
  }
  await server.store.write(world.libraryId, (writer) => writer.setQuota(null))
}

function doServerFault(world: World, { kind, pick, lasts, at }: Fault): void {
  const { server, kernel } = world
  const { faults } = server.disk
  const random = createSeededRandom(world.seed, `fault/${at}/${pick}`)
  switch (kind) {
    case 'crash':
    case 'power_cut':
      return stopServer(world, kind === 'power_cut', random.between(0, DEAD_MAX_MS), async () => undefined)
    case 'sync_fails':
      faults.syncFailures += 1 + random.below(2)
      return
    case 'disk_full':
      faults.bytesLeft = random.below(BYTES_LEFT_MAX)
      kernel.schedule(null, lasts, () => (faults.bytesLeft = null))
      return
    case 'rot':
      rotBlob(world, pick)
      if (random.chance(FOUND_OUT)) kernel.schedule(null, lasts, () => verifyLibrary(world))
      return
    case 'verify':
      return verifyLibrary(world)
    case 'visit':
      return ask(world, new Request(`${libraryUrl(world)}/bootstrap`, { headers: ownHeaders(world) }))
    case 'quota':
      return setQuota(world, random.below(QUOTA_MAX))
    case 'month_passes':
      return passTime(world, MONTH_MS)
    case 'hours_pass':
      return passTime(world, HOURS_MS)
    case 'restore_backup':
      if (world.isAnyWiped) return
      return stopServer(world, false, random.between(0, DEAD_MAX_MS), async () => {
        const first = pick < 0.5 ? null : questionOfNewest(world)
        if (await server.restoreBackup(world.libraryId, first)) world.witness.mayFork = true
      })
    default:
      return
  }
}

function stopServer(world: World, power: boolean, downMs: number, meanwhile: () => Promise<void>): void {
  const { server, kernel } = world
  if (!server.isUp) return
  server.crash(power)
  for (const device of world.devices) device.network.breakAll()
  server.checkRows()
  const comeBack = async () => {
    await meanwhile()
    await kernel.sleep(null, downMs)
    await server.start()
  }
  void comeBack()
}

/**
 * What the device that has seen the most would ask first; null while one is down, for it may have seen more. Restored
 * behind everybody's back, a library is only noticed to be older as long as nobody has written to it.
 */
function questionOfNewest(world: World): Request | null {
  const cursors = world.devices.map((device) => device.state?.values.get('cursor') ?? null)
  const newest = cursors.reduce((one, other) =>
    one === null || other === null || one.seq < other.seq ? other : one,
  )
  if (newest === null || cursors.includes(null)) return null
  return new Request(`${libraryUrl(world)}/changes?cursor=${formatCursor(newest)}`, {
    headers: ownHeaders(world),
  })
}

/** A month in which everybody's devices are off, and nothing is on its way. */
export function passMonth(world: World): void {
  passTime(world, MONTH_MS)
}

function passTime(world: World, milliseconds: number): void {
  const { kernel, devices } = world
  if (world.isMonthPassing) return
  world.isMonthPassing = true
  for (const { network } of devices) {
    network.isOff = true
    network.breakAll()
  }
  kernel.schedule(null, UNDER_WAY_MAX_MS, () => {
    kernel.skip(milliseconds)
    world.isMonthPassing = false
    for (const { network } of devices) network.isOff = false
  })
}

function rotBlob(world: World, pick: number): void {
  const { server, witness } = world
  const durable = [...server.history.blobs.values()].filter(({ state }) => state === 'durable')
  const blob = durable[Math.floor(pick * durable.length)]
  if (blob === undefined || !server.disk.rot(server.pathOf(blob.sha256))) return
  witness.spoilt.add(blob.sha256)
  witness.rottenAt.set(blob.sha256, world.kernel.time)
}

/** The owner asks for everything to be read again. */
function verifyLibrary(world: World): void {
  const headers = ownHeaders(world)
  ask(world, new Request(`${libraryUrl(world)}/verify`, { method: 'POST', headers }))
}

/** A request of somebody who is not a device of this world, such as a browser. */
function ask(world: World, request: Request): void {
  const { answer } = world.server.door
  if (answer === null) return
  answer(request, { incoming: jsonBody() })
    .then((response) => response.text())
    .catch(() => undefined)
}

function libraryUrl({ libraryId }: World): string {
  return `http://server.test/api/v1/libraries/${libraryId}`
}

function ownHeaders({ devices }: World): Record<string, string> {
  return { authorization: `Bearer ${devices[0]?.session.token ?? ''}` }
}

async function* jsonBody(): AsyncGenerator<Uint8Array, void> {
  yield new TextEncoder().encode('{}')
}

/** The operator gives the library less room than people may want, or again as much as they like. */
function setQuota(world: World, bytes: number): void {
  const quota = bytes % 3 === 0 ? null : world.server.history.library.usedBytes + bytes
  void world.server.store.write(world.libraryId, (writer) => writer.setQuota(quota))
}

function doDeviceFault(world: World, device: DeviceNode, { kind, pick, lasts, at }: Fault): void {
  const { kernel } = world
  const { faults } = device.disk
  const random = createSeededRandom(world.seed, `fault/${at}/${pick}`)
  const later = (act: () => void) => void kernel.schedule(null, lasts, act)
  switch (kind) {
    case 'crash':
    case 'power_cut':
      device.crash(kind === 'power_cut')
      kernel.schedule(null, random.between(0, DEAD_MAX_MS), () => device.start())
      return
    case 'partition':
      goAway(device)
      return later(() => (device.network.faults.isPartitioned = false))
    case 'bad_network':
      Object.assign(device.network.faults, badNetwork(random.fraction(), random.fraction()))
      return later(() => {
        const { isPartitioned } = device.network.faults
        device.network.faults = { ...weatherOf(device.network.weather), isPartitioned }
      })
    case 'sync_fails':
      faults.syncFailures += 1 + random.below(2)
      return
    case 'disk_full':
      faults.bytesLeft = random.below(BYTES_LEFT_MAX)
      return later(() => (faults.bytesLeft = null))
    case 'unreadable_folder':
      faults.brokenBelow = BROKEN_FOLDERS[Math.floor(pick * BROKEN_FOLDERS.length)] ?? ROOT
      device.engine?.noticeFiles(null)
      return later(() => (faults.brokenBelow = null))
    case 'folder_gone':
      faults.hiddenBelow = ROOT
      device.engine?.noticeFiles(null)
      return later(() => (faults.hiddenBelow = null))
    case 'clock_jump':
      return setClockWhileAway(world, device, lasts, clockJump(random))
    case 'clone':
      return cloneDevice(world, device)
    default:
      return
  }
}

/** A clock is mostly set when a device comes back to a network after a while. */
function setClockWhileAway({ kernel }: World, device: DeviceNode, lasts: number, jump: number): void {
  goAway(device)
  kernel.schedule(null, lasts / 2, () => device.jumpClock(jump))
  kernel.schedule(null, lasts, () => (device.network.faults.isPartitioned = false))
}

function clockJump(random: SeededRandom): number {
  return (random.chance(0.5) ? 1 : -1) * random.between(1_000, 3 * YEAR_MS)
}

function goAway({ network }: DeviceNode): void {
  network.faults.isPartitioned = true
  network.breakAll()
}

/** One kind of trouble at a time, mostly, and sometimes all of them. */
function badNetwork(which: number, howBad: number) {
  const kinds = [
    'dropRequest',
    'dropAnswer',
    'cutRequest',
    'cutAnswer',
    'duplicate',
    'repeat',
    'flip',
  ] as const
  const only = kinds[Math.floor(which * (kinds.length + 2))]
  return Object.fromEntries(kinds.map((kind) => [kind, only === undefined || only === kind ? howBad / 2 : 0]))
}

function cloneDevice(world: World, device: DeviceNode): void {
  if (world.devices.length >= DEVICES_MAX || world.witness.mayFork) return
  world.witness.mayFork = true
  const clone = world.newDevice(`clone-of-${device.name}`)
  clone.cloneFrom(device)
  clone.start()
}
