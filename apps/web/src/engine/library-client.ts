import type {
  Facts,
  Album,
  AlbumId,
  Asset,
  AssetId,
  BatchId,
  DeviceRecord,
  Hold,
  Identity,
  Intent,
  LibraryRecord,
  Version,
} from '@rollcall/protocol'
import type { TimelineColumns } from '@rollcall/grid'
import type { DuplicateGroup, JournalEntry, ReasonCode } from '@rollcall/sync'
import type { PlaceNames } from './places/place-register.ts'

/*
 * What the pages ask of the library that lies in this browser. The library itself is kept by a worker, one for all tabs; the page holds
 * columns of numbers and the few photos that it shows, never one object for each photo.
 */

/** Which photos a timeline shows. */
export type TimelineQuery =
  /** Photos and videos that are neither in the trash nor hidden. */
  | { readonly kind: 'library' }
  | { readonly kind: 'favourites' | 'videos' | 'live' | 'hidden' | 'trash' | 'not_synced' }
  /** An album, in its own order, or what a smart album finds. */
  | { readonly kind: 'album'; readonly albumId: AlbumId }
  | { readonly kind: 'search'; readonly text: string }
  /** What of the library passes a filter. */
  | { readonly kind: 'filtered'; readonly filter: PhotoFilter }
  /** Just these, in this order, as far as they are known. */
  | { readonly kind: 'assets'; readonly assetIds: readonly AssetId[] }

/** What of the library is wanted; all of it must hold, and null asks for nothing. */
export interface PhotoFilter {
  readonly show: 'library' | 'favourites' | 'videos' | 'live'
  /** Only what is not wholly synced. */
  readonly isUnsynced: boolean
  /** Added from the device of this name. */
  readonly device: string | null
  /** Taken in the town, region or country of this name. */
  readonly place: string | null
}

/** Something that photos have in common, and how many of those that a library timeline shows. */
export interface CountedName {
  readonly name: string
  readonly photos: number
}

/** A timeline as it was at `generation`. `handles` name its photos, in the order of the columns, for {@link LibraryClient.cells}. */
export interface Timeline {
  readonly generation: number
  readonly columns: TimelineColumns
  readonly handles: Uint32Array
  /** False while a search is still looking: more may come with a later generation. */
  readonly isWhole: boolean
}

/** What a cell of the grid shows, and what a screen reader says of it. */
export interface CellPhoto {
  readonly assetId: AssetId
  readonly kind: Asset['kind']
  /** Milliseconds since 1970-01-01 UTC, and minutes to add for the time of the place; see `takenAtOf`. */
  readonly takenAt: number
  readonly offsetMinutes: number | null
  /** Addresses of what can be looked at; null until the server has made it, or where it cannot. */
  readonly small: string | null
  readonly medium: string | null
  readonly thumbhash: string | null
  readonly name: string
  readonly durationMs: number | null
  readonly isFavourite: boolean
  readonly isLive: boolean
  readonly isEdited: boolean
  readonly badge: Badge | null
  /** Where it was taken, by name; null where that is not known (yet), or nowhere. */
  readonly place: PlaceNames
}

/** Shown only of a photo that is not wholly synced. */
export type Badge = 'queued' | 'uploading' | 'only_here' | 'needs_you' | 'edit_pending' | 'excluded'

/** A photo picked or taken in this browser, until the server has verified it, and for a while after. */
export interface UploadEntry {
  readonly id: string
  readonly name: string
  readonly bytes: number
  readonly sentBytes: number
  readonly state: 'hashing' | 'waiting' | 'uploading' | 'verifying' | 'safe' | 'blocked' | 'excluded'
  /** Why it is not safe; null when it is, or moves. */
  readonly reason: ReasonCode | null
  /** What the sentence was made from. */
  readonly facts: Facts
  readonly sentence: string | null
  readonly assetId: AssetId | null
  /** A blob: address of a thumbnail made here; null where this browser cannot show the file. */
  readonly thumbnail: string | null
  /** When the server said that the bytes are verified, server clock. */
  readonly verifiedAt: number | null
  /** Whether closing the page loses nothing of it: false while it is copied, or where there is no room for a copy. */
  readonly isKept: boolean
}

/**
 * A library that is on its way to a browser that had nothing. The timeline `library` shows it as it was when the server wrote it down; cells
 * are null until their photo has come. Nothing can be done to it yet.
 */
export interface Arriving {
  /** Photos and videos that the timeline shows so far. */
  readonly assets: number
  /** When the newest of them was taken; null when there is none. */
  readonly newestAt: number | null
  /** How much of it has come whole, 0 to 1. */
  readonly share: number
}

/** What is so at this moment, small enough to be told whenever it changes. */
export interface ClientState {
  /** `first_load`: the library is on its way here. Once `coming` says how much, its timeline can be looked at; see {@link Arriving}. */
  readonly phase: 'opening' | 'signed_out' | 'first_load' | 'ready'
  readonly coming: Arriving | null
  readonly identity: Identity | null
  /** Whether the server answers; `away` says why not, as the doctor would. */
  readonly isOnline: boolean
  readonly away: {
    readonly code: ReasonCode
    readonly facts: Facts
    readonly sentence: string
    readonly since: number
  } | null
  /** Moves whenever something that timelines or records show has changed. */
  readonly generation: number
  /** Photos and videos that a library timeline shows. */
  readonly assets: number
  /** Changes made here that the server has not decided. */
  readonly unsent: number
  /** When the feed was last read to its head, this browser's clock; null before the first time. */
  readonly checkedAt: number | null
  readonly uploads: readonly UploadEntry[]
  /** What the roll of this browser says: every file ever picked here, by where it stands. */
  readonly roll: {
    readonly safe: number
    readonly inProgress: number
    readonly waiting: number
    readonly blocked: number
    readonly excluded: number
  }
  /** Bytes that this browser keeps for the library, and whether it has promised not to clear them. */
  readonly store: { readonly bytes: number; readonly isProtected: boolean | null }
}

/** What a deed came to. `refused`: nothing was changed, and the sentence says why. */
export type DeedOutcome =
  | { readonly kind: 'done'; readonly batchId: BatchId | null }
  | { readonly kind: 'refused'; readonly sentence: string }

/** The library of this browser. Calls reject only when the worker is gone; being offline is no reason to. */
export interface LibraryClient {
  readonly state: () => ClientState
  /** Tells of every change of {@link state}; answers what ends it. */
  readonly subscribe: (onChange: () => void) => () => void
  /** Goes on to sync at once; also after signing in or out. */
  readonly wake: () => void
  readonly timeline: (query: TimelineQuery) => Promise<Timeline>
  /** The photos behind some handles of a timeline, null where one is gone. At most 500 at a time. */
  readonly cells: (handles: Uint32Array) => Promise<readonly (CellPhoto | null)[]>
  /** For each group of photos the names of the towns where they were taken, the most frequent first, at most three. At most 100 groups. */
  readonly placesIn: (groups: readonly Uint32Array[]) => Promise<readonly (readonly string[])[]>
  /** What can be filtered by: places and devices with photos, those with the most first. At most 500 each. */
  readonly filterNames: () => Promise<{
    readonly places: readonly CountedName[]
    readonly devices: readonly CountedName[]
  }>
  readonly asset: (id: AssetId) => Promise<Asset | null>
  /** Records of one kind, such as albums; entries and versions only by album or asset. */
  readonly albums: () => Promise<readonly Album[]>
  readonly albumsOf: (id: AssetId) => Promise<readonly AlbumId[]>
  readonly versionsOf: (id: AssetId) => Promise<readonly Version[]>
  readonly devices: () => Promise<readonly DeviceRecord[]>
  readonly holds: () => Promise<readonly Hold[]>
  readonly commands: () => Promise<readonly Extract<LibraryRecord, { kind: 'command' }>[]>
  /** Newest first; `before` is the last batch of the page before. At most 100. */
  readonly journal: (before: BatchId | null) => Promise<readonly JournalEntry[]>
  readonly duplicates: () => Promise<readonly DuplicateGroup[]>
  /** Tries all intents on what this browser sees, and queues all of them as one batch, or none. Works offline. */
  readonly act: (intents: readonly Intent[]) => Promise<DeedOutcome>
  /** Takes a batch back as a whole, as far as nobody has changed the same since. */
  readonly undo: (batchId: BatchId) => Promise<DeedOutcome>
  /** Takes files in: they are copied into this browser's own store first, so that a reload loses nothing. */
  readonly upload: (files: readonly File[]) => void
  readonly retryUploads: () => void
  /** Sends what was picked here now, whatever power and network forbid. */
  readonly sendUploadsNow: () => void
  /** Leaves picked files out that are not in the library yet. */
  readonly leaveOutUploads: (ids: readonly string[]) => void
  /** Forgets everything kept here. Refuses (false) while something is only here, unless `even` says so. */
  readonly clear: (even: 'only_what_is_safe' | 'everything') => Promise<boolean>
}
