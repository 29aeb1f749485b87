import type { Asset, AssetId, ClientId } from '@rollcall/protocol'
import { BATCHES_KEPT } from '@rollcall/protocol'
import type { RecordsBelow, Replica } from '@rollcall/sync'
import { HOLDS, isHolding, overlayOf } from '@rollcall/sync'
import type { AdoptedRows } from './base-store.ts'
import { createBaseStore } from './base-store.ts'
import type { OutboxStore, OutboxWorld } from './outbox-store.ts'
import { createOutboxStore } from './outbox-store.ts'

/** The replica of a folder device, in its database, with the base held in memory by the process that syncs. */
export interface ReplicaStore extends Replica, Pick<OutboxStore, 'queue' | 'outboxLength' | 'mutations'> {
  readonly base: () => ReadonlyMap<AssetId, Asset>
  readonly baseRecords: () => RecordsBelow
  readonly view: () => ReplicaView
  /** The last change of the library that this process has in sight; what it queues is said in sight of no later one. */
  readonly sightSeq: () => number
  readonly asset: (id: AssetId) => Asset | null
  /** Forgets what is held in memory, after a transaction that failed. */
  readonly reload: () => void
}

/**
 * base ⊕ outbox. `unconfirmed` are the assets that only the outbox holds, or holds as live: the library may yet refuse to bring back what
 * was deleted.
 */
export interface ReplicaView {
  readonly assets: Iterable<Asset>
  readonly asset: (id: AssetId) => Asset | null
  readonly records: RecordsBelow
  readonly unconfirmed: ReadonlySet<AssetId>
  /** Assets that this client wanted gone and that the library holds until somebody answers [R17]. */
  readonly heldAssets: ReadonlySet<AssetId>
}

/**
 * Opens the replica of a device. `deviceName` stands in what this device does until the server says so; of the journal it keeps the newest
 * `batchesKept` rows, as the server does.
 */
export function createReplicaStore(
  world: Omit<OutboxWorld, 'sightSeq'> & { readonly deviceName: string; readonly batchesKept?: number },
): ReplicaStore {
  const { database, values, transaction, batchesKept = BATCHES_KEPT } = world
  const base = createBaseStore(database, () => values.get('cursor'), batchesKept)
  const { clientId, trim, beginAnew, ...outbox } = createOutboxStore({ ...world, sightSeq })

  /** A base of an epoch that is over stands for nothing. */
  function sightSeq(): number {
    const sight = base.sight()
    return sight !== null && sight.epoch === values.get('cursor')?.epoch ? sight.seq : 0
  }

  /** Moves staged rows to the base, with everything that must move with them. */
  function adoptStaged(...[to, lastMutation]: Parameters<Replica['adopt']>): AdoptedRows {
    const adopted = base.adopt(values.get('staging')?.fresh ?? false)
    trim(lastMutation)
    // What was queued since the old epoch was refused stands for itself too, and a base that began in this one shows nothing of an older.
    if (values.get('cursor')?.epoch !== to.epoch) beginAnew()
    values.put('cursor', to)
    values.put('staging', null)
    return adopted
  }

  return {
    ...outbox,
    sightSeq,
    base: base.assets,
    baseRecords: base.records,
    asset: (id) => base.assets().get(id) ?? null,
    view: () => {
      const assets = base.assets()
      const context = { clientId: clientId(), deviceName: world.deviceName, now: world.clock.now() }
      const below = { ...base.records(), asset: (id: AssetId) => assets.get(id) ?? null }
      const overlay = overlayOf(below, outbox.mutations(), context)
      const isUnconfirmed = ({ id, state }: Asset) =>
        !assets.has(id) || (state === 'live' && assets.get(id)?.state !== 'live')
      const unconfirmed = new Set([...overlay.assets.values()].filter(isUnconfirmed).map(({ id }) => id))
      return {
        assets: merge(assets, overlay.assets),
        asset: (id) => overlay.assets.get(id) ?? below.asset(id),
        records: overlay.records,
        unconfirmed,
        heldAssets: heldFor(clientId(), overlay.records),
      }
    },
    reload: base.reload,
    cursor: async () => values.get('cursor'),
    stage: async (page, { first, fresh }) =>
      transaction(() => {
        if (first) {
          base.dropStaged()
          values.put('staging', { fresh })
        }
        base.stage(page.changes)
      }),
    adopt: async (to, lastMutation) =>
      base.show(
        transaction(() => adoptStaged(to, lastMutation)),
        to,
      ),
  }
}

function heldFor(clientId: ClientId, records: RecordsBelow): ReadonlySet<AssetId> {
  const waiting = records
    .recordsIn(HOLDS)
    .flatMap((record) => (record.kind === 'hold' && isHolding(record) ? [record] : []))
  return new Set(waiting.filter((hold) => hold.clientId === clientId).flatMap(({ assetIds }) => assetIds))
}

function* merge(base: ReadonlyMap<AssetId, Asset>, overlay: ReadonlyMap<AssetId, Asset>): Iterable<Asset> {
  for (const [id, asset] of base) yield overlay.get(id) ?? asset
  for (const [id, asset] of overlay) if (!base.has(id)) yield asset
}
