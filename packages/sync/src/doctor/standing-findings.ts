import type { DoctorFinding, EngineHealth, Facts } from '@rollcall/protocol'
import type { ReasonCode } from '../policy/reasons.ts'
import { REASONS } from '../policy/reasons.ts'
import { isPaused } from '../policy/settings.ts'
import { sleepFacts } from '../policy/resource-rules.ts'
import type { Evidence } from './evidence.ts'
import { isNewerRelease } from './is-newer-release.ts'
import { causeOfProbes } from './probe.ts'

/**
 * What stands in the way of photos yet to come, though none waits for it now, and that there is a newer release. Never one that the roll has already: its numbers are the
 * roll's [R3], these have none.
 */
export function standingFindings(evidence: Evidence): readonly DoctorFinding[] {
  const { settings, now, engine, groups, behind, probes, storage, overBytes, versions } = evidence
  const told = new Set([...groups, ...behind].map(({ code }) => code))
  const found: (readonly [ReasonCode, Facts])[] = []
  if (!settings.isOn) found.push(['sync_off', {}])
  if (isPaused(settings, now)) found.push(['paused_by_you', {}])
  const stuck = STUCK[engine.state]
  if (stuck !== null) found.push([stuck, stuckFacts(engine, now)])
  const cause = probes === null ? null : causeOfProbes(probes)
  if (cause !== null) found.push([cause.code, cause.facts])
  const serverFree = storage?.serverFreeBytes ?? null
  if (serverFree !== null && serverFree < SERVER_FULL_BELOW_BYTES) found.push(['server_disk_full', {}])
  if (overBytes > 0) found.push(['over_budget', { overBytes }])
  const { client, server } = versions
  if (server !== null && isNewerRelease(server, client))
    found.push(['update_available', { latest: server, current: client }])
  return found.filter(([code]) => !told.has(code)).map(([code, facts]) => findingWithout(code, facts))
}

/** A server takes nothing more once its disk has less than this left. */
const SERVER_FULL_BELOW_BYTES = 64 * 1024 * 1024

function stuckFacts({ state, crashes, step, since }: EngineHealth, now: number): Facts {
  return state === 'suspended' ? sleepFacts(since, now) : { crashes, step }
}

const STUCK: { readonly [State in EngineHealth['state']]: ReasonCode | null } = {
  running: null,
  not_running: 'not_running',
  stalled: 'stalled',
  crash_loop: 'crash_loop',
  suspended: 'suspended_by_system',
}

function findingWithout(code: ReasonCode, facts: Facts): DoctorFinding {
  const { sentence, mender } = REASONS[code]
  return {
    code,
    facts,
    sentence: sentence(facts).slice(0, 1_000),
    since: null,
    nextTry: null,
    mender,
    items: 0,
    bytes: 0,
    paths: [],
  }
}
