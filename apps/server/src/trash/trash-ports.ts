import type { Clock } from '@rollcall/sync'
import type { Blobs } from '../blobs/blobs.ts'
import type { DerivativeFiles } from '../derivatives/derivative-files.ts'
import type { Log } from '../log/log.ts'
import type { Notifier } from '../notifier/notifier.ts'
import type { Store } from '../store/store.ts'

/** What the end of the trash needs of the world. */
export interface TrashPorts {
  readonly store: Store
  readonly blobs: Pick<Blobs, 'remove'>
  readonly derivativeFiles: Pick<DerivativeFiles, 'remove'>
  readonly notifier: Pick<Notifier, 'publish'>
  readonly clock: Clock
  readonly log: Log
  /** See `ReleasePorts`. */
  readonly releasesATurn?: number
}
