import type {
  DeviceReport,
  DeviceSettings,
  DoctorFinding,
  EngineHealth,
  Fix,
  MeasuredConditions,
  Storage,
  Usage,
} from '@rollcall/protocol'
import type { ItemState } from '../policy/reasons/reason.ts'
import type { ProbeResult } from './probe.ts'

/** Everything that a diagnosis rests on. One snapshot of one device; times in wall milliseconds. */
export interface Evidence {
  /** The device's name. */
  readonly device: string
  /** Whether whoever asks sits at that device. */
  readonly isHere: boolean
  readonly account: string | null
  readonly now: number
  /** When the device was last heard; null when nobody knows. */
  readonly heardAt: number | null
  readonly settings: DeviceSettings
  readonly conditions: MeasuredConditions
  readonly total: number
  readonly counts: Readonly<Record<ItemState, number>>
  /** Originals whose bytes are nowhere but on this device, as far as it knows; null when that is not known. */
  readonly onlyHere: number | null
  /** The reasons of the roll for what is not safe [R3]. */
  readonly groups: readonly DoctorFinding[]
  /** What stands behind those; see `groupBehind`. Its counts overlap with theirs. */
  readonly behind: readonly DoctorFinding[]
  /** What settings of the owner leave out; see `groupLeftOut`. */
  readonly leftOut: readonly DoctorFinding[]
  /** Fixes with what each would move, computed by the rules that then act; see `fixesFor`. One that is missing concerns what its reason holds. */
  readonly fixes: readonly Fix[]
  readonly storage: Storage | null
  readonly usage: Usage | null
  /** By how much what has to be here is more than the budget of the device; 0 when it fits, there is none, or nobody counted. See `planRoom`. */
  readonly overBytes: number
  readonly engine: EngineHealth
  /** Null where nobody can probe: of another device. */
  readonly probes: readonly ProbeResult[] | null
  readonly versions: { readonly client: string; readonly server: string | null; readonly platform: string }
  /** Changes made there that wait to be sent. */
  readonly unsent: number
}

/** What the server, or another device, knows of a device: its last report. */
export interface KnownEvidence {
  readonly device: string
  readonly report: DeviceReport
  readonly settings: DeviceSettings
  readonly storage: Storage | null
  readonly now: number
  readonly heardAt: number
  readonly serverVersion: string | null
}

/** The evidence about a device that is elsewhere, out of what it said of itself last. */
export function evidenceOfReport(known: KnownEvidence): Evidence {
  const { device, report, settings, storage, now, heardAt, serverVersion } = known
  return {
    device,
    isHere: false,
    account: null,
    now,
    heardAt,
    settings,
    conditions: report.conditions,
    total: report.total,
    counts: report.counts,
    onlyHere: null,
    groups: report.findings,
    behind: report.behind ?? [],
    leftOut: report.leftOut ?? [],
    fixes: [],
    storage,
    usage: storage?.usage ?? null,
    overBytes: report.overBytes ?? 0,
    engine: report.engine,
    probes: null,
    versions: { client: report.version, server: serverVersion, platform: report.platform },
    unsent: report.unsent,
  }
}
