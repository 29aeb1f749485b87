import type { Clock, Random } from '@rollcall/sync'
import type { Log } from '../log/log.ts'
import type { Store } from '../store/store.ts'
import type { PasswordHasher } from './password-hasher.ts'

/** What accounts and sign-in need of the world. */
export interface AccountPorts {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly passwordHasher: PasswordHasher
  readonly log: Log
}
