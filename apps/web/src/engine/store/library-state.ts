import type { ClientId, Cursor, Identity, Intent, MutationOutcome } from '@rollcall/protocol'

/*
 * All that counts, in one small document that is swapped as a whole: which files are the base, where it stands in the feed, and what was
 * done here and is not sent. Whatever file it does not name is rubbish.
 */

/** A block of the base. */
export interface BlockEntry {
  /** Its number, which its name is made of; a later block has a greater one. */
  readonly file: number
  readonly rows: number
}

/** A file of records. */
export interface RecordsEntry {
  readonly file: number
  readonly rows: number
}

/** A mutation in this client's line. `outcome`: the server has decided it, and the base does not show that yet. */
export interface QueuedMutation {
  readonly n: number
  readonly intent: Intent
  readonly baseSeq: number
  readonly queuedAt: number
  readonly queuedMonotonic: number
  readonly bootId: string
  readonly outcome: MutationOutcome | null
}

/** Who this browser is to the server; see `Replica`. */
export interface ClientLine {
  readonly clientId: ClientId
  readonly nonce: string | null
  readonly frozen: { readonly next: string; readonly through: number } | null
  readonly settledThrough: number
  readonly formerIds: readonly ClientId[]
}

/** See the file's header. */
export interface LibraryState {
  readonly form: typeof STATE_FORM
  /** Files from this number on are free. */
  readonly nextFile: number
  /** By the number that columns know a block by; null where one is free. */
  readonly blocks: readonly (BlockEntry | null)[]
  readonly records: readonly RecordsEntry[]
  /** The columns as they once were; null when there is no such file. */
  readonly snapshot: { readonly file: number } | null
  readonly cursor: Cursor | null
  readonly line: ClientLine
  readonly outbox: readonly QueuedMutation[]
  /** Whose library this is; null before the first sign-in. */
  readonly identity: Identity | null
  /** When the feed was last read to its head, this browser's clock. */
  readonly checkedAt: number | null
  /** What the uploads of this browser keep; theirs alone to read. */
  readonly uploads: unknown
}

/** A release that writes another form reads this one, or begins anew. */
export const STATE_FORM = 1

/** The state of a browser that has nothing yet. */
export function emptyState(clientId: ClientId): LibraryState {
  return {
    form: STATE_FORM,
    nextFile: 1,
    blocks: [],
    records: [],
    snapshot: null,
    cursor: null,
    line: { clientId, nonce: null, frozen: null, settledThrough: 0, formerIds: [] },
    outbox: [],
    identity: null,
    checkedAt: null,
    uploads: null,
  }
}

/** Writes a state. */
export function encodeState(state: LibraryState): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(state))
}

/**
 * Reads a state, whose bytes are as they were written: the file's own hash says so. Throws when another release wrote it in a form that
 * this one does not know.
 */
export function decodeState(bytes: Uint8Array): LibraryState {
  const state = JSON.parse(new TextDecoder().decode(bytes)) as LibraryState
  if (state.form !== STATE_FORM) throw new Error(`Cannot read library: its form is ${String(state.form)}`)
  return state
}

/** Name of a file by its number. */
export function blockName(file: number): string {
  return `block-${file}`
}

/** Name of a file of records by its number. */
export function recordsName(file: number): string {
  return `records-${file}`
}

/** Name of a snapshot by its number. */
export function snapshotName(file: number): string {
  return `columns-${file}`
}

/** Names of the library's files that a state names; others of its kinds are rubbish. */
export function filesOf({ blocks, records, snapshot }: LibraryState): ReadonlySet<string> {
  return new Set([
    ...blocks.flatMap((block) => (block === null ? [] : [blockName(block.file)])),
    ...records.map(({ file }) => recordsName(file)),
    ...(snapshot === null ? [] : [snapshotName(snapshot.file)]),
  ])
}

const OWN_NAME = /^(?:block|records|columns)-\d+$/

/** Whether a file is one of the library's, rather than of the uploads. */
export function isLibraryFile(name: string): boolean {
  return OWN_NAME.test(name)
}
