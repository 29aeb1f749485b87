import type { DeviceSettings, Facts } from '@rollcall/protocol'
import type { Item } from '../folder/item.ts'
import type { ActiveTransfer, Attempt, Conditions } from './conditions.ts'
import type { InputName } from './inputs.ts'
import type { Room } from './plan-room.ts'
import type { ReasonCode } from './reasons.ts'
import type { ItemState } from './reasons/reason.ts'

/**
 * What the engine may do with an item. `request_lease`: ask the server for leave to drop the original here; `evict`: put the smaller
 * version in its place [R5].
 */
export type Action = 'upload' | 'download' | 'download_preview' | 'request_lease' | 'evict' | 'none'

/** What a person has allowed an item once: mobile data without limit, or everything that power, network and hours forbid. */
export type Grant = 'none' | 'mobile' | 'everything'

/** A rule that spoke, with the values that it read. */
export interface Finding {
  readonly code: ReasonCode
  readonly facts: Facts
  /** When the item is tried next, wall milliseconds; null when that is not a matter of time. */
  readonly nextTry: number | null
  /** The input whose change alone alters the outcome; null when no single one does. */
  readonly until: InputName | null
}

/** The verdict over one item. `because[0]` is the finding that decided; `state` is where the item is counted [R1] [R2]. */
export interface Decision {
  readonly action: Action
  readonly state: ItemState
  readonly because: readonly [Finding, ...Finding[]]
}

/** An item with what the engine knows about its transfer. */
export interface ItemFacts {
  readonly item: Item
  readonly attempt: Attempt | null
  readonly active: ActiveTransfer | null
  readonly grant: Grant
  /** Whether this device has room for its original; see `planRoom`. `original` while storage is not optimised. */
  readonly room: Room
  /** This device holds the server's leave to drop its copy [R5]. */
  readonly isLeased: boolean
}

/** Looks at one thing that can stand in an item's way; null when it does not. Rules never act. */
export type Rule = (settings: DeviceSettings, conditions: Conditions, facts: ItemFacts) => Finding | null

/** A finding that time alone does not end. */
export function finding(code: ReasonCode, facts: Facts, until: InputName | null = null): Finding {
  return { code, facts, nextTry: null, until }
}
