import type { DevicesApi } from '@rollcall/platform-client'
import { ServerAway } from '@rollcall/platform-client'
import type { DeviceId, DeviceReport, MeasuredConditions } from '@rollcall/protocol'
import { formatCursor } from '@rollcall/protocol'
import type { Clock, RollCall } from '@rollcall/sync'
import { differsMaterially, reportOf } from '@rollcall/sync'
import { countUndecided } from './replica/outbox.ts'
import type { LibraryState } from './store/library-state.ts'

/** No two reports within so long, however much changes. */
const REPORT_LEAST_MS = 60_000

/** A report is sent this often although nothing has changed. */
const REPORT_MOST_MS = 30 * 60_000

/** What a report of this browser is made from. */
export interface ReportWorld {
  readonly clock: Clock
  readonly api: () => Pick<DevicesApi, 'putReport'> | null
  readonly roll: () => RollCall
  readonly conditions: () => Promise<MeasuredConditions>
  readonly version: string
  /** Such as `Firefox on Linux`. */
  readonly platform: string
}

/** Makes what tells the server how this browser is, where that is due. A report that does not get through is made again later. */
export function createReporter(
  world: ReportWorld,
): (deviceId: DeviceId, state: LibraryState) => Promise<void> {
  const { clock } = world
  const startedAt = clock.now()
  let sent: DeviceReport | null = null
  let triedAt = Number.NEGATIVE_INFINITY

  return async (deviceId, state) => {
    const api = world.api()
    const ago = clock.monotonic() - triedAt
    if (api === null || ago < REPORT_LEAST_MS) return
    const made = reportOf(world.roll(), {
      sinces: new Map(),
      measured: await world.conditions(),
      engine: { state: 'running', since: startedAt, step: null, crashes: 0 },
      version: world.version,
      platform: world.platform,
      cursor: state.cursor === null ? null : formatCursor(state.cursor),
      unsent: countUndecided(state),
      overBytes: 0, // a browser keeps no originals
    })
    if (sent !== null && ago < REPORT_MOST_MS && !differsMaterially(sent, made)) return
    triedAt = clock.monotonic()
    try {
      const answer = await api.putReport(deviceId, made)
      if (answer.ok) sent = made
    } catch (failure) {
      // No news for the engine: the reader of the feed finds out, and says, what is wrong with the server.
      if (!(failure instanceof ServerAway)) throw failure
    }
  }
}
