import type { Reason } from './reason.ts'
import { dayOf, reasonsOf, withFact } from './reason.ts'

/** Check 1: the account that is signed in, and what the owner of the device chose. */
export type SettingsReasonCode =
  | 'signed_out'
  | 'account_mismatch'
  | 'auth_expired'
  | 'device_removed'
  | 'sync_off'
  | 'paused_by_you'
  | 'source_excluded'
  | 'older_than_start_date'
  | 'permission_limited'

const { waiting, blocked, excluded } = reasonsOf('settings')

/** The words of check 1. */
export const SETTINGS_REASONS: { readonly [Code in SettingsReasonCode]: Reason } = {
  signed_out: blocked(
    'you',
    () => 'Nobody is signed in on this device, so nothing moves.',
    'rollcall unlink --keep, then rollcall link',
    ['sign_in_again'],
  ),
  account_mismatch: blocked(
    'you',
    (facts) =>
      `This folder belongs to ${facts['expected'] ?? 'another account'}, and ${
        facts['found'] ?? 'a different one'
      } is signed in, so nothing moves.`,
    'rollcall unlink --keep, then rollcall link with the account that the folder belongs to',
    ['sign_in_again'],
  ),
  auth_expired: blocked(
    'you',
    () => 'This device is no longer signed in, so nothing moves.',
    'rollcall unlink --keep, then rollcall link',
    ['sign_in_again'],
  ),
  device_removed: blocked(
    'you',
    () => 'This device was removed from the account, so nothing moves.',
    'rollcall unlink --keep, then rollcall link',
    ['sign_in_again'],
  ),
  sync_off: waiting(
    'you',
    () => 'Sync is turned off for this device, so no photo moves in or out.',
    'rollcall settings isOn on',
    ['turn_sync_on'],
  ),
  paused_by_you: waiting(
    'you',
    (facts) =>
      typeof facts['until'] === 'number'
        ? 'Sync is paused on this device for a while; it goes on by itself.'
        : 'Sync is paused on this device.',
    'rollcall resume',
    ['resume'],
  ),
  source_excluded: excluded('nobody', (facts) => `Left alone by rule: ${facts['because']}.`, null, [
    'include_folder',
  ]),
  older_than_start_date: excluded(
    'you',
    (facts) =>
      `It is from ${dayOf(facts['takenAt'])}, and this device takes up photos from ${dayOf(facts['startDate'])} on.`,
    'rollcall settings startDate none',
    ['clear_start_date'],
  ),
  permission_limited: blocked(
    'you',
    (facts) =>
      `The system lets Rollcall see only some of the photos${withFact(' (', facts['failure'], ')')}, and not this one.`,
    "Allow Rollcall to see all photos, in the system's settings",
    ['give_full_access'],
  ),
}
