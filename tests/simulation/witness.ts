import type { AssetId, Sha256 } from '@rollcall/protocol'
import { createSha256 } from '@rollcall/platform-node'

/*
 * What the simulation knows to be true, whatever the product believes: which originals people made, removed and trashed,
 * which of them the server has promised to keep, and which it cannot keep because the simulation spoilt them. Everything
 * that watches the product reports to it; only the first violation counts, for the others may follow from it.
 */

/** What must hold, by name. DESIGN §9 has the list; `finished` covers liveness and bugs that throw. */
export type Invariant =
  | 'promised bytes are durable'
  | 'rows have bytes'
  | 'replicas agree'
  | 'exactly once'
  | 'feed is gapless'
  | 'outbox drains'
  | 'usage adds up'
  | 'no resurrection'
  | 'nothing trashed unasked'
  | 'firewall holds'
  | 'accounting closes'
  | 'safe means safe'
  | 'no original is lost'
  | 'no original is invented'
  | 'files are left alone'
  | 'edit times are true'
  | 'halves are one'
  | 'no needless new client'
  | 'finished'

/** A broken invariant. `at` is virtual milliseconds. */
export interface Violation {
  readonly invariant: Invariant
  readonly detail: string
  readonly at: number
}

/** See the file's header. */
export class Witness {
  readonly #now: () => number
  #first: Violation | null = null
  /** Originals that people have put into folders. */
  readonly made = new Set<Sha256>()
  /** Originals that an engine has looked at. */
  readonly seen = new Set<Sha256>()
  /** Originals that a person removed or overwrote on some device. */
  readonly removed = new Set<Sha256>()
  /** Originals that the server has called durable. */
  readonly promised = new Set<Sha256>()
  /** Originals whose stored bytes the simulation has spoilt, until they are sent again. */
  readonly spoilt = new Set<Sha256>()
  /** Assets that a person may expect to go to the trash, or to come back out of it. */
  readonly trashable = new Set<AssetId>()
  readonly restorable = new Set<AssetId>()
  /** When each caption was truly written, virtual milliseconds. A caption of which that is not known any more is absent. */
  readonly captionedAt = new Map<string, number>()
  /** Whether some client may rightly find itself cloned or forgotten. */
  mayFork = false

  constructor(now: () => number) {
    this.#now = now
  }

  get first(): Violation | null {
    return this.#first
  }

  report(invariant: Invariant, detail: string): void {
    this.#first ??= { invariant, detail, at: Math.round(this.#now()) }
  }

  /** Reports unless `holds`. */
  expect(holds: boolean, invariant: Invariant, detail: () => string): void {
    if (!holds) this.report(invariant, detail())
  }
}

const knownSums = new WeakMap<Uint8Array, Sha256>()

/** SHA-256 of bytes that are never altered in place, remembered as long as they are. */
export function sumOf(bytes: Uint8Array): Sha256 {
  const known = knownSums.get(bytes)
  if (known !== undefined) return known
  const running = createSha256()
  running.update(bytes)
  const sum = running.digestHex()
  knownSums.set(bytes, sum)
  return sum
}
