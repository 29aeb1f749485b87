/**
 * Time, as everything in Rollcall asks for it. The simulator brings a virtual one.
 */
export interface Clock {
  /** Wall time, milliseconds since 1970-01-01 UTC. May jump; never used to order edits [R13]. */
  readonly now: () => number
  /** Milliseconds since some moment of this boot; never goes back. Comparable between processes of one boot. */
  readonly monotonic: () => number
  /** Names this boot of the machine, so that {@link monotonic} readings of different boots are never compared. */
  readonly bootId: string
  /** Resolves after `milliseconds`, or at once when `signal` is aborted. Never rejects. */
  readonly sleep: (milliseconds: number, signal?: AbortSignalLike) => Promise<void>
}

/** The part of the platform's `AbortSignal` that the pure packages use. */
export interface AbortSignalLike {
  readonly aborted: boolean
  readonly addEventListener: (kind: 'abort', listener: () => void, options?: { once?: boolean }) => void
  readonly removeEventListener: (kind: 'abort', listener: () => void) => void
}
