import type { Clock } from '@rollcall/sync'
import type { Blobs } from '../blobs/blobs.ts'
import type { Log } from '../log/log.ts'
import type { Notifier } from '../notifier/notifier.ts'
import type { Store } from '../store/store.ts'
import type { DerivativeFiles } from './derivative-files.ts'
import type { Deriver } from './deriver.ts'
import type { Wants } from './wants.ts'

/** What making derivatives needs of the world. */
export interface DerivationPorts {
  readonly store: Store
  readonly blobs: Blobs
  readonly derivativeFiles: DerivativeFiles
  readonly deriver: Deriver
  readonly notifier: Notifier
  readonly clock: Clock
  readonly log: Log
  readonly wants: Wants
}
