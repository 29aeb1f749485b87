import type { Asset, AssetId } from '@rollcall/protocol'
import type { Replica } from '@rollcall/sync'
import { overlayOf } from '@rollcall/sync'
import type { OutboxStore, OutboxWorld } from './outbox-store.ts'
import { createOutboxStore } from './outbox-store.ts'

/** The replica of a folder device, in its database, with the base held in memory by the process that syncs. */
export interface ReplicaStore extends Replica, Pick<OutboxStore, 'queue' | 'outboxLength'> {
  readonly base: () => ReadonlyMap<AssetId, Asset>
  /** base ⊕ outbox. `unconfirmed` are the assets that only the outbox holds. */
  readonly view: () => { readonly assets: Iterable<Asset>; readonly unconfirmed: ReadonlySet<AssetId> }
  readonly asset: (id: AssetId) => Asset | null
  /** Forgets what is held in memory, after a transaction that failed. */
  readonly reload: () => void
}

/** Opens the replica of a device. `deviceName` stands in what this device does until the server says so. */
export function createReplicaStore(world: OutboxWorld & { readonly deviceName: string }): ReplicaStore {
  const { database, values, transaction } = world
  const { clientId, mutations, trim, ...outbox } = createOutboxStore(world)
  let loaded: Map<AssetId, Asset> | null = null

  function base(): Map<AssetId, Asset> {
    loaded ??= new Map(readAssets('base_asset').map((asset) => [asset.id, asset]))
    return loaded
  }

  function readAssets(table: 'base_asset' | 'staged_asset'): Asset[] {
    return database
      .prepare(`SELECT body FROM ${table}`)
      .all()
      .map((row) => JSON.parse(String(row['body'])))
  }

  /** Moves staged rows to the base, with everything that must move with them. Answers the rows. */
  function adoptStaged(...[to, lastMutation]: Parameters<Replica['adopt']>): {
    fresh: boolean
    staged: Asset[]
  } {
    const fresh = values.get('staging')?.fresh ?? false
    const staged = readAssets('staged_asset')
    if (fresh) database.prepare('DELETE FROM base_asset').run()
    database.exec('INSERT OR REPLACE INTO base_asset SELECT asset_id, seq, body FROM staged_asset')
    database.prepare('DELETE FROM staged_asset').run()
    trim(lastMutation)
    values.put('cursor', to)
    values.put('staging', null)
    return { fresh, staged }
  }

  return {
    ...outbox,
    base,
    asset: (id) => base().get(id) ?? null,
    view: () => {
      const assets = base()
      const context = { clientId: clientId(), deviceName: world.deviceName, now: world.clock.now() }
      const overlay = overlayOf((id) => assets.get(id) ?? null, mutations(), context)
      const unconfirmed = new Set([...overlay.keys()].filter((id) => !assets.has(id)))
      return { assets: merge(assets, overlay), unconfirmed }
    },
    reload: () => {
      loaded = null
    },
    cursor: async () => values.get('cursor'),
    stage: async (page, { first, fresh }) =>
      transaction(() => {
        if (first) {
          database.prepare('DELETE FROM staged_asset').run()
          values.put('staging', { fresh })
        }
        const put = database.prepare(
          'INSERT OR REPLACE INTO staged_asset (asset_id, seq, body) VALUES (?, ?, ?)',
        )
        for (const { asset } of page.changes) put.run(asset.id, asset.seq, JSON.stringify(asset))
      }),
    adopt: async (to, lastMutation) => {
      const { fresh, staged } = transaction(() => adoptStaged(to, lastMutation))
      if (fresh) loaded?.clear()
      for (const asset of staged) loaded?.set(asset.id, asset)
    },
  }
}

function* merge(base: ReadonlyMap<AssetId, Asset>, overlay: ReadonlyMap<AssetId, Asset>): Iterable<Asset> {
  for (const [id, asset] of base) yield overlay.get(id) ?? asset
  for (const [id, asset] of overlay) if (!base.has(id)) yield asset
}
