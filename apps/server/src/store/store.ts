import type {
  AccountId,
  Asset,
  AssetId,
  Batch,
  ClientId,
  DeviceId,
  LibraryId,
  LibraryRecord,
  MutationOutcome,
  Recipe,
  Sha256,
  UploadId,
} from '@rollcall/protocol'
import type { DerivativeKind, MediaFacts } from '@rollcall/media'
import type { ClientLine, FeedBounds, JournalBook, RecordIndex } from '@rollcall/sync'
import type { BlobRow } from './blob-row.ts'
import type { DroppedReader, DroppedWriter } from './dropped-files.ts'
import type { LeaseReader, LeaseWriter } from './lease-store.ts'
import type { PasskeyStore } from './passkey-store.ts'
import type { ReportStore } from './report-store.ts'
import type { SegmentReader, SegmentWriter } from './segment-store.ts'
import type { StorageReader, StorageWriter } from './storage-store.ts'
import type { TrashReader, TrashWriter } from './trash-store.ts'
import type { VerificationReader } from './verification-store.ts'

/**
 * Where the server keeps everything but bytes. One library is one unit of order: a write takes the library first, so its
 * changes are numbered in the order in which they are committed, on every engine [R10].
 *
 * Callbacks are synchronous: they see one state of the library, and nothing can come in between. What a `write` callback
 * changed is kept if it returns and forgotten if it throws. When the promise resolves, the change survives a power cut.
 */
export interface Store {
  /** Runs `work` over one consistent state of a library. */
  readonly read: <Result>(libraryId: LibraryId, work: (reader: LibraryReader) => Result) => Promise<Result>
  /** Runs `work` in the library's turn and commits what it changed. */
  readonly write: <Result>(libraryId: LibraryId, work: (writer: LibraryWriter) => Result) => Promise<Result>
  readonly accounts: AccountStore
  readonly reports: ReportStore
  readonly passkeys: PasskeyStore
  /** Closes what the store holds open. Nothing may be asked of it afterwards. */
  readonly close: () => Promise<void>
}

/** A library's row. `quotaBytes` null: no limit. */
export interface LibraryRow extends FeedBounds {
  readonly libraryId: LibraryId
  readonly name: string
  readonly usedBytes: number
  readonly reservedBytes: number
  readonly quotaBytes: number | null
  readonly idKey: string
}

/**
 * Work: a durable original, or a look made of one, that has no derivatives of a version yet (`stills`), no stream that it needs, or
 * derivatives of an earlier release, and no look hash.
 */
export interface DerivationWork {
  /** What derivatives are kept by: the original's own hash, or the look's render id. */
  readonly sha256: Sha256
  /** The original that a recipe is done to; null: the original as it is. */
  readonly look: { readonly sha256: Sha256; readonly recipe: Recipe } | null
  readonly bytes: number
  readonly wants: 'stills' | 'stream' | 'look_hash'
  /** How often it was begun before. */
  readonly attempts: number
  /** Name and time of the file, as an asset has it. */
  readonly name: string
  readonly modifiedAt: number
}

/** A look that an asset was given. `seq` is that of the asset then. */
export interface RenditionRow {
  readonly assetId: AssetId
  readonly renderId: Sha256
  /** The file that the recipe is done to. */
  readonly sha256: Sha256
  readonly recipe: Recipe
  readonly seq: number
}

/** What was read out of an original, or made of a look, which has no facts. Derived: it can be read again. */
export interface DerivationRow {
  readonly version: number
  /** Null when the file could not even be looked into. */
  readonly facts: MediaFacts | null
  /** Pixels, the right way up; null when it could not be decoded. */
  readonly width: number | null
  readonly height: number | null
  readonly thumbhash: string | null
  readonly colour: string | null
  /** See `lookHashOf` in media; null when there is nothing to go by. Absent from rows of an earlier release. */
  readonly lookHash?: string | null
  readonly from: 'original' | 'embedded_preview' | null
  /** Why there are no derivatives, or no stream: a code and its details. */
  readonly failure: { readonly code: string; readonly detail: string } | null
}

/** Where a derivative lies; see `DerivativeFiles`. `digest`: its own SHA-256. */
export interface DerivativeRow {
  /** Of the original, or the render id of a look. */
  readonly sha256: Sha256
  readonly kind: DerivativeKind
  readonly version: number
  readonly mime: string
  readonly bytes: number
  readonly width: number
  readonly height: number
  readonly digest: string
  readonly file: string
  readonly position: number
}

/** An upload in parts. `received` has one byte a part, 1 where the part is on disk. */
export interface UploadRow {
  readonly uploadId: UploadId
  readonly sha256: Sha256
  readonly bytes: number
  readonly partDigests: readonly Sha256[]
  readonly received: readonly number[]
  readonly expiresAt: number
}

/** Questions to the records of one state of a library; see `RecordIndex` and `JournalBook` in sync for those that it shares. */
export interface RecordReader
  extends Pick<RecordIndex, 'record' | 'recordsIn' | 'placeAfter' | 'lastPlace' | 'entriesWithAsset'>,
    Pick<JournalBook, 'openBatch' | 'keysBefore'> {
  /** Records with `after < seq <= upTo`, in order of seq, at most `limit` [R10]. */
  readonly recordsBySeq: (after: number, upTo: number, limit: number) => readonly LibraryRecord[]
  /**
   * The seq of the first asset or record in that range with which their JSON would be longer than `bytes` together; never the first one.
   * Null: they all fit.
   */
  readonly firstChangeBeyond: (after: number, upTo: number, limit: number, bytes: number) => number | null
  /** Rows of the journal that stand behind `place`, oldest first, at most `limit`, each with its place; see `positionOf` in sync. */
  readonly journalAfter: (place: string, limit: number) => readonly { place: string; batch: Batch }[]
  /** The record that stands last in a scope; null when there is none. */
  readonly lastRecordIn: (scope: string) => LibraryRecord | null
}

/** Changes of the records of a library in its turn. */
export type RecordWriter = Pick<RecordIndex, 'putRecord' | 'dropRecord'> & Pick<JournalBook, 'putOpenBatch'>

/** Questions to one state of a library. */
export interface LibraryReader
  extends RecordReader,
    LeaseReader,
    DroppedReader,
    VerificationReader,
    SegmentReader,
    TrashReader,
    StorageReader {
  /** Rejects `read` and `write` themselves when the library does not exist; so there always is a row. */
  readonly library: () => LibraryRow
  readonly asset: (id: AssetId) => Asset | null
  /** Assets with `after < seq <= upTo`, in order of seq, at most `limit` [R10]. */
  readonly assetsBySeq: (after: number, upTo: number, limit: number) => readonly Asset[]
  readonly assetsWithBlob: (sha256: Sha256) => readonly Asset[]
  readonly clientLine: (clientId: ClientId) => ClientLine | null
  /** The outcomes, other than plain `applied`, of mutations `from…to` of a client. */
  readonly outcomes: (clientId: ClientId, from: number, to: number) => ReadonlyMap<number, MutationOutcome>
  /** Outcomes that may tell what was said of an asset, at most `limit`. */
  readonly outcomesAbout: (assetId: AssetId, limit: number) => readonly OutcomeRow[]
  readonly blob: (sha256: Sha256) => BlobRow | null
  /** Blobs in order of hash, after `after`, at most `limit`: the pages of `verify`. */
  readonly blobsAfter: (after: Sha256 | null, limit: number) => readonly BlobRow[]
  readonly upload: (uploadId: UploadId) => UploadRow | null
  readonly uploadOf: (sha256: Sha256) => UploadRow | null
  readonly uploadsExpiredAt: (now: number) => readonly UploadRow[]
  /**
   * Work below `version` that is due at `now`: looks, then originals, then streams, the newest of each first, then look hashes; at most
   * `limit` in all, and as many streams as `streamLimit`.
   */
  readonly derivationWork: (
    version: number,
    now: number,
    limit: number,
    streamLimit: number,
  ) => readonly DerivationWork[]
  /** The work of one original or look, if it is due; see {@link derivationWork}. */
  readonly derivationWorkOf: (sha256: Sha256, version: number, now: number) => DerivationWork | null
  readonly derivation: (sha256: Sha256) => DerivationRow | null
  readonly derivative: (sha256: Sha256, kind: DerivativeKind) => DerivativeRow | null
  readonly derivatives: (sha256: Sha256) => readonly DerivativeRow[]
  /** The looks that are kept of an asset, made or not, the newest first. */
  readonly renditionsOf: (assetId: AssetId) => readonly RenditionRow[]
  /** Assets, of any state, that were given a look. */
  readonly assetsWithRendition: (renderId: Sha256) => readonly Asset[]
  /** Assets, of any state, that were found under a key; see `pairingKeysOf` in media. */
  readonly assetsWithPairingKey: (key: string, limit: number) => readonly Asset[]
}

/** What became of a mutation, as it is kept for a retry. */
export interface OutcomeRow {
  readonly clientId: ClientId
  readonly n: number
  readonly outcome: MutationOutcome
}

/** Questions to, and changes of, a library in its turn. */
export interface LibraryWriter
  extends LibraryReader,
    LeaseWriter,
    DroppedWriter,
    RecordWriter,
    SegmentWriter,
    TrashWriter,
    StorageWriter {
  readonly nextSeq: () => number
  readonly nextNo: () => number
  readonly putAsset: (asset: Asset) => void
  readonly putClientLine: (clientId: ClientId, deviceId: DeviceId, line: ClientLine) => void
  /** `assetId`: whom it tells of, until that is forgotten. */
  readonly putOutcome: (outcome: OutcomeRow, assetId: AssetId | null) => void
  /**
   * Inserts or updates a blob; moves `usedBytes` by exactly what became durable or ceased to be charged. Durable bytes are
   * charged; lost ones are not, and are charged again when they come back.
   */
  readonly putBlob: (blob: BlobRow) => void
  /** Inserts an upload and reserves its bytes. */
  readonly openUpload: (upload: UploadRow) => void
  /** Notes that a part is here and prolongs the upload. Marking twice, or in an upload that is gone, changes nothing. */
  readonly markPart: (uploadId: UploadId, part: number, expiresAt: number) => void
  /** Deletes an upload and releases its reservation. */
  readonly closeUpload: (uploadId: UploadId) => void
  /** Begins a new epoch, greater than the library's own and than `above` [R11]. */
  readonly breakEpoch: (above?: number) => void
  readonly setQuota: (quotaBytes: number | null) => void
  /** Notes that an asset was given a look, which is work. Noted again, what was made of it stays. */
  readonly putRendition: (rendition: RenditionRow) => void
  /** Forgets that an asset was given a look; with the last asset of it also what was made of the look. */
  readonly dropRendition: (assetId: AssetId, renderId: Sha256) => void
  /** Notes that somebody began this work, and that nobody else does before `until`. Here and below: by original or render id. */
  readonly claimDerivation: (sha256: Sha256, until: number) => void
  /** Gives work back that was broken off for no fault of the file, until after `after`: it was not begun. */
  readonly releaseDerivation: (sha256: Sha256, after: number) => void
  /** Notes that work is not to be begun again before `after`. */
  readonly postponeDerivation: (sha256: Sha256, after: number) => void
  /** Stores what was read out of an original: its stills are done for this version. `streamDue`: a stream is wanted. */
  readonly putDerivation: (sha256: Sha256, derivation: DerivationRow, streamDue: boolean) => void
  /** Adds the look hash to what was read out of an original by an earlier release. */
  readonly putLookHash: (sha256: Sha256, lookHash: string | null) => void
  readonly putDerivative: (derivative: DerivativeRow) => void
  /**
   * The pictures, or the stream, of an original or look proved to be gone or wrong: they are work again, with the pictures of an original
   * also those of every look that was made of it. A claim on it stays.
   */
  readonly forgetDerivation: (sha256: Sha256, which: 'stills' | 'stream') => void
  readonly putPairingKey: (key: string, assetId: AssetId) => void
}

/** A person who may sign in. */
export interface AccountRow {
  readonly accountId: AccountId
  readonly name: string
  readonly passwordHash: string
  /** Whether it may administer the server. The first account is the owner. */
  readonly isOwner: boolean
  readonly libraryId: LibraryId
}

/** A signed-in device. `revokedAt` set: its token is refused `device_removed`. */
export interface DeviceRow {
  readonly deviceId: DeviceId
  readonly accountId: AccountId
  readonly name: string
  readonly tokenHash: string
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly revokedAt: number | null
}

/** A code by which one device lets another in; see RFC 8628. */
export interface DeviceCodeRow {
  readonly deviceCodeHash: string
  readonly userCode: string
  readonly deviceName: string
  readonly expiresAt: number
  /** Where it was asked for from; null where that is not known. */
  readonly address: string | null
  /** Set once a signed-in device has approved it. */
  readonly accountId: AccountId | null
}

/** Accounts, devices and sign-in codes. Each method is one transaction. */
export interface AccountStore {
  readonly list: () => Promise<
    readonly (AccountRow & { readonly usedBytes: number; readonly quotaBytes: number | null })[]
  >
  /** Creates an account with a library of its own, in epoch 1. Answers null when the name, folded, is taken. */
  readonly create: (account: NewAccount) => Promise<AccountRow | null>
  readonly byName: (name: string) => Promise<AccountRow | null>
  readonly byId: (accountId: AccountId) => Promise<AccountRow | null>
  readonly putDevice: (device: DeviceRow) => Promise<void>
  /** Notes that a device was heard of. Never brings a removed one back. */
  readonly touchDevice: (deviceId: DeviceId, lastSeenAt: number) => Promise<void>
  /** Removes a device of this account. Answers false when it has none such, or has removed it already. */
  readonly revokeDevice: (accountId: AccountId, deviceId: DeviceId, now: number) => Promise<boolean>
  /** Also finds a removed device: its token is refused by name. */
  readonly deviceByTokenHash: (tokenHash: string) => Promise<DeviceRow | null>
  /** The devices that are signed in, oldest first. */
  readonly devicesOf: (accountId: AccountId) => Promise<readonly DeviceRow[]>
  readonly putDeviceCode: (code: DeviceCodeRow) => Promise<void>
  /** Answers false when the code is gone or somebody else approved it first. */
  readonly approveDeviceCode: (deviceCodeHash: string, accountId: AccountId) => Promise<boolean>
  readonly deviceCodeByHash: (deviceCodeHash: string) => Promise<DeviceCodeRow | null>
  readonly deviceCodeByUserCode: (userCode: string) => Promise<DeviceCodeRow | null>
  /** Answers whether it was there: of two who use a code up, one is told so. */
  readonly removeDeviceCode: (deviceCodeHash: string) => Promise<boolean>
  /** Counts codes that are open, so that strangers cannot fill the table; drops expired ones. */
  readonly countDeviceCodes: (now: number) => Promise<number>
  readonly libraries: () => Promise<readonly LibraryRow[]>
  /** A small named secret of the server, such as the hash of the setup token; null removes it. */
  readonly setting: (name: string) => Promise<string | null>
  readonly putSetting: (name: string, value: string | null) => Promise<void>
  /** Sets one that is not set yet. Answers what it is then: of two who make one at once, both are told the same. */
  readonly keepSetting: (name: string, value: string) => Promise<string>
}

/** What {@link AccountStore.create} needs. Ids and keys come from the caller, who holds the Random port. */
export interface NewAccount {
  readonly accountId: AccountId
  readonly name: string
  readonly passwordHash: string
  readonly isOwner: boolean
  readonly libraryId: LibraryId
  readonly idKey: string
  readonly quotaBytes: number | null
  /** The storage plan that the quota is of; null, or without it: none. */
  readonly planId?: string | null
  readonly now: number
  /** Create it only on a server that has no account yet; otherwise answer null. */
  readonly onlyIfFirst?: boolean
}
