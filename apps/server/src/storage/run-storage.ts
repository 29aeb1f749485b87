import type { LibraryRow } from '../store/store.ts'
import type { PlanList } from './plan-book.ts'
import { fixedPlans } from './plan-book.ts'
import type { StoragePorts } from './read-storage.ts'

/** How often it is looked whether a day has begun, and whether the plans are others. */
const EVERY_MS = 3_600_000

/** Samples kept of a library, one a day: a year and a month. */
const SAMPLES_KEPT = 400

/** What the rounds need of the world. */
export type StorageRoundPorts = Pick<StoragePorts, 'store' | 'clock' | 'log' | 'plans'>

/**
 * One round over all libraries: notes once a day how much each uses, and gives those with a plan the quota that the plan has now. Run
 * again, it changes nothing until the next day. What is broken in one library is thrown in the end; the others do not wait for it.
 */
export async function measureStorage({
  store,
  clock,
  plans = fixedPlans(),
}: StorageRoundPorts): Promise<void> {
  const list = await plans.read()
  const failures: unknown[] = []
  for (const { libraryId } of await store.accounts.libraries()) {
    const now = clock.now()
    const measuring = store.write(libraryId, (writer) => {
      const library = writer.library()
      writer.putUsageSample({ at: now, usedBytes: library.usedBytes }, SAMPLES_KEPT)
      const quotaBytes = quotaOf(list, library, writer.storageChoice().planId)
      if (quotaBytes !== library.quotaBytes) writer.setQuota(quotaBytes)
    })
    await measuring.catch((failure: unknown) => failures.push(failure))
  }
  if (failures.length > 0) throw failures[0]
}

/** Of a plan that is offered no more, its last quota stays. */
function quotaOf({ plans }: PlanList, { quotaBytes }: LibraryRow, planId: string | null): number | null {
  const plan = plans.find(({ id }) => id === planId)
  return plan === undefined ? quotaBytes : plan.quotaBytes
}

/**
 * Goes round (see {@link measureStorage}) every hour until `stop` aborts. A round that did not work is told, and made again an hour
 * later: the database may answer by then.
 */
export async function runStorage(ports: StorageRoundPorts, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await measureStorage(ports).catch((cause: unknown) =>
      ports.log.error('could not measure how much is stored', { cause }),
    )
    await ports.clock.sleep(EVERY_MS, stop)
  }
}
