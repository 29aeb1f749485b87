import type { FirstTier, Random, RollCall } from '@rollcall/sync'
import type { ConditionsWatch } from '../conditions/conditions-watch.ts'
import type { DeviceState } from '../state/device-state.ts'
import type { TransferPorts } from '../transfer/transfer-ports.ts'
import type { CommandHandlers } from './command-watch.ts'
import type { ReportPorts } from './report-watch.ts'

/** What the engine needs of the world. */
export interface EnginePorts extends TransferPorts {
  readonly random: Random
  readonly state: DeviceState
  /** The library's secret for asset ids, in hex. */
  readonly idKey: string
  /** What commands from other devices ask of more than the engine's own state. */
  readonly handlers?: CommandHandlers
  /** What this machine is in; without it nothing is measured but the room on the disk. */
  readonly conditions?: ConditionsWatch
  /** How this device reports of itself; without it nobody is told. */
  readonly reports?: ReportPorts
  /** It crashed again and again: it only talks with the server and obeys commands, and looks at no file. */
  readonly isSafeMode?: boolean
  /** A step of a tick begins. `isWhole`: the tick is over. */
  readonly onStep?: (step: string, isWhole?: boolean) => void
  /** Told when something worth a line happened; never anything secret. */
  readonly onEvent: (event: EngineEvent) => void
}

/** What the engine tells as it goes. */
export type EngineEvent =
  | { readonly kind: 'folder_missing' }
  | { readonly kind: 'folder_back' }
  | { readonly kind: 'server_away'; readonly code: string; readonly failure: string }
  | { readonly kind: 'server_back' }
  | { readonly kind: 'disk_trouble'; readonly failure: string }
  | { readonly kind: 'watch_unavailable'; readonly failure: string }
  /** What is on its way to this new device: see `FirstTier` in sync. */
  | { readonly kind: 'first_tier'; readonly tier: FirstTier }
  | { readonly kind: 'roll'; readonly roll: RollCall }
