import type { Album, AlbumEntry, Asset, BatchId, Hold, Intent } from '@rollcall/protocol'
import { batchesIn, entriesOf, HOLDS, listJournal, planUndo } from '@rollcall/sync'
import type { DeviceNode } from './device-node.ts'
import { createSeededRandom } from './seeded-random.ts'
import type { World } from './world.ts'

/*
 * What people ask of the library itself, on a device, whether it is online or not: as the commands of the agent do it, by queueing
 * mutations on what this device sees.
 */

/** Does one thing that a person does; nothing, where it makes no sense at the moment. */
export type Doing = (world: World, device: DeviceNode, pick: number) => void

/** How often people's tools say which mutations are one deed; otherwise the server finds out. */
const NAMED_DEEDS = 0.5

/** Queues intents on a device that runs, as one deed unless they say themselves to which deed they belong. */
export function doDeed(world: World, device: DeviceNode, intents: readonly Intent[]): void {
  const { state } = device
  if (state === null || intents.length === 0) return
  for (const intent of intents) noteWish(world, intent)
  const random = createSeededRandom(world.seed, `deed/${device.name}/${world.kernel.count}`)
  const isNamed = random.chance(NAMED_DEEDS)
  const batch = isNamed ? { batch: { id: random.hex(16) as BatchId, undoes: null } } : {}
  state.transaction(() => {
    for (const intent of intents) state.replica.queue({ ...batch, ...intent }, null)
  })
  device.engine?.noticeLibrary()
}

/** The assets that a device sees, in order of id. */
export function assetsOf(device: DeviceNode): readonly Asset[] {
  const assets = [...(device.state?.replica.view().assets ?? [])]
  return assets.toSorted((one, other) => (one.id < other.id ? -1 : 1))
}

/** The assets that a device sees in a state. */
export function assetsIn(device: DeviceNode, state: Asset['state']): readonly Asset[] {
  return assetsOf(device).filter((asset) => asset.state === state)
}

/** The albums that a device sees, in order of key. */
export function albumsOf(device: DeviceNode): readonly Album[] {
  const records = [...(device.state?.replica.view().records.all() ?? [])]
  return records
    .filter((record) => record.kind === 'album')
    .toSorted((one, other) => (one.key < other.key ? -1 : 1))
}

/** The entries of an album, as a device sees them, in their order. */
export function entriesIn(device: DeviceNode, album: Album): readonly AlbumEntry[] {
  const records = device.state?.replica.view().records.recordsIn(entriesOf(album.key)) ?? []
  return records.filter((record) => record.kind === 'entry').filter(({ isIn }) => isIn)
}

/** The holds that a device sees and that nobody has answered. */
export function waitingHolds(device: DeviceNode): readonly Hold[] {
  const records = device.state?.replica.view().records.recordsIn(HOLDS) ?? []
  return records.filter((record) => record.kind === 'hold').filter(({ state }) => state === 'waiting')
}

/** Takes back a deed that stands in the journal which a device has, as far as the device can. */
export function undoDeed(world: World, device: DeviceNode, pick: number): void {
  const { state } = device
  if (state === null) return
  const view = state.replica.view()
  const base = [...state.replica.base().values()]
  const idByNo = new Map(base.map(({ no, id }) => [no, id]))
  const assetId = (no: number) => idByNo.get(no) ?? null
  const rows = batchesIn(view.records).map((batch) => ({ batch, isSent: true, assetId }))
  const entry = pickOf(listJournal(rows), pick ** 2)
  if (entry === null) return
  const id = createSeededRandom(world.seed, `undo/${device.name}/${world.kernel.count}`).hex(16) as BatchId
  const plan = planUndo({ ...view.records, asset: view.asset, copyNoOf: () => 0 }, entry, id)
  doDeed(
    world,
    device,
    plan.steps.flatMap(({ intents }) => intents),
  )
}

/** One of `values`, chosen by a number in [0, 1); null when there is none. */
export function pickOf<Value>(values: readonly Value[], pick: number): Value | null {
  return values[Math.floor(pick * values.length)] ?? null
}

/** Another number in [0, 1) that follows from `pick`. */
export function further(pick: number, step: number): number {
  return (pick * (7 + 6 * step)) % 1
}

/** What is asked for may happen. */
function noteWish({ witness }: World, { op, args }: Intent): void {
  if (op === 'trash') witness.trashable.add(args.assetId)
  if (op === 'uniteDuplicates') for (const id of args.duplicates) witness.trashable.add(id)
  if (op === 'restore' || op === 'create') witness.restorable.add(args.assetId)
  if (op === 'deleteForGood') witness.deletable.add(args.assetId)
}
