import type { Clock } from '@rollcall/sync'
import type { Fetch } from './server-api.ts'

/** The `Date` of an answer is cut to the second; in the mean it is half a second more. */
const DATE_CUT_MS = 500

/** An answer that took longer tells too little of when it was given. */
const ROUND_TRIP_MAX_MS = 20_000

/** Offsets that differ by less are the same: the header is that coarse. */
const SAME_MS = 2_000

/**
 * A fetch that notes how far this device's wall clock is from the server's, milliseconds, whenever that changed by more than the
 * header's coarseness. Half of the round trip counts for the way there. Only answers of a Rollcall server count: a captive portal's
 * clock is nobody's.
 */
export function withServerClock(
  fetch: Fetch,
  clock: Pick<Clock, 'now'>,
  noted: { readonly get: () => number | null; readonly put: (offsetMs: number) => void },
): Fetch {
  return async (request, options) => {
    const before = clock.now()
    const response = await fetch(request, options)
    const after = clock.now()
    const offset = clockOffsetOf(response.headers, before, after)
    const known = noted.get()
    if (offset !== null && (known === null || Math.abs(offset - known) > SAME_MS)) noted.put(offset)
    return response
  }
}

/** The wall clock here less the server's, milliseconds; null when the headers of the answer do not tell. */
export function clockOffsetOf(headers: Headers, before: number, after: number): number | null {
  const date = headers.get('date')
  if (date === null || headers.get('rollcall-server-version') === null) return null
  const serverTime = Date.parse(date)
  const roundTrip = after - before
  // A clock that was set while the answer was on its way tells nothing.
  if (Number.isNaN(serverTime) || roundTrip < 0 || roundTrip > ROUND_TRIP_MAX_MS) return null
  return Math.round(before + roundTrip / 2 - (serverTime + DATE_CUT_MS))
}
