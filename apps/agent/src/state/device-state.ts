import type { DeclaredResource, DeviceId, DeviceSettings } from '@rollcall/protocol'
import type { Database } from '@rollcall/platform-node'
import type { Clock, Random } from '@rollcall/sync'
import { settingsOf } from '@rollcall/sync'
import type { SearchStore } from '../search/search-store.ts'
import { createSearchStore } from '../search/search-store.ts'
import type { FolderStore } from './folder-store.ts'
import { createFolderStore } from './folder-store.ts'
import type { SettledMutation } from './outbox-store.ts'
import type { SetbackStore } from './setback-store.ts'
import { createSetbackStore } from './setback-store.ts'
import type { ReplicaStore, ReplicaView } from './replica-store.ts'
import { createReplicaStore } from './replica-store.ts'
import type { ValueStore } from './value-store.ts'
import { createValueStore } from './value-store.ts'

/** Everything that a folder device remembers. */
export interface DeviceState {
  readonly values: ValueStore
  readonly replica: ReplicaStore
  readonly folder: FolderStore
  readonly setbacks: SetbackStore
  readonly search: SearchStore
  readonly deviceId: DeviceId
  /** What is chosen for this device, as a view of the replica has it. */
  readonly settingsIn: (view: Pick<ReplicaView, 'records'>) => DeviceSettings
  readonly transaction: <Result>(work: () => Result) => Result
  /** Changes whenever another process has written; see SQLite's `data_version`. */
  readonly version: () => number
}

/** Opens a device's state over its database, which the caller closes. */
export function openDeviceState(
  database: Database,
  world: {
    readonly clock: Clock
    readonly random: Random
    readonly deviceId: DeviceId
    readonly deviceName: string
    /** Rows of the journal that it keeps; as many as the server does unless told otherwise. */
    readonly batchesKept?: number
  },
): DeviceState {
  const values = createValueStore(database)
  const folder = createFolderStore(database)

  function transaction<Result>(work: () => Result): Result {
    try {
      return database.transaction(work)
    } catch (error) {
      // What was changed in memory was not committed.
      folder.reload()
      replica.reload()
      throw error
    }
  }

  const setbacks = createSetbackStore(database)
  const onSettled = (settled: SettledMutation) => {
    setbacks.note(settled.intent, settled.outcome, world.clock.now())
    followOutcome(folder, settled)
  }
  const replica = createReplicaStore({ ...world, database, values, transaction, onSettled })
  return {
    deviceId: world.deviceId,
    settingsIn: ({ records }) => settingsOf(records.record('device', world.deviceId)?.settings ?? {}),
    values,
    folder,
    replica,
    setbacks,
    search: createSearchStore(database, transaction),
    transaction,
    version: () => database.dataVersion(),
  }
}

/** What the server's word on a mutation means for the trees. */
function followOutcome(folder: FolderStore, { intent, outcome, path }: SettledMutation): void {
  if (intent.op !== 'create') return
  const { resources, assetId } = intent.args
  // The library let go of the bytes in between: they are sent again, and are still wanted.
  const isStillWanted = outcome.kind === 'refused' && outcome.code === 'blob_missing'
  for (const { sha256 } of resources) {
    folder.putUploaded(sha256, false)
    if (!isStillWanted) folder.putWantedBack(sha256, false)
  }
  const isRecorded = outcome.kind === 'applied' || outcome.kind === 'unchanged'
  if (!isRecorded || path === null) return
  // A sidecar is declared together with its photo: only one of the files lies at this path.
  const content = folder.scanned(path)?.content
  const isHere = ({ sha256 }: DeclaredResource) => content?.kind === 'original' && content.sha256 === sha256
  const here = resources.length === 1 ? resources[0] : resources.find(isHere)
  if (here !== undefined) folder.agree({ path, assetId, sha256: here.sha256 })
}
