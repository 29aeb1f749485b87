import type { Facts } from '@rollcall/protocol'
import type { Reason } from './reason.ts'
import { dayOf, reasonsOf, sizeOf, withFact } from './reason.ts'

/** About one photo alone. */
export type ItemReasonCode =
  | 'verified'
  | 'duplicate_of'
  | 'uploading'
  | 'downloading'
  | 'queued'
  | 'source_missing'
  | 'source_changing'
  | 'unreadable'
  | 'unsupported_type'
  | 'too_large'
  | 'corrupt_source'
  | 'incomplete_live_photo'
  | 'digest_mismatch'
  | 'readback_mismatch'
  | 'replica_pending'
  | 'deleted_by_you'
  | 'held_by_firewall'
  | 'conflict_kept_both'
  | 'gone'

/** The other half of a Live Photo, by the part that it plays. */
const HALVES: Readonly<Record<string, string>> = {
  motion: 'its moving half',
  still: 'its still picture',
}

const { safe, moving, waiting, blocked, excluded } = reasonsOf('item')

/** The words of reasons that are about one photo. */
export const ITEM_REASONS: { readonly [Code in ItemReasonCode]: Reason } = {
  verified: safe(() => 'The server holds it and has read it back.'),
  duplicate_of: safe((facts) => `The server holds it; it has the same content as ${facts['path']}.`),
  conflict_kept_both: {
    ...safe(
      (facts) =>
        `It was changed in two places at once, and both are kept${withFact('; the other one is ', facts['path'])}.`,
    ),
    mender: 'you',
    fix: 'rollcall versions PHOTO shows both; rollcall revert PHOTO --to VERSION chooses one',
    fixes: ['review_conflict'],
  },
  incomplete_live_photo: safe(
    (facts) =>
      `The server holds it; ${HALVES[String(facts['missing'])] ?? 'its other half'} has not turned up yet, and is joined to it when it does.`,
  ),
  uploading: moving(
    (facts) => `On its way to the server, ${sizeOf(facts['bytesDone'])} of ${sizeOf(facts['bytes'])}.`,
  ),
  downloading: moving(
    (facts) => `On its way here, ${sizeOf(facts['bytesDone'])} of ${sizeOf(facts['bytes'])}.`,
  ),
  queued: waiting('nobody', () => 'Its turn comes next; nothing is in the way.', null, []),
  source_changing: waiting(
    'nobody',
    () => 'A file here has changed and waits to be read; this is taken up right after.',
    null,
    [],
  ),
  digest_mismatch: waiting(
    'nobody',
    () =>
      'The bytes that arrived were not the bytes that were sent, so the copy was thrown away. It is sent again.',
    null,
    ['retry'],
  ),
  readback_mismatch: waiting(
    'server_owner',
    () =>
      "The server's disk did not keep what was written to it, so that copy was thrown away. It is sent again.",
    "Check the server's disk if this stays",
    ['retry', 'check_server'],
  ),
  replica_pending: waiting(
    'server_owner',
    () =>
      "The server's copy is damaged and this device has none. A device that still has it will send it again.",
    'Turn on the other devices; they send it by themselves',
    ['find_original'],
  ),
  too_large: blocked(
    'you',
    (facts) => `At ${sizeOf(facts['bytes'])} it is larger than the server takes. It is safe only here.`,
    'Split the video',
    ['split_video'],
  ),
  unreadable: blocked(
    'you',
    (facts) =>
      `This device cannot read the file${withFact(' (', facts['failure'], ')')}, so it cannot be kept safe.`,
    'Check its permissions and the disk',
    ['mend_file', 'retry'],
  ),
  corrupt_source: blocked(
    'you',
    (facts) =>
      `The file here changes each time it is read${withFact(' (', facts['failure'], ')')}, so its bytes cannot be kept safe.`,
    'Check the disk of this device',
    ['mend_file', 'retry'],
  ),
  source_missing: blocked(
    'you',
    () => 'The folder, or the disk it lies on, is not there. Nothing is deleted anywhere because of it.',
    'Connect the disk, or put the folder back',
    ['bring_folder_back'],
  ),
  held_by_firewall: blocked(
    'you',
    (facts) =>
      `${facts['missing']} of ${facts['of']} files went missing here at once. Nothing is deleted until you say so.`,
    'rollcall held --restore, or rollcall held --delete',
    ['answer_held_restore', 'answer_held_delete'],
  ),
  gone: {
    check: 'item',
    state: 'deleted',
    mender: 'nobody',
    sentence: () =>
      'The photo was deleted for good before this change reached the server, so there is nothing left to change.',
    fix: null,
    fixes: [],
  },
  unsupported_type: excluded('nobody', () => 'Neither a photo nor a video nor a sidecar.', null, []),
  deleted_by_you: {
    check: 'item',
    state: 'deleted',
    mender: 'you',
    sentence: deleted,
    fix: 'rollcall restore, with --reimport when it was deleted for good',
    fixes: ['restore_photo'],
  },
}

function deleted(facts: Facts): string {
  const when = `${dayOf(facts['trashedAt'])}${facts['trashedBy'] ? ` on ${facts['trashedBy']}` : ''}`
  if (facts['isEarlierEdit'] === true)
    return `An earlier edit that was let go of on ${when}; the photo and how it looks now stay. ${facts['isForGood'] === true ? 'Its file is kept nowhere else any more.' : 'To see it again: rollcall revert PHOTO --to VERSION.'}`
  const where =
    facts['isForGood'] === true
      ? 'It was deleted for good, so nothing brings it back by itself.'
      : 'It is in the trash.'
  return `Deleted on ${when}. ${where}`
}
