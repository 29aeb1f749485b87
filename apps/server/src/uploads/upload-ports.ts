import type { Clock, Random } from '@rollcall/sync'
import type { Blobs } from '../blobs/blobs.ts'
import type { Notifier } from '../notifier/notifier.ts'
import type { Store } from '../store/store.ts'
import type { Reservations } from './reservations.ts'

/** What taking originals needs of the world. */
export interface UploadPorts {
  readonly store: Store
  readonly blobs: Blobs
  readonly notifier: Pick<Notifier, 'publish'>
  readonly clock: Clock
  readonly random: Random
  readonly reservations: Reservations
}
