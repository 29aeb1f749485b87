import type { DeviceSettings, DoctorFinding, MeasuredConditions, Storage } from '@rollcall/protocol'
import type { Evidence, ProbeResult, ReasonCode } from '@rollcall/sync'
import { REASONS } from '@rollcall/sync'
import type { ClientState, UploadEntry } from '../../engine/library-client.ts'

/** Files that a finding names. */
const PATHS_MAX = 50

/** What the doctor looks at in this very browser. Times in wall milliseconds of this browser. */
export interface BrowserFacts {
  readonly state: Pick<ClientState, 'identity' | 'roll' | 'uploads' | 'checkedAt' | 'unsent'>
  readonly now: number
  readonly settings: DeviceSettings
  readonly conditions: MeasuredConditions
  readonly storage: Storage | null
  readonly probes: readonly ProbeResult[]
  readonly platform: string
  /** Of this page, and of the server; null while nobody knows. */
  readonly clientVersion: string
  readonly serverVersion: string | null
}

/** The evidence about this browser; `diagnose` makes the same report of it as of any device. Its numbers are those of the roll [R3]. */
export function browserEvidence(facts: BrowserFacts): Evidence {
  const { state, now, settings, conditions, storage, probes } = facts
  const { roll, uploads, identity } = state
  const total = roll.safe + roll.inProgress + roll.waiting + roll.blocked + roll.excluded
  return {
    device: identity?.deviceName ?? '',
    isHere: true,
    account: identity?.account ?? null,
    now,
    heardAt: state.checkedAt,
    settings,
    conditions,
    total,
    counts: { ...roll, deleted: 0 },
    onlyHere: roll.inProgress + roll.waiting + roll.blocked,
    groups: groupsOf(uploads.filter(({ state: at }) => at !== 'safe' && at !== 'excluded')),
    behind: [],
    leftOut: groupsOf(uploads.filter(({ state: at }) => at === 'excluded')),
    fixes: [],
    storage,
    usage: storage?.usage ?? null,
    overBytes: 0,
    engine: { state: 'running', since: null, step: null, crashes: 0 },
    probes,
    versions: { client: facts.clientVersion, server: facts.serverVersion, platform: facts.platform },
    unsent: state.unsent,
  }
}

function groupsOf(uploads: readonly UploadEntry[]): readonly DoctorFinding[] {
  const groups = new Map<ReasonCode, UploadEntry[]>()
  for (const upload of uploads) {
    const code = upload.reason ?? (upload.state === 'uploading' ? 'uploading' : 'queued')
    const group = groups.get(code)
    if (group === undefined) groups.set(code, [upload])
    else group.push(upload)
  }
  return [...groups].map(([code, group]) => ({
    code,
    facts: group[0]?.facts ?? {},
    sentence: group.find(({ sentence }) => sentence !== null)?.sentence ?? REASONS[code].sentence({}),
    since: null,
    nextTry: null,
    mender: REASONS[code].mender,
    items: group.length,
    bytes: group.reduce((sum, { bytes }) => sum + bytes, 0),
    paths: group.slice(0, PATHS_MAX).map(({ name }) => name),
  }))
}

/** How the server answered when this page asked who it is. `milliseconds`: there and back; null: it did not answer. */
export function probesOf({
  isOnLine,
  milliseconds,
  away,
}: {
  readonly isOnLine: boolean
  readonly milliseconds: number | null
  readonly away: ProbeResult['code']
}): readonly ProbeResult[] {
  const quiet = { code: null, facts: {}, milliseconds: 0 }
  const network: ProbeResult = isOnLine
    ? { ...quiet, layer: 'interface', state: 'ok' }
    : { ...quiet, layer: 'interface', state: 'bad', code: 'offline' }
  if (milliseconds === null || away !== null) {
    return [network, { ...quiet, layer: 'http', state: 'bad', code: away ?? 'server_unreachable' }]
  }
  return [
    network,
    { ...quiet, layer: 'http', state: 'ok', milliseconds },
    { ...quiet, layer: 'round_trip', state: 'ok', milliseconds },
    { ...quiet, layer: 'sign_in', state: 'ok' },
  ]
}
