import type { Facts } from '@rollcall/protocol'
import { formatBytes } from './format-bytes.ts'

/*
 * Every reason that this release can give for an item, with its words. A sentence says what is so and what it means for the
 * photo; the fix says what to do. Codes are stable: the CLI's JSON, the API and logs use the same ones. A code without words
 * does not compile.
 */

/** Where an item is counted [R1]. */
export type ItemState = 'safe' | 'inProgress' | 'waiting' | 'blocked' | 'excluded' | 'deleted'

/** See the file's header. */
export type ReasonCode =
  | 'verified'
  | 'duplicate_of'
  | 'uploading'
  | 'downloading'
  | 'queued'
  | 'source_changing'
  | 'paused_by_you'
  | 'not_running'
  | 'offline'
  | 'server_unreachable'
  | 'throttled'
  | 'digest_mismatch'
  | 'readback_mismatch'
  | 'replica_pending'
  | 'auth_expired'
  | 'device_removed'
  | 'client_too_old'
  | 'server_too_old'
  | 'quota_full'
  | 'too_large_for_quota'
  | 'server_disk_full'
  | 'device_disk_full'
  | 'too_large'
  | 'unreadable'
  | 'source_missing'
  | 'preview_only'
  | 'held_by_firewall'
  | 'unsupported_type'
  | 'source_excluded'
  | 'deleted_by_you'

/** Who can mend it: time alone, the person with this device, or whoever runs the server. */
export type Mender = 'nobody' | 'you' | 'server_owner'

/** The words and the weight of a reason. */
export interface Reason {
  readonly state: ItemState
  readonly mender: Mender
  /** What is so, and what it means for the photo. */
  readonly sentence: (facts: Facts) => string
  /** What to do; null when nothing needs doing. */
  readonly fix: string | null
}

function safe(sentence: Reason['sentence']): Reason {
  return { state: 'safe', mender: 'nobody', sentence, fix: null }
}

function moving(sentence: Reason['sentence']): Reason {
  return { state: 'inProgress', mender: 'nobody', sentence, fix: null }
}

function waiting(mender: Mender, sentence: Reason['sentence'], fix: string | null = null): Reason {
  return { state: 'waiting', mender, sentence, fix }
}

function blocked(mender: Mender, sentence: Reason['sentence'], fix: string): Reason {
  return { state: 'blocked', mender, sentence, fix }
}

function size(value: Facts[string] | undefined): string {
  return typeof value === 'number' ? formatBytes(value) : 'a size not measured'
}

function day(value: Facts[string] | undefined): string {
  return typeof value === 'number' ? new Date(value).toISOString().slice(0, 10) : 'a day not recorded'
}

/** The catalogue; see the file's header. */
export const REASONS: { readonly [Code in ReasonCode]: Reason } = {
  verified: safe(() => 'The server holds it and has read it back.'),
  duplicate_of: safe((facts) => `The server holds it; it has the same content as ${facts['path']}.`),
  uploading: moving(
    (facts) => `On its way to the server, ${size(facts['bytesDone'])} of ${size(facts['bytes'])}.`,
  ),
  downloading: moving((facts) => `On its way here, ${size(facts['bytesDone'])} of ${size(facts['bytes'])}.`),
  queued: waiting('nobody', () => 'Its turn comes next; nothing is in the way.'),
  source_changing: waiting(
    'nobody',
    () => 'A file here has changed and waits to be read; this is taken up right after.',
  ),
  paused_by_you: waiting('you', () => 'Sync is paused on this device.', 'rollcall resume'),
  not_running: waiting(
    'you',
    () => 'Sync is not running on this device, so it stays here until it is.',
    'rollcall sync',
  ),
  offline: waiting(
    'you',
    () => 'This device has no network, so nothing moves until it has.',
    'Connect to a network',
  ),
  server_unreachable: waiting(
    'server_owner',
    (facts) =>
      `The server${facts['server'] ? ` at ${facts['server']}` : ''} does not answer (${facts['failure']}).`,
    'Check that the server runs and that its address is right',
  ),
  throttled: waiting('nobody', () => 'The server asked for a pause between attempts.'),
  digest_mismatch: waiting(
    'nobody',
    () =>
      'The bytes that arrived were not the bytes that were sent, so the copy was thrown away. It is sent again.',
  ),
  readback_mismatch: waiting(
    'server_owner',
    () =>
      "The server's disk did not keep what was written to it, so that copy was thrown away. It is sent again.",
    "Check the server's disk if this stays",
  ),
  replica_pending: waiting(
    'server_owner',
    () =>
      "The server's copy is damaged and this device has none. A device that still has it will send it again.",
    'Turn on the other devices; they send it by themselves',
  ),
  auth_expired: blocked(
    'you',
    () => 'This device is no longer signed in, so nothing moves.',
    'rollcall link again',
  ),
  device_removed: blocked(
    'you',
    () => 'This device was removed from the account, so nothing moves.',
    'rollcall unlink, then rollcall link',
  ),
  client_too_old: blocked(
    'you',
    () => 'This Rollcall is too old for the server.',
    'Update Rollcall on this device',
  ),
  server_too_old: blocked(
    'server_owner',
    () => 'The server answers in a form that this Rollcall does not know.',
    'Update Rollcall on the server',
  ),
  quota_full: blocked(
    'you',
    (facts) =>
      `It needs ${size(facts['bytes'])}, and ${size(facts['freeBytes'])} of the quota are left. It is safe only here.`,
    'Free up space, or ask for a larger quota (rollcall admin set-quota)',
  ),
  too_large_for_quota: blocked(
    'you',
    (facts) =>
      `At ${size(facts['bytes'])} it is larger than the whole quota of ${size(facts['quotaBytes'])}. It is safe only here.`,
    'Ask for a larger quota (rollcall admin set-quota)',
  ),
  server_disk_full: blocked(
    'server_owner',
    () => "The server's disk is full. It is safe only here.",
    "Make room on the server's disk",
  ),
  device_disk_full: blocked(
    'you',
    (facts) => `It needs ${size(facts['bytes'])} here, and this disk is full. The server keeps it.`,
    'Make room on this disk',
  ),
  too_large: blocked(
    'you',
    (facts) => `At ${size(facts['bytes'])} it is larger than the server takes. It is safe only here.`,
    'Split the video',
  ),
  unreadable: blocked(
    'you',
    (facts) => `This device cannot read the file (${facts['failure']}), so it cannot be kept safe.`,
    'Check its permissions and the disk',
  ),
  source_missing: blocked(
    'you',
    () => 'The folder, or the disk it lies on, is not there. Nothing is deleted anywhere because of it.',
    'Connect the disk, or put the folder back',
  ),
  preview_only: blocked(
    'you',
    () => 'Only a smaller version is here, and the server does not have the original either.',
    'Bring the original from the device that took it',
  ),
  held_by_firewall: blocked(
    'you',
    (facts) =>
      `${facts['missing']} of ${facts['of']} files went missing here at once. Nothing is deleted until you say so.`,
    'rollcall held --restore, or rollcall held --delete',
  ),
  unsupported_type: {
    state: 'excluded',
    mender: 'nobody',
    sentence: () => 'Neither a photo nor a video nor a sidecar.',
    fix: null,
  },
  source_excluded: {
    state: 'excluded',
    mender: 'nobody',
    sentence: (facts) => `Left alone by rule: ${facts['because']}.`,
    fix: null,
  },
  deleted_by_you: {
    state: 'deleted',
    mender: 'you',
    sentence: (facts) =>
      `Deleted on ${day(facts['trashedAt'])}${facts['trashedBy'] ? ` on ${facts['trashedBy']}` : ''}. ${
        facts['isForGood'] === true
          ? 'It was deleted for good, so nothing brings it back by itself.'
          : 'It is in the trash.'
      }`,
    fix: 'rollcall restore, with --reimport when it was deleted for good',
  },
}
