import type { DevicesApi } from '@rollcall/platform-client'
import { ServerAway } from '@rollcall/platform-client'
import type { DeviceReport, EngineHealth, MeasuredConditions } from '@rollcall/protocol'
import { formatCursor } from '@rollcall/protocol'
import type { Clock, RollCall } from '@rollcall/sync'
import { differsMaterially, reportOf } from '@rollcall/sync'
import type { DeviceState } from '../state/device-state.ts'
import { overBudget } from './room.ts'

/** No two reports within so long, however much changes. */
const REPORT_LEAST_MS = 60_000

/** Whether anything has changed is looked at no more often; a roll can be long. */
const LOOK_LEAST_MS = 20_000

/** A report is sent this often although nothing has changed. */
const REPORT_MOST_MS = 30 * 60_000

/** How old what is known of the other devices may be. */
const KNOWN_DEVICES_MAX_AGE_MS = 10 * 60_000

/** The last report may keep an engine from ending for so long. */
const LAST_REPORT_MAX_MS = 2_000

/** What an engine needs that reports of itself. */
export interface ReportPorts {
  readonly api: Pick<DevicesApi, 'putReport' | 'knownDevices'>
  /** How the engine is, as the process says that keeps it going. */
  readonly health: () => EngineHealth
  readonly version: string
  /** Such as `linux x64`. */
  readonly platform: string
}

/** Tells the server how this device is, and hears from it how the others are. */
export interface ReportWatch {
  /** Here is the roll of a tick. What follows from it happens in the background, one thing at a time. Rethrows what only a bug throws. */
  readonly notice: (roll: RollCall, measured: MeasuredConditions) => void
  /** Somebody wants a report: the next tick sends one, whatever was sent before. */
  readonly hurry: () => void
  /** The engine ends. Resolves when the server knows, or soon in any case. */
  readonly lastWord: () => Promise<void>
}

/** A watch that says nothing to nobody: a device without a server that takes reports. */
const SILENT: ReportWatch = {
  notice: () => undefined,
  hurry: () => undefined,
  lastWord: async () => undefined,
}

/** What the last tick saw. */
interface Seen {
  readonly roll: RollCall
  readonly measured: MeasuredConditions
}

/** Makes a {@link ReportWatch}; a silent one when `reports` is undefined. A report that does not get through is made again at a later tick. */
export function createReportWatch(
  { state, clock, reports }: { state: DeviceState; clock: Clock; reports?: ReportPorts | undefined },
  isReachable: () => boolean,
): ReportWatch {
  if (reports === undefined) return SILENT
  const { api } = reports
  let sent: DeviceReport | null = null
  let triedAt = Number.NEGATIVE_INFINITY
  let lookedAt = Number.NEGATIVE_INFINITY
  let heardAt = Number.NEGATIVE_INFINITY
  let isWanted = true
  let last: Seen | null = null
  let busy: Promise<void> | null = null
  let bug: { readonly error: unknown } | null = null

  function isDue(made: DeviceReport): boolean {
    if (isWanted || sent === null) return true
    return clock.monotonic() - triedAt >= REPORT_MOST_MS || differsMaterially(sent, made)
  }

  async function work(made: DeviceReport): Promise<void> {
    if (isDue(made)) {
      isWanted = false
      triedAt = clock.monotonic()
      const answer = await unlessAway(api.putReport(state.deviceId, made))
      if (answer?.ok === true) sent = made
    }
    if (clock.monotonic() - heardAt < KNOWN_DEVICES_MAX_AGE_MS) return
    heardAt = clock.monotonic()
    const known = await unlessAway(api.knownDevices())
    if (known?.ok === true) state.transaction(() => state.values.put('known_devices', known.value))
  }

  return {
    notice: (roll, measured) => {
      if (bug !== null) throw bug.error
      last = { roll, measured }
      const at = clock.monotonic()
      const isTooSoon = at - triedAt < REPORT_LEAST_MS || at - lookedAt < LOOK_LEAST_MS
      if (busy !== null || !isReachable() || (isTooSoon && !isWanted)) return
      lookedAt = at
      busy = work(makeReport(state, clock, reports, last))
        .catch((error: unknown) => {
          bug = { error }
        })
        .finally(() => {
          busy = null
        })
    },
    hurry: () => {
      isWanted = true
    },
    lastWord: async () => {
      if (last === null || !isReachable()) return
      const made = makeReport(state, clock, reports, last)
      const engine = { ...made.engine, state: 'not_running', since: clock.now() } as const
      const done = new AbortController()
      const told = (busy ?? Promise.resolve())
        .then(() => unlessAway(api.putReport(state.deviceId, { ...made, engine })))
        .finally(() => done.abort())
      await Promise.race([told, clock.sleep(LAST_REPORT_MAX_MS, done.signal)])
    },
  }
}

function makeReport(
  state: DeviceState,
  clock: Clock,
  { health, version, platform }: ReportPorts,
  { roll, measured }: Seen,
): DeviceReport {
  const { values, replica, folder } = state
  const items = roll.entries.map(({ item }) => item)
  const settings = state.settingsIn(replica.view())
  const cursor = values.get('cursor')
  return reportOf(roll, {
    sinces: folder.sinces(),
    measured,
    engine: health(),
    version,
    platform,
    cursor: cursor === null ? null : formatCursor(cursor),
    unsent: replica.outboxLength(),
    overBytes: overBudget(state, settings, items, clock.now()),
  })
}

/** Null when the server does not answer: that is no news for the engine, and nothing waits for a report. */
async function unlessAway<Value>(asked: Promise<Value>): Promise<Value | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ServerAway) return null
    throw error
  }
}
