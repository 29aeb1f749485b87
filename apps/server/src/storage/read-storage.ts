import type { LibraryId, Storage } from '@rollcall/protocol'
import { forecastUsage } from '@rollcall/sync'
import type { ServerPorts } from '../http/server-ports.ts'
import type { KnownOffers } from './known-offers.ts'
import { findOffersNow } from './known-offers.ts'
import type { PlanTaker } from './plan-book.ts'
import { fixedPlans, plansFor } from './plan-book.ts'

/** What reading and changing storage needs of the world. */
export type StoragePorts = Pick<ServerPorts, 'store' | 'blobs' | 'clock' | 'log' | 'plans' | 'duplicates'>

/** Samples that a forecast looks at: more than it has days for. */
const SAMPLES_MAX = 100

/**
 * What a library stores, what it may, how long that will do, and what would free space. Reads rows that are kept for it, and no bodies of assets:
 * what needs a look at every photo, photos that look the same, was found before (see `runDuplicates`). `offersOf`: see `rememberOffers`. Rejects when the store or the disk does.
 */
export async function readStorage(
  { store, blobs, clock, plans = fixedPlans(), duplicates }: StoragePorts,
  libraryId: LibraryId,
  account: PlanTaker,
  offersOf: KnownOffers = findOffersNow,
): Promise<Storage> {
  const list = await plans.read()
  const freeBytes = await blobs.freeBytes()
  const now = clock.now()
  const offered = plansFor(list, account)
  return await store.read(libraryId, (reader): Storage => {
    const { usedBytes, reservedBytes, quotaBytes } = reader.library()
    const { planId, request } = reader.storageChoice()
    const known = duplicates?.ask(libraryId, reader) ?? null
    const samples = [...reader.usageSamples(SAMPLES_MAX), { at: now, usedBytes }]
    return {
      usage: { usedBytes, reservedBytes, quotaBytes, byKind: reader.bytesByKind() },
      plan: plansFor(list, { ...account, isOwner: true }).find(({ id }) => id === planId) ?? null,
      plans: [...offered],
      request,
      forecast: forecastUsage(samples, { usedBytes, quotaBytes, now }),
      serverFreeBytes: Number.isFinite(freeBytes) ? Math.max(0, Math.floor(freeBytes)) : null,
      offers: [...offersOf(libraryId, reader, known?.offer ?? null)],
      ...(known === null ? {} : { duplicates: { foundAt: known.foundAt, isLooking: known.isLooking } }),
    }
  })
}
