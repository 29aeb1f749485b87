import type { AssetId } from '@rollcall/protocol'
import type { RollCall } from '@rollcall/sync'
import type { Badge, UploadEntry } from './library-client.ts'

/** Files picked or taken in this browser, as the engine composes them into its state and its report. */
export interface Uploads {
  /** Takes files in; returns when they are copied into this browser's own store, or at once where there is none. */
  readonly add: (files: readonly File[]) => Promise<void>
  /** Tries again at once what did not work. */
  readonly retry: () => void
  /** Sends what is here now, whatever power and network forbid. */
  readonly sendNow: () => void
  /** Leaves files out that are not in the library yet; their copies go. They stay on the roll, as left out. */
  readonly leaveOut: (ids: readonly string[]) => Promise<void>
  /** The library has moved, or the server has decided something of the outbox. */
  readonly notice: () => void
  readonly entries: () => readonly UploadEntry[]
  /** Every file ever picked here, decided. */
  readonly roll: () => RollCall
  /** Photos that are not wholly synced because of a file of this browser. */
  readonly badges: () => ReadonlyMap<AssetId, Badge>
  /** Whether something of it is nowhere else. */
  readonly isOnlyHere: () => boolean
  /** The library is signed in and the server answers: goes on until `signal` is aborted. */
  readonly run: (signal: AbortSignal) => Promise<void>
  /** Tells of every change of what the others answer. */
  readonly subscribe: (onChange: () => void) => () => void
  /** Forgets all files. */
  readonly clear: () => Promise<void>
}
