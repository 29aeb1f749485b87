import { ServerAway } from '@rollcall/platform-client'
import type { Storage, Usage } from '@rollcall/protocol'
import type { Evidence, RollCall, ServerCondition } from '@rollcall/sync'
import { causeOfProbes, findingOf, fixesFor, groupBehind, groupLeftOut, groupReasons } from '@rollcall/sync'
import { AGENT_VERSION } from '../agent-version.ts'
import { measuredFor } from '../conditions/measured-for.ts'
import { createNodeMachine } from '../conditions/node-machine.ts'
import { within } from '../conditions/within.ts'
import { engineHealthOf } from '../engine/engine-health.ts'
import { rollOfDevice } from '../engine/roll-of-device.ts'
import { overBudget, roomPlanner } from '../engine/room.ts'
import type { Probed } from '../probes/probe-server.ts'
import { probeServer } from '../probes/probe-server.ts'
import type { OpenDevice } from './open-device.ts'

/** Items that a finding names. */
const PATHS_MAX = 50

/** What the server says of its storage is asked for so long; the way to it was probed already. */
const STORAGE_MAX_MS = 1_500

/** What the doctor looked at: the evidence, and the roll that its numbers come from [R3]. */
export interface Gathered {
  readonly evidence: Evidence
  readonly roll: RollCall
}

/** Probes the way to this device's server. Never rejects. */
export function probeWay({ config, ports }: OpenDevice): Promise<Probed> {
  const { server, token, accountId, libraryId } = config
  const { clock } = ports
  return probeServer({ clock, fetch, machine: createNodeMachine(), server, token, accountId, libraryId })
}

/**
 * Gathers what is known of this very device. What the probes found is noted as the state of the server first, as the engine notes it when
 * it talks to it: so the roll, the engine and the doctor say the same.
 */
export async function gatherEvidence(
  device: OpenDevice,
  probed: Probed,
  options: { readonly conditions?: string },
): Promise<Gathered> {
  const { ports, config, root } = device
  const { state, clock } = ports
  noteServer(device, probed)
  const engine = engineHealthOf(root, clock.now())
  const isReachable = state.values.get('server').kind === 'reachable'
  const [measured, storage] = await Promise.all([
    measuredFor(ports, { isRunning: engine.state === 'running', ...options }),
    isReachable ? askStorage(device) : null,
  ])
  const now = clock.now()
  const { roll, settings, conditions } = rollOfDevice(state, {
    now,
    engine: engine.state,
    engineSince: engine.since,
    measured,
    active: new Map(),
  })
  const items = roll.entries.map(({ item }) => item)
  const planRooms = roomPlanner(state, items, now)
  const groups = groupReasons(roll, state.folder.sinces(), PATHS_MAX)
  const evidence: Evidence = {
    device: config.deviceName,
    isHere: true,
    account: config.account,
    now,
    heardAt: state.values.get('converged_at'),
    settings,
    conditions: measured,
    total: roll.total,
    counts: roll.counts,
    onlyHere: roll.entries.filter(({ item }) => ONLY_HERE.has(item.standing.kind)).length,
    groups: groups.map((group) => findingOf(group, PATHS_MAX)),
    behind: groupBehind(roll, PATHS_MAX).map((group) => findingOf(group, PATHS_MAX)),
    leftOut: groupLeftOut(roll, PATHS_MAX).map((group) => findingOf(group, PATHS_MAX)),
    fixes: fixesFor(settings, conditions, roll.entries, planRooms),
    storage,
    usage: conditions.usage,
    overBytes: overBudget(state, settings, items, now),
    engine,
    probes: probed.probes,
    versions: { client: AGENT_VERSION, server: probed.serverVersion, platform: process.platform },
    unsent: state.replica.outboxLength(),
  }
  return { evidence, roll }
}

/** Standings of items whose bytes the server has not confirmed. */
const ONLY_HERE: ReadonlySet<string> = new Set(['to_upload', 'changing', 'unreadable'])

/** A running engine hears of it and tries again at once. */
function noteServer({ ports }: OpenDevice, { probes }: Probed): void {
  const { state, clock } = ports
  const cause = causeOfProbes(probes)
  const before = state.values.get('server')
  const now = clock.now()
  const known = before.kind === 'away' && before.code === cause?.code ? before : null
  const after: ServerCondition =
    cause === null
      ? { kind: 'reachable' }
      : { kind: 'away', ...cause, since: known?.since ?? now, nextTry: known?.nextTry ?? now }
  if (JSON.stringify(before) !== JSON.stringify(after))
    state.transaction(() => state.values.put('server', after))
}

/** Null when the server does not tell, or not soon. What it tells of the usage is kept, as the engine keeps it. */
async function askStorage({ storage, ports }: OpenDevice): Promise<Storage | null> {
  const { clock, state } = ports
  try {
    const answer = await within(clock, STORAGE_MAX_MS, storage.storage())
    if (!answer.ok) return null
    const usage: Usage = answer.value.usage
    state.transaction(() => state.values.put('usage', usage))
    return answer.value
  } catch (cause) {
    if (cause instanceof ServerAway || (cause instanceof Error && cause.message.startsWith('Cannot wait')))
      return null
    throw cause
  }
}
