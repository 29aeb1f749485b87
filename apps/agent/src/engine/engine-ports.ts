import type { FirstTier, Random, RollCall } from '@rollcall/sync'
import type { DeviceState } from '../state/device-state.ts'
import type { TransferPorts } from '../transfer/transfer-ports.ts'

/** What the engine needs of the world. */
export interface EnginePorts extends TransferPorts {
  readonly random: Random
  readonly state: DeviceState
  /** The library's secret for asset ids, in hex. */
  readonly idKey: string
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
