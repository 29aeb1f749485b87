import type { Caller, DevicesApi, LibraryApi, UnpackSegment } from '@rollcall/platform-client'
import type { Identity, MeasuredConditions, Sha256 } from '@rollcall/protocol'
import type { Clock, HmacSha256, Random, ServerAwayCode } from '@rollcall/sync'
import type { WebReplica } from './replica/web-replica.ts'
import type { LibraryFiles } from './store/library-files.ts'
import type { LibraryStore } from './store/library-store.ts'
import type { Uploads } from './uploads-port.ts'

/** What the engine of a browser needs of the world. */
export interface EnginePorts {
  readonly files: LibraryFiles
  readonly clock: Clock
  readonly random: Random
  readonly hmacSha256: HmacSha256
  /** SHA-256 of a text in UTF-8. */
  readonly sha256OfText: (text: string) => Promise<Sha256>
  /** The server of this page. */
  readonly caller: Caller
  readonly unpackSegment: UnpackSegment
  readonly conditions: () => Promise<MeasuredConditions>
  /** Bytes that this browser keeps for us, and whether it has promised not to clear them; null: it does not say. */
  readonly storeFacts: () => Promise<{ readonly bytes: number; readonly isProtected: boolean | null }>
  /** Local time minus UTC where this browser is, minutes. */
  readonly offsetMinutes: () => number
  /** Of this app, as devices tell it. */
  readonly version: string
  /** Such as `Firefox on Linux`. */
  readonly platform: string
  /** Makes what takes files in, over the library that it is to be a part of. */
  readonly createUploads: (library: UploadsLibrary) => Uploads
  /** Something that no retry mends: a bug, or files that are damaged. */
  readonly onBug: (failure: unknown) => void
}

/** What the uploads of a browser see of its library. */
export interface UploadsLibrary {
  /** Its state has a place for what they keep, `uploads`, which is swapped together with everything else. */
  readonly store: LibraryStore
  readonly replica: Pick<WebReplica, 'queue'>
  /** Null before the first sign-in. */
  readonly identity: () => Identity | null
  /** Null until somebody is signed in. */
  readonly api: () => (LibraryApi & DevicesApi) | null
  /** Why the server does not answer, since when; null while it does. */
  readonly away: () => { readonly code: ServerAwayCode; readonly since: number } | null
  /** Something was queued: send it. */
  readonly wake: () => void
}
