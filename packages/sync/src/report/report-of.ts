import type { DeviceReport, DoctorFinding, EngineHealth, MeasuredConditions } from '@rollcall/protocol'
import type { RollCall } from '../policy/call-roll.ts'
import { groupBehind } from '../doctor/group-behind.ts'
import { groupLeftOut } from '../doctor/group-left-out.ts'
import { REASONS } from '../policy/reasons.ts'
import type { ReasonGroup, Sinces } from './group-reasons.ts'
import { groupReasons } from './group-reasons.ts'

/** Reasons that a report tells; a roll seldom has more than five. */
const FINDINGS_MAX = 60

/** Items that a report names, shared out among its reasons. */
const PATHS_MAX = 200

/** Items that a cause names which stands behind another one; that one has named them. */
const BEHIND_PATHS_MAX = 3

/** Items that a setting names which leaves them out: enough to see which are meant. */
const LEFT_OUT_PATHS_MAX = 3

/** A longer path, or sentence, is left out or cut: see `findingSchema` in protocol. */
const PATH_LENGTH_MAX = 2_000
const SENTENCE_LENGTH_MAX = 1_000

/** What a device knows of itself beside its roll. */
export interface ReportFacts {
  readonly sinces: Sinces
  readonly measured: MeasuredConditions
  readonly engine: EngineHealth
  readonly version: string
  readonly platform: string
  /** As `formatCursor` writes it; null before the first talk with the server. */
  readonly cursor: DeviceReport['cursor']
  /** Changes that wait to be sent. */
  readonly unsent: number
  /** By how much what has to be here is more than the budget; 0 when it fits, or there is none. See `planRoom`. */
  readonly overBytes: number
}

/** What a device tells the server of itself. Its numbers are those of the roll [R1] [R3]. Bounded, however much is wrong. */
export function reportOf(roll: RollCall, facts: ReportFacts): DeviceReport {
  const { sinces, measured, engine, version, platform, cursor, unsent, overBytes } = facts
  const groups = groupReasons(roll, sinces, PATHS_MAX).slice(0, FINDINGS_MAX)
  const pathsEach = Math.max(1, Math.floor(PATHS_MAX / Math.max(1, groups.length)))
  const here = roll.entries.filter(({ item }) => IS_HERE.has(item.standing.kind))
  return {
    version,
    platform,
    total: roll.total,
    bytes: roll.bytes,
    counts: roll.counts,
    originalsHere: here.length,
    originalBytesHere: here.reduce((sum, { item }) => sum + item.bytes, 0),
    findings: groups.map((group) => findingOf(group, pathsEach)),
    behind: groupBehind(roll, BEHIND_PATHS_MAX)
      .slice(0, FINDINGS_MAX)
      .map((group) => findingOf(group, BEHIND_PATHS_MAX)),
    leftOut: groupLeftOut(roll, LEFT_OUT_PATHS_MAX)
      .slice(0, FINDINGS_MAX)
      .map((group) => findingOf(group, LEFT_OUT_PATHS_MAX)),
    overBytes,
    conditions: measured,
    engine,
    cursor,
    unsent,
  }
}

/** Standings of items whose original lies on the device. */
const IS_HERE: ReadonlySet<string> = new Set(['verified', 'to_upload', 'to_record'])

/** A reason with its words, as doctors and reports tell it. `pathsMax`: items that it names. */
export function findingOf(group: ReasonGroup, pathsMax: number): DoctorFinding {
  const { code, facts, since, nextTry, items, bytes, paths } = group
  const { mender, sentence } = REASONS[code]
  return {
    code,
    facts,
    sentence: sentence(facts).slice(0, SENTENCE_LENGTH_MAX),
    since,
    nextTry,
    mender,
    items,
    bytes,
    paths: paths.filter(({ length }) => length <= PATH_LENGTH_MAX).slice(0, pathsMax),
  }
}

/** Whether others should hear of it: what is counted, why, how the engine is, or what the device runs on differs. */
export function differsMaterially(before: DeviceReport, after: DeviceReport): boolean {
  return JSON.stringify(gistOf(before)) !== JSON.stringify(gistOf(after))
}

function gistOf(report: DeviceReport): unknown {
  const { total, counts, findings, engine, conditions, unsent, version } = report
  const { behind = [], leftOut = [], overBytes = 0 } = report
  const { network, isMetered, isCharging, isLowPower } = conditions
  return {
    total,
    counts: Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    findings: findings.map(({ code, items }) => [code, items]),
    behind: behind.map(({ code }) => code),
    leftOut: leftOut.map(({ code, items }) => [code, items]),
    isOver: overBytes > 0,
    engine: [engine.state, engine.crashes, engine.slept?.until ?? null],
    conditions: [network, isMetered, isCharging, isLowPower],
    hasUnsent: unsent > 0,
    version,
  }
}
