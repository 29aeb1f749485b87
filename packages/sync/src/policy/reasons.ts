import { CONNECTION_REASONS } from './reasons/connection-reasons.ts'
import type { ConnectionReasonCode } from './reasons/connection-reasons.ts'
import type { OutdatedReasonCode, PowerReasonCode, StuckReasonCode } from './reasons/engine-reasons.ts'
import { OUTDATED_REASONS, POWER_REASONS, STUCK_REASONS } from './reasons/engine-reasons.ts'
import type { ItemReasonCode } from './reasons/item-reasons.ts'
import { ITEM_REASONS } from './reasons/item-reasons.ts'
import type { Reason } from './reasons/reason.ts'
import type { SettingsReasonCode } from './reasons/settings-reasons.ts'
import { SETTINGS_REASONS } from './reasons/settings-reasons.ts'
import type { CloudReasonCode, DeviceStorageReasonCode } from './reasons/storage-reasons.ts'
import { CLOUD_REASONS, DEVICE_STORAGE_REASONS } from './reasons/storage-reasons.ts'

/*
 * Every reason that this release can give for an item, with its words. A sentence says what is so and what it means for the
 * photo; the fix says what to do. Codes are stable: the CLI's JSON, the API and logs use the same ones. A code without words
 * does not compile. The tables of the single checks are in `reasons/`.
 */

/** See the file's header. */
export type ReasonCode =
  | SettingsReasonCode
  | ConnectionReasonCode
  | CloudReasonCode
  | DeviceStorageReasonCode
  | StuckReasonCode
  | OutdatedReasonCode
  | PowerReasonCode
  | ItemReasonCode

/** The catalogue; see the file's header. */
export const REASONS: { readonly [Code in ReasonCode]: Reason } = {
  ...SETTINGS_REASONS,
  ...CONNECTION_REASONS,
  ...CLOUD_REASONS,
  ...DEVICE_STORAGE_REASONS,
  ...STUCK_REASONS,
  ...OUTDATED_REASONS,
  ...POWER_REASONS,
  ...ITEM_REASONS,
}
