import type { Reason } from './reason.ts'
import { reasonsOf, sizeOf } from './reason.ts'

/** Check 3: room in the plan and on the server's disk. */
export type CloudReasonCode = 'quota_full' | 'too_large_for_quota' | 'server_disk_full'

/** Check 4: room on the device, and what of a photo is here. */
export type DeviceStorageReasonCode =
  | 'device_disk_full'
  | 'over_budget'
  | 'original_elsewhere'
  | 'preview_only'
  | 'lease_refused'

const cloud = reasonsOf('cloud_storage')
const device = reasonsOf('device_storage')

/** The words of check 3. */
export const CLOUD_REASONS: { readonly [Code in CloudReasonCode]: Reason } = {
  quota_full: cloud.blocked(
    'you',
    (facts) =>
      `It needs ${sizeOf(facts['bytes'])}, and ${sizeOf(facts['freeBytes'])} of the quota are left. It is safe only here.`,
    'Free up space (rollcall free-up-space), or take a larger plan (rollcall plan)',
    ['free_up_cloud_space', 'change_plan'],
  ),
  too_large_for_quota: cloud.blocked(
    'you',
    (facts) =>
      `At ${sizeOf(facts['bytes'])} it is larger than the whole quota of ${sizeOf(facts['quotaBytes'])}. It is safe only here.`,
    'Take a larger plan (rollcall plan)',
    ['change_plan'],
  ),
  server_disk_full: cloud.blocked(
    'server_owner',
    () => "The server's disk is full. It is safe only here.",
    "Make room on the server's disk",
    ['free_up_server_disk', 'retry'],
  ),
}

/** The words of check 4. */
export const DEVICE_STORAGE_REASONS: { readonly [Code in DeviceStorageReasonCode]: Reason } = {
  device_disk_full: device.blocked(
    'you',
    (facts) => `It needs ${sizeOf(facts['bytes'])} here, and this disk is full. The server keeps it.`,
    'Make room on this disk',
    ['optimise_on', 'free_up_device_space'],
  ),
  over_budget: device.blocked(
    'you',
    (facts) =>
      facts['overBytes'] === undefined
        ? `Its original was asked for, and the room that photos may take here is used up (it needs ${sizeOf(
            facts['bytes'],
          )}). The server keeps it.`
        : `Smaller versions, and originals that are pinned or asked for, take ${sizeOf(
            facts['overBytes'],
          )} more than photos may take here.`,
    'Give photos more room on this device, or pin less',
    ['raise_budget', 'free_up_device_space'],
  ),
  original_elsewhere: device.safe(
    () => 'The server holds the original; what is here is smaller, to save room on this device.',
  ),
  preview_only: device.blocked(
    'you',
    (facts) =>
      facts['isEdited'] === true
        ? 'Another program changed this smaller version. Rollcall leaves it alone: it is no photo of its own, and the original is as it was.'
        : 'Only a smaller version is here, and the server does not have the original either.',
    'Bring the original from the device that took it',
    ['find_original'],
  ),
  lease_refused: device.safe(
    () => 'The server did not give leave to drop the original here, so the original stays until it does.',
  ),
}
