import type { Asset, AssetId, LibraryRecord } from '@rollcall/protocol'
import type { RecordIndex, RecordsBelow, Replica } from '@rollcall/sync'
import { createRecordIndex, overlayOf } from '@rollcall/sync'
import type { OutboxStore, OutboxWorld } from './outbox-store.ts'
import { createOutboxStore } from './outbox-store.ts'

/** The replica of a folder device, in its database, with the base held in memory by the process that syncs. */
export interface ReplicaStore extends Replica, Pick<OutboxStore, 'queue' | 'outboxLength' | 'mutations'> {
  readonly base: () => ReadonlyMap<AssetId, Asset>
  readonly baseRecords: () => RecordsBelow
  readonly view: () => ReplicaView
  readonly asset: (id: AssetId) => Asset | null
  /** Forgets what is held in memory, after a transaction that failed. */
  readonly reload: () => void
}

/** base ⊕ outbox. `unconfirmed` are the assets that only the outbox holds. */
export interface ReplicaView {
  readonly assets: Iterable<Asset>
  readonly asset: (id: AssetId) => Asset | null
  readonly records: RecordsBelow
  readonly unconfirmed: ReadonlySet<AssetId>
}

/** Opens the replica of a device. `deviceName` stands in what this device does until the server says so. */
export function createReplicaStore(world: OutboxWorld & { readonly deviceName: string }): ReplicaStore {
  const { database, values, transaction } = world
  const { clientId, trim, ...outbox } = createOutboxStore(world)
  let loaded: Map<AssetId, Asset> | null = null
  let records: RecordIndex | null = null

  function base(): Map<AssetId, Asset> {
    loaded ??= new Map(readAssets('base_asset').map((asset) => [asset.id, asset]))
    return loaded
  }

  function baseRecords(): RecordIndex {
    records ??= createRecordIndex(readRecords('base_record'))
    return records
  }

  function readAssets(table: 'base_asset' | 'staged_asset'): Asset[] {
    return readBodies(table) as Asset[]
  }

  function readRecords(table: 'base_record' | 'staged_record'): LibraryRecord[] {
    return readBodies(table) as LibraryRecord[]
  }

  function readBodies(table: string): unknown[] {
    return database
      .prepare(`SELECT body FROM ${table}`)
      .all()
      .map((row) => JSON.parse(String(row['body'])))
  }

  function dropStaged(): void {
    database.prepare('DELETE FROM staged_asset').run()
    database.prepare('DELETE FROM staged_record').run()
  }

  /** Moves staged rows to the base, with everything that must move with them. Answers the rows. */
  function adoptStaged(...[to, lastMutation]: Parameters<Replica['adopt']>): Staged {
    const fresh = values.get('staging')?.fresh ?? false
    const staged = { fresh, assets: readAssets('staged_asset'), records: readRecords('staged_record') }
    if (fresh) {
      database.prepare('DELETE FROM base_asset').run()
      database.prepare('DELETE FROM base_record').run()
    }
    database.exec('INSERT OR REPLACE INTO base_asset SELECT asset_id, seq, body FROM staged_asset')
    database.exec('INSERT OR REPLACE INTO base_record SELECT kind, key, seq, body FROM staged_record')
    dropStaged()
    trim(lastMutation)
    values.put('cursor', to)
    values.put('staging', null)
    return staged
  }

  function showStaged({ fresh, assets, records: changed }: Staged): void {
    if (fresh) loaded?.clear()
    for (const asset of assets) loaded?.set(asset.id, asset)
    if (fresh) records = null
    else for (const record of changed) records?.putRecord(record)
  }

  return {
    ...outbox,
    base,
    baseRecords,
    asset: (id) => base().get(id) ?? null,
    view: () => {
      const assets = base()
      const context = { clientId: clientId(), deviceName: world.deviceName, now: world.clock.now() }
      const below = { ...baseRecords(), asset: (id: AssetId) => assets.get(id) ?? null }
      const overlay = overlayOf(below, outbox.mutations(), context)
      const unconfirmed = new Set([...overlay.assets.keys()].filter((id) => !assets.has(id)))
      return {
        assets: merge(assets, overlay.assets),
        asset: (id) => overlay.assets.get(id) ?? below.asset(id),
        records: overlay.records,
        unconfirmed,
      }
    },
    reload: () => {
      loaded = null
      records = null
    },
    cursor: async () => values.get('cursor'),
    stage: async (page, { first, fresh }) =>
      transaction(() => {
        if (first) {
          dropStaged()
          values.put('staging', { fresh })
        }
        for (const change of page.changes) {
          if (change.kind === 'asset') {
            const { id, seq } = change.asset
            database.prepare(STAGE_ASSET).run(id, seq, JSON.stringify(change.asset))
          } else {
            const { kind, key, seq } = change.record
            database.prepare(STAGE_RECORD).run(kind, key, seq, JSON.stringify(change.record))
          }
        }
      }),
    adopt: async (to, lastMutation) => showStaged(transaction(() => adoptStaged(to, lastMutation))),
  }
}

const STAGE_ASSET = 'INSERT OR REPLACE INTO staged_asset (asset_id, seq, body) VALUES (?, ?, ?)'
const STAGE_RECORD = 'INSERT OR REPLACE INTO staged_record (kind, key, seq, body) VALUES (?, ?, ?, ?)'

interface Staged {
  readonly fresh: boolean
  readonly assets: readonly Asset[]
  readonly records: readonly LibraryRecord[]
}

function* merge(base: ReadonlyMap<AssetId, Asset>, overlay: ReadonlyMap<AssetId, Asset>): Iterable<Asset> {
  for (const [id, asset] of base) yield overlay.get(id) ?? asset
  for (const [id, asset] of overlay) if (!base.has(id)) yield asset
}
