import type { UploadsApi } from '@rollcall/platform-client'
import type { LibraryId, MeasuredConditions, Sha256 } from '@rollcall/protocol'
import type { Clock, HmacSha256, PrivateFiles, Random } from '@rollcall/sync'

/** This browser's own files, as far as uploads need them. */
export type UploadFiles = Pick<
  PrivateFiles,
  'read' | 'readPart' | 'writeWhole' | 'append' | 'remove' | 'list'
>

/** Pictures of what was picked, made here before the server has made any. */
export interface Thumbnails {
  /** The address of a small picture of a file; null where this browser cannot show it. Never rejects. */
  readonly make: (file: Blob) => Promise<string | null>
  readonly drop: (address: string) => void
}

/** What uploads need of the world. */
export interface UploadPorts {
  /** Null where the browser gives a page no store of its own: then files are read from where they were picked. */
  readonly files: UploadFiles | null
  readonly clock: Clock
  readonly random: Random
  readonly hmacSha256: HmacSha256
  readonly createSha256: () => Promise<{
    readonly update: (bytes: Uint8Array) => void
    readonly digestHex: () => Sha256
  }>
  readonly sha256Of: (bytes: Uint8Array) => Promise<Sha256>
  readonly conditions: () => Promise<MeasuredConditions>
  readonly uploadsApi: (libraryId: LibraryId) => Pick<UploadsApi, 'have'>
  readonly thumbnails: Thumbnails
  /** Something that no retry mends. */
  readonly onBug: (failure: unknown) => void
}
