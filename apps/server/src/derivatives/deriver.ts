import type { DerivativeKind, MediaFacts } from '@rollcall/media'
import type { Recipe, Sha256 } from '@rollcall/protocol'
import type { DecodeFailureCode } from './decode-failure.ts'

/** Reads a file and makes its derivatives, where it can do no harm: see `createDeriver`. */
export interface Deriver {
  /** Never rejects for what is in the file; rejects when it was aborted or closed, or could not be started at all. */
  readonly derive: (job: DeriveJob, signal: AbortSignal) => Promise<DeriveResult>
  /** Jobs that it does at once. */
  readonly jobsAtOnce: number
  /** Further jobs that it likes to have waiting, so that it need not wait for the next. */
  readonly jobsAhead: number
  readonly close: () => Promise<void>
}

/**
 * A file to look into. `stills`: read its metadata and make the small, medium and preview pictures; `stream`: make the video that
 * browsers play; `look_hash`: see how a small picture looks, no more. Files are written to `outFolder`, which holds nothing else, but
 * perhaps the file itself.
 */
export interface DeriveJob {
  readonly wants: 'stills' | 'stream' | 'look_hash'
  readonly path: string
  readonly name: string
  /** The file's own time on the device it came from, milliseconds since 1970-01-01 UTC. */
  readonly modifiedAt: number
  readonly sha256: Sha256
  readonly bytes: number
  /** Done to the picture, or to the poster of a video, before `stills` are made of it; null: the file as it is. */
  readonly recipe: Recipe | null
  readonly outFolder: string
}

/** A derivative in a file of its own. Pixels; bytes. */
export interface MadeFile {
  readonly kind: DerivativeKind
  readonly path: string
  readonly bytes: number
  readonly width: number
  readonly height: number
  readonly mime: string
}

/** Why nothing could be made of a file. The last three: it was the only one that was worked on. */
export type DeriveFailureCode = DecodeFailureCode | 'out_of_time' | 'out_of_memory' | 'crashed'

/** What a file says of itself, and what could be made of it. */
export interface DeriveResult {
  /** Null only when the file could not even be looked into without harm, and when nobody asked. */
  readonly facts: MediaFacts | null
  readonly outcome:
    | {
        readonly kind: 'made'
        readonly files: readonly MadeFile[]
        /** Base64; null for a stream. */
        readonly thumbhash: string | null
        /** `#rrggbb`; null for a stream. */
        readonly colour: string | null
        /** See `lookHashOf` in media; null for a stream, and when there is nothing to go by. */
        readonly lookHash: string | null
        /** Pixels of the original, the right way up; what a recipe leaves of them. */
        readonly width: number
        readonly height: number
        readonly from: 'original' | 'embedded_preview'
      }
    | { readonly kind: 'failed'; readonly code: DeriveFailureCode; readonly detail: string }
  /** Whether browsers need a stream of it. */
  readonly isStreamNeeded: boolean
}
