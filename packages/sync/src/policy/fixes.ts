import type { DeviceSettings, Facts, Fix } from '@rollcall/protocol'
import type { FixKind } from './fix-kind.ts'

/*
 * Every fix that can be offered, with what it does. Which reason it mends is said by the reason; what it would move is counted by
 * `fixesFor`. None of them deletes anything but what somebody is asked about again.
 */

/** What a fix does: a setting, a command, a line for the terminal, or something that only a person can do. */
export type FixAction = Fix['action']

/** What a fix is made for. */
export interface FixContext {
  readonly settings: DeviceSettings
  /** The facts of the finding that it mends. */
  readonly facts: Facts
  /** Bytes of the items that have this finding. */
  readonly bytes: number
  /** By how much what has to be here is more than fits, see `planRoom`; null while nobody counted. */
  readonly overBytes: number | null
}

/** A fix before it is made for a device. */
export interface FixPlan {
  readonly label: string
  /** See `isReversible` of `Fix` in protocol. */
  readonly isReversible: boolean
  /** Null when it does not apply here. */
  readonly action: (context: FixContext) => FixAction | null
}

/** The line for a terminal that updates a device, run in the folder that Rollcall was installed in. */
export const UPDATE_LINE = 'git pull && npm ci'

/** The catalogue; see the file's header. */
export const FIXES: { readonly [Kind in FixKind]: FixPlan } = {
  sign_in_again: run('Sign in again on this device', 'rollcall unlink --keep, then rollcall link'),
  turn_sync_on: setting('Turn sync on for this device', () => ({ name: 'isOn', value: true })),
  resume: setting('Go on syncing', () => ({ name: 'pausedUntil', value: null })),
  include_folder: setting('Take this folder up again', ({ settings, facts }) =>
    typeof facts['folder'] === 'string'
      ? {
          name: 'excludedFolders',
          value: settings.excludedFolders.filter((folder) => folder !== facts['folder']),
        }
      : null,
  ),
  clear_start_date: setting('Take up photos of any age', () => ({ name: 'startDate', value: null })),
  give_full_access: byHand("Allow Rollcall to see all photos, in the system's settings"),

  connect_network: byHand('Connect this device to a network'),
  connect_wifi: byHand('Connect this device to Wi-Fi'),
  open_browser_sign_in: byHand('Open any page in a browser on this device and sign in to the network'),
  check_server: byHand('See whether the server runs and can be reached'),
  check_proxy: byHand('Check the proxy: its sign-in, and the sizes that it lets through'),
  renew_certificate: byHand("Renew the server's certificate"),
  set_clock: byHand('Set the clock of this device, or let it set itself'),
  reset_connections: command('Reset connections', { what: 'reset_connections' }),
  allow_mobile_data: setting('Turn Mobile data on', () => ({ name: 'mobileData', value: true })),
  allow_unlimited_updates: setting('Turn Unlimited updates on', () => ({
    name: 'unlimitedUpdates',
    value: true,
  })),
  allow_mobile_once: command('Use mobile data for these, this once', { what: 'allow_mobile_once' }),
  sync_now: command('Sync now anyway', { what: 'sync_now' }),
  ignore_low_data: setting('Go on in low data mode', () => ({ name: 'lowData', value: 'ignore' })),

  change_plan: run('Take a larger storage plan', 'rollcall plan'),
  free_up_cloud_space: run('Free up space on the server', 'rollcall free-up-space'),
  free_up_server_disk: byHand("Make room on the server's disk"),

  optimise_on: setting('Turn Optimise storage on: smaller versions here, originals on the server', () => ({
    name: 'optimise',
    value: true,
  })),
  raise_budget: setting('Give photos more room on this device', ({ settings, bytes, overBytes }) =>
    settings.budgetBytes === null
      ? null
      : { name: 'budgetBytes', value: settings.budgetBytes + (overBytes ?? bytes) },
  ),
  free_up_device_space: {
    label: 'Make room on this device',
    isReversible: true,
    action: ({ settings }) =>
      settings.optimise
        ? { kind: 'command', command: { what: 'free_up_space', bytes: null } }
        : { kind: 'by_hand' },
  },
  fetch_original: command('Bring the originals back to this device', { what: 'fetch', assetIds: null }),
  find_original: byHand('Turn on the device that has the original, and let it sync'),

  start_sync: run('Start sync on this device', 'rollcall sync'),
  restart_sync: command('Restart sync', { what: 'restart_sync' }),
  retry: command('Try again at once', { what: 'retry' }),

  update_client: command(`Update Rollcall on this device: ${UPDATE_LINE}`, { what: 'update' }),
  update_server: byHand('Update Rollcall on the server'),

  connect_power: byHand('Plug this device in'),
  power_always: setting('Sync on battery too', () => ({ name: 'power', value: 'always' })),
  lower_battery_floor: setting('Go on with less battery', ({ facts }) =>
    typeof facts['batteryPercent'] === 'number'
      ? { name: 'batteryFloor', value: Math.floor(facts['batteryPercent']) }
      : null,
  ),
  let_it_cool: byHand('Put this device somewhere cooler'),
  clear_schedule: setting('Sync at any hour', () => ({ name: 'schedule', value: null })),

  mend_file: byHand('Check the permissions of the file, and the disk that it lies on'),
  bring_folder_back: byHand('Connect the disk, or put the folder back where it was'),
  split_video: byHand('Cut the video into shorter ones'),
  answer_held_restore: run('Bring them back', 'rollcall held --restore'),
  answer_held_delete: run('Delete them; they go to the trash', 'rollcall held --delete'),
  restore_photo: run('Bring it back from the trash', 'rollcall restore'),
  review_conflict: run('See what was changed in two places, and choose', 'rollcall journal --conflicts'),
}

type SettingAction = Extract<FixAction, { kind: 'setting' }>['setting']

function setting(label: string, choose: (context: FixContext) => SettingAction | null): FixPlan {
  const action = (context: FixContext): FixAction | null => {
    const chosen = choose(context)
    return chosen === null ? null : { kind: 'setting', setting: chosen }
  }
  return { label, isReversible: true, action }
}

/** A command moves photos or bytes, or only tries again: nothing of that is lost, and nothing can be taken back. */
function command(label: string, what: Extract<FixAction, { kind: 'command' }>['command']): FixPlan {
  return { label, isReversible: false, action: () => ({ kind: 'command', command: what }) }
}

function run(label: string, line: string): FixPlan {
  return { label, isReversible: true, action: () => ({ kind: 'run', line }) }
}

function byHand(label: string): FixPlan {
  return { label, isReversible: true, action: () => ({ kind: 'by_hand' }) }
}
