import type { LibraryId, Outcome, Problem, Storage } from '@rollcall/protocol'
import { storageSchema } from '@rollcall/protocol'
import type { Caller } from './server-api.ts'

/** How much a library stores and may store. Refusals are values, as in `LibraryApi`. */
export interface StorageApi {
  readonly storage: () => Promise<Outcome<Storage, Problem>>
  /** Takes a plan, or asks for it. Refuses `not_found` for one that this account may not have. */
  readonly changePlan: (plan: string) => Promise<Outcome<Storage, Problem>>
}

/** The routes about the storage of one library. */
export function createStorageApi({ ask }: Caller, libraryId: LibraryId): StorageApi {
  const library = `libraries/${libraryId}`
  return {
    storage: () => ask({ method: 'GET', path: `${library}/storage` }, storageSchema),
    changePlan: (plan) => ask({ method: 'POST', path: `${library}/plan`, json: { plan } }, storageSchema),
  }
}
