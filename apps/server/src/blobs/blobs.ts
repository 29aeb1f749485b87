import type { Outcome, Problem, Sha256, UploadId } from '@rollcall/protocol'

/**
 * Where the server keeps bytes. Content-addressed: the name of a blob is the SHA-256 of its bytes, and what is stored once is
 * never altered. Knows nothing of libraries and quotas.
 */
export interface Blobs {
  /**
   * Takes a whole blob. Accepts only when the bytes, read again from the disk, hash to `sha256` and would survive a power
   * cut [R4] [R14]. Refuses `size_mismatch`, `digest_mismatch`, `body_cut_short`, `readback_mismatch`, `server_disk_full`
   * and `storage_failed`, and then leaves nothing that could be read. Storing bytes that are there already replaces them by
   * the same. After a refusal the body may be read in part or not at all; it is left open.
   */
  readonly store: (
    sha256: Sha256,
    bytes: number,
    body: AsyncIterable<Uint8Array>,
  ) => Promise<Outcome<null, Problem>>
  /**
   * Takes one part of an upload, at `offset`; it would survive a power cut when accepted. Refuses as {@link store}. Run
   * again or twice at once, it writes the same once more; bytes that are not the part's are never written.
   */
  readonly storePart: (part: PartToStore) => Promise<Outcome<null, Problem>>
  /** Makes a blob of an upload whose parts are all here; the rest as {@link store}. Run again, it answers the same. */
  readonly assemble: (uploadId: UploadId, sha256: Sha256, bytes: number) => Promise<Outcome<null, Problem>>
  /** Drops the parts of an upload, if there are any. */
  readonly dropUpload: (uploadId: UploadId) => Promise<void>
  /** Opens a blob for reading; null where there is none. */
  readonly open: (sha256: Sha256) => Promise<OpenBlob | null>
  /** Where on this machine a blob can be read as a file, and never written; null where there is none. */
  readonly localPath: (sha256: Sha256) => Promise<string | null>
  /** Reads a blob again and compares it with its name. Rejects when the store itself is gone, as a volume not mounted. */
  readonly check: (sha256: Sha256, bytes: number) => Promise<BlobCheck>
  /** The length of a blob, without reading it; null where there is none. Rejects as {@link check}. */
  readonly sizeOf: (sha256: Sha256) => Promise<number | null>
  /**
   * Runs `work`, in which bytes get their place and a row is made that names them. As long as it runs, {@link remove} leaves the blob
   * alone; a removal that has begun is waited for. Several may keep the same blob at once.
   */
  readonly keepDuring: <Result>(sha256: Sha256, work: () => Promise<Result>) => Promise<Result>
  /**
   * Deletes a blob that nothing names any more, so that it is gone after a power cut too. `isUnneeded` is asked while nobody can begin
   * to keep it. Answers whether it is settled: false when somebody keeps the blob just now, and it has to be asked again. Deleting what
   * is not there settles it.
   */
  readonly remove: (sha256: Sha256, isUnneeded: () => Promise<boolean>) => Promise<boolean>
  /** Deletes what a stopped server left half-done, but for the uploads named. */
  readonly clearLeftovers: (keep: ReadonlySet<UploadId>) => Promise<void>
  /** Bytes that the volume can still take. */
  readonly freeBytes: () => Promise<number>
}

/** A part on its way. `digest` is the SHA-256 that the client declared for it. */
export interface PartToStore {
  readonly uploadId: UploadId
  readonly offset: number
  readonly bytes: number
  readonly digest: Sha256
  readonly body: AsyncIterable<Uint8Array>
}

/** A blob open for reading. `read` yields the bytes `from ≤ position < to` and closes the file when it ends or is left. */
export interface OpenBlob {
  readonly bytes: number
  readonly read: (from: number, to: number) => AsyncIterable<Uint8Array>
  readonly close: () => Promise<void>
}

/** What reading a blob again showed. */
export type BlobCheck = 'intact' | 'missing' | 'readback_mismatch' | 'unreadable'
