import type { Clock } from '@rollcall/sync'

/*
 * How much time has really passed, as far as a server can know. A clock that is set forward by years must not empty the trash; so
 * nothing ends by the clock alone, but only when as much time has been counted as well:
 *
 *   within one boot of the machine    what the monotonic clock says
 *   from one boot to another          what the wall clock says, but two days at most
 *
 * The count errs on one side only: a server that was off for long, or whose clock is wrong, keeps things longer.
 */

/** The most that is believed of a time in which the machine was off. */
const UNSEEN_MAX_MS = 2 * 24 * 3600_000

/** A clock that goes so far ahead of the monotonic one was set. */
const JUMP_MS = 3600_000

/** A count, and the readings at which it was made. */
export interface TimeCount {
  readonly countedMs: number
  readonly wall: number
  readonly monotonic: number
  readonly bootId: string
}

/** Counts on from `last`; null begins at 0. Pure but for reading the clock. `jumpMs`: how far the wall clock was set forward; 0: it was not. */
export function countTime(
  last: TimeCount | null,
  clock: Pick<Clock, 'now' | 'monotonic' | 'bootId'>,
): { readonly count: TimeCount; readonly jumpMs: number } {
  const reading = { wall: clock.now(), monotonic: clock.monotonic(), bootId: clock.bootId }
  if (last === null) return { count: { ...reading, countedMs: 0 }, jumpMs: 0 }
  const byWall = Math.max(0, reading.wall - last.wall)
  const isSameBoot = reading.bootId === last.bootId
  const most = isSameBoot ? Math.max(0, reading.monotonic - last.monotonic) : UNSEEN_MAX_MS
  const passed = isSameBoot ? most : Math.min(byWall, most)
  const aheadMs = byWall - most
  return {
    count: { ...reading, countedMs: last.countedMs + passed },
    jumpMs: aheadMs > JUMP_MS ? aheadMs : 0,
  }
}

/** A count as it is kept in the server's settings. */
export function formatCount(count: TimeCount): string {
  return JSON.stringify(count)
}

/** What {@link formatCount} wrote. Null for anything else: counting begins anew, and things are kept longer. */
export function parseCount(text: string | null): TimeCount | null {
  if (text === null) return null
  try {
    const { countedMs, wall, monotonic, bootId } = JSON.parse(text) as Partial<TimeCount>
    const isWhole = [countedMs, wall, monotonic].every(Number.isFinite) && typeof bootId === 'string'
    return isWhole ? ({ countedMs, wall, monotonic, bootId } as TimeCount) : null
  } catch {
    return null
  }
}
