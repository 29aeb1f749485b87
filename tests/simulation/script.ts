/*
 * What happens in one run: what people do, and what goes wrong, each at its time. A script is plain JSON, so that one that
 * found something can be kept and played again, whatever later becomes of the generator. Steps say `pick`, a number in
 * [0, 1), instead of naming a file or an asset: leaving a step out leaves every other one meaningful.
 */

/** Something that a person does on a device. */
export interface Operation {
  readonly at: number
  readonly device: number
  readonly kind: OperationKind
  readonly pick: number
}

/** See {@link Operation}. */
export type OperationKind =
  | 'add'
  | 'add_video'
  | 'add_live_half'
  | 'add_copy'
  | 'add_batch'
  | 'add_beside_download'
  | 'move'
  | 'edit'
  | 'delete'
  | 'delete_all'
  | 'put_back'
  | 'trash'
  | 'restore'
  | 'delete_for_good'
  | 'reimport'
  | 'favourite'
  | 'hide'
  | 'rate'
  | 'caption'
  | 'title'
  | 'date'
  | 'locate'
  | 'keyword'
  | 'look'
  | 'let_edit_go'
  | 'keep_edit'
  | 'unite'
  | 'create_album'
  | 'set_album'
  | 'move_album'
  | 'trash_album'
  | 'restore_album'
  | 'place_entry'
  | 'remove_entry'
  | 'undo'
  | 'pause'
  | 'resume'
  | 'answer_held'
  | 'choose_setting'
  | 'give_command'
  | 'answer_hold'
  | 'optimise'
  | 'fetch_back'
  | 'pin'
  | 'change_plan'
  | 'wipe'

/** Something that goes wrong, or that the server's operator does. `device` null: at the server. */
export interface Fault {
  readonly at: number
  readonly device: number | null
  readonly kind: FaultKind
  readonly pick: number
  /** How long it lasts, milliseconds; of a backup, how old it is. */
  readonly lasts: number
}

/** See {@link Fault}. */
export type FaultKind =
  | 'crash'
  | 'power_cut'
  | 'partition'
  | 'bad_network'
  | 'sync_fails'
  | 'disk_full'
  | 'unreadable_folder'
  | 'folder_gone'
  | 'clock_jump'
  | 'clone'
  | 'rot'
  | 'verify'
  | 'quota'
  | 'restore_backup'
  | 'month_passes'
  | 'hours_pass'
  | 'visit'

/** One run. `seed` decides what steps and faults leave open. */
export interface Script {
  readonly seed: number
  /** It seldom goes on for months, or until a new device has begun. */
  readonly isBrief?: boolean
  readonly devices: number
  /** Changes of a page of the feed; null: as many as the server gives. */
  readonly pageLimit: number | null
  /** The probability of each kind of network trouble, for every request and all the time. */
  readonly weather: number
  readonly operations: readonly Operation[]
  readonly faults: readonly Fault[]
}
