import type { AssetId, AssetKind, Sha256 } from '@rollcall/protocol'
import type { Attempt } from '@rollcall/sync'

/** What is known of a file once it was read to its end. */
export interface KnownContent {
  readonly sha256: Sha256
  readonly assetKind: AssetKind
  readonly mime: string
  readonly takenAt: number
  readonly takenFrom: string
  /** The same in both halves of a Live Photo; null where the file has none. */
  readonly liveKey: string | null
}

/** How far a picked file has come. */
export type Stage =
  /** It is copied into this browser's own store, and hashed on the way. */
  | { readonly kind: 'copying' }
  /** The page went before the file was copied; nothing of it is here any more. */
  | { readonly kind: 'torn' }
  | { readonly kind: 'unreadable'; readonly failure: string }
  | { readonly kind: 'unsupported'; readonly mime: string | null }
  | { readonly kind: 'ignored'; readonly because: string }
  /** A smaller version that Rollcall made [R9]. */
  | { readonly kind: 'preview'; readonly originalSha256: Sha256; readonly isOriginalHeld: boolean }
  /** `heldAs`: `file` is read from where it was picked, which ends with the page. */
  | (KnownContent & { readonly kind: 'to_upload'; readonly heldAs: 'copy' | 'file' })
  /** The server has said that the bytes are durable [R4]; the library does not name them yet. `assetId`: what it was declared as. */
  | (KnownContent & {
      readonly kind: 'to_record'
      readonly heldAs: 'copy' | 'file'
      readonly verifiedAt: number | null
      readonly assetId: AssetId | null
    })
  | (KnownContent & {
      readonly kind: 'safe'
      readonly assetId: AssetId
      readonly verifiedAt: number | null
      /** What the library called these bytes already; null when they came from here. */
      readonly duplicateOf: string | null
    })

/** A file that somebody picked in this browser: one line of its roll [R1]. Times are milliseconds since 1970-01-01 UTC. */
export interface PickedFile {
  readonly id: string
  readonly name: string
  readonly bytes: number
  readonly modifiedAt: number
  readonly pickedAt: number
  /** Files that were picked at once have the same. */
  readonly pick: string
  readonly stage: Stage
  /** Why the last try ended without success. */
  readonly attempt: Attempt | null
}

/** A file that was read to its end. */
export type ReadFile = PickedFile & { readonly stage: Extract<Stage, KnownContent> }

/** Whether a file was read to its end, so that its content is known. */
export function isRead(row: PickedFile): row is ReadFile {
  return 'sha256' in row.stage
}

/** Stages at which a file is somewhere else than here, or is not to be. */
const SETTLED: ReadonlySet<Stage['kind']> = new Set(['safe', 'unsupported', 'ignored'])

/** Whether nothing is left to be done about a file, by us or by anybody. */
export function isSettled({ stage }: PickedFile): boolean {
  return SETTLED.has(stage.kind)
}

/** Whether these bytes may be nowhere else than in this browser, so that forgetting them could lose them. */
export function isOnlyHere({ stage }: PickedFile): boolean {
  return stage.kind === 'copying' || stage.kind === 'to_upload' || stage.kind === 'to_record'
}

/** The name of a file's copy among this browser's private files. */
export function copyName(id: string): string {
  return `picked-${id}`
}

/** Whether a private file is the copy of a picked one. */
export function isCopyName(name: string): boolean {
  return name.startsWith('picked-')
}

/** Whether a private file's bytes are still wanted for this row. */
export function wantsCopy({ stage }: PickedFile): boolean {
  return (stage.kind === 'to_upload' || stage.kind === 'to_record') && stage.heldAs === 'copy'
}
