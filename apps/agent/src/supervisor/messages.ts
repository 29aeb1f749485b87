/*
 * What the process that keeps an engine going and the engine's own process say to each other.
 */

/** From the engine's process. `isWhole`: it has been through one whole round of its work. */
export type FromEngine =
  | { readonly kind: 'beat'; readonly step: string; readonly isWhole: boolean }
  /** It ends now, and this is why; see `HowItEnded`. */
  | { readonly kind: 'bye'; readonly how: 'restart' | 'busy' | 'left' }
  | { readonly kind: 'bye'; readonly how: 'over'; readonly exitCode: number }

/** To the engine's process. */
export interface ToEngine {
  readonly kind: 'stop'
}

/** What the engine's process is told at its start, as its one argument in JSON. */
export interface EngineStart {
  readonly root: string
  readonly isSafeMode: boolean
  readonly isQuiet: boolean
  /** A file whose conditions count instead of measured ones; null: what is measured counts. */
  readonly conditions: string | null
}

/** Whether something that came from the engine's process is a message of ours. */
export function isFromEngine(message: unknown): message is FromEngine {
  return typeof message === 'object' && message !== null && 'kind' in message && KINDS.has(message.kind)
}

const KINDS: ReadonlySet<unknown> = new Set<FromEngine['kind']>(['beat', 'bye'])
