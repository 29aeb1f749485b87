import type { Database } from '@rollcall/platform-node'
import type { Clock, Random } from '@rollcall/sync'
import type { FolderStore } from './folder-store.ts'
import { createFolderStore } from './folder-store.ts'
import type { SettledMutation } from './outbox-store.ts'
import type { ReplicaStore } from './replica-store.ts'
import { createReplicaStore } from './replica-store.ts'
import type { ValueStore } from './value-store.ts'
import { createValueStore } from './value-store.ts'

/** Everything that a folder device remembers. */
export interface DeviceState {
  readonly values: ValueStore
  readonly replica: ReplicaStore
  readonly folder: FolderStore
  readonly transaction: <Result>(work: () => Result) => Result
  /** Changes whenever another process has written; see SQLite's `data_version`. */
  readonly version: () => number
}

/** Opens a device's state over its database, which the caller closes. */
export function openDeviceState(
  database: Database,
  world: { readonly clock: Clock; readonly random: Random; readonly deviceName: string },
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

  const onSettled = (settled: SettledMutation) => followOutcome(folder, settled)
  const replica = createReplicaStore({ ...world, database, values, transaction, onSettled })
  return {
    values,
    folder,
    replica,
    transaction,
    version: () => database.dataVersion(),
  }
}

/** What the server's word on a mutation means for the trees. */
function followOutcome(folder: FolderStore, { intent, outcome, path }: SettledMutation): void {
  if (intent.op !== 'create') return
  const [resource] = intent.args.resources
  if (resource === undefined) return
  folder.putUploaded(resource.sha256, false)
  const isRecorded = outcome.kind === 'applied' || outcome.kind === 'unchanged'
  if (isRecorded && path !== null)
    folder.agree({ path, assetId: intent.args.assetId, sha256: resource.sha256 })
}
