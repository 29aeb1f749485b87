import type { DeviceId, DeviceReport, Outcome, Problem } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import type { Store } from '../store/store.ts'

/** A report is kept for each device; a larger one tells more than anybody reads. In UTF-16 units. */
const REPORT_LENGTH_MAX = 1024 * 1024

/** Keeps what a device says of itself. Refuses `not_found` when it speaks of another one: nobody speaks for others. */
export async function takeReport(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  said: { readonly by: DeviceId; readonly of: DeviceId; readonly report: DeviceReport },
): Promise<Outcome<null, Problem>> {
  const { by, of, report } = said
  if (by !== of) return refused(problem('not_found'))
  if (JSON.stringify(report).length > REPORT_LENGTH_MAX)
    return refused(problem('too_large', { most: REPORT_LENGTH_MAX }))
  await store.reports.putReport({ deviceId: of, report, receivedAt: clock.now() })
  return accepted(null)
}
