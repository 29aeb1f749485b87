import type { AssetId, ClientId, HoldId, Intent, Sha256 } from '@rollcall/protocol'
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
  | 'an asset keeps its number'
  | 'nothing trashed unasked'
  | 'firewall holds'
  | 'accounting closes'
  | 'safe means safe'
  | 'safe to wipe is safe'
  | 'no original is lost'
  | 'no original is invented'
  | 'files are left alone'
  | 'only what is held is dropped'
  | 'the budget is kept'
  | 'every photo can be seen'
  | 'originals come back'
  | 'edit times are true'
  | 'the later edit stands'
  | 'a restore beats a trash'
  | 'an addition beats a removal'
  | 'nothing purged early'
  | 'no version is lost'
  | 'an earlier edit is kept'
  | 'albums have one order'
  | 'no folder is in itself'
  | 'journal is whole'
  | 'a hold holds'
  | 'a release comes to its end'
  | 'trash ends'
  | 'a command is done once'
  | 'commands are answered'
  | 'a chosen setting stands'
  | 'halves are one'
  | 'no needless new client'
  | 'finished'

/** A broken invariant. `at` is virtual milliseconds. */
export interface Violation {
  readonly invariant: Invariant
  readonly detail: string
  readonly at: number
}

/** A mutation as it was queued, and when that truly was: milliseconds since 1970-01-01 UTC by true clocks. */
export interface QueuedMutation {
  readonly intent: Intent
  readonly baseSeq: number
  readonly at: number
}

/** What a device has queued, by number in its client's line. */
export type QueuedLine = Map<number, QueuedMutation>

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
  /** Originals that the server has let go of, because they were deleted for good long ago. */
  readonly purged = new Set<Sha256>()
  /** Originals whose stored bytes the simulation has spoilt, until they are sent again. */
  readonly spoilt = new Set<Sha256>()
  /** When that was, by true clocks, for those whose stored bytes rotted. */
  readonly rottenAt = new Map<Sha256, number>()
  /** When a device last dropped an original of its own, virtual milliseconds; from then on the server alone may have it. */
  droppedAt = Number.NEGATIVE_INFINITY
  /** Assets that a person may expect to go to the trash, or to come back out of it. */
  readonly trashable = new Set<AssetId>()
  readonly restorable = new Set<AssetId>()
  /** Assets that a person may expect to be deleted for good at once. */
  readonly deletable = new Set<AssetId>()
  /** Where the answered holds stood when they were answered. */
  readonly heldSeqs = new Map<HoldId, number>()
  /** Commands that a device has done, by its name and their id. */
  readonly obeyed = new Set<string>()
  readonly #lines = new Map<ClientId, QueuedLine | null>()
  /** Whether some client may rightly find itself cloned or forgotten. */
  mayFork = false

  constructor(now: () => number) {
    this.#now = now
  }

  /** Notes whose line a client's mutations are. Two devices with one client id are clones, of which nothing is known. */
  noteLine(clientId: ClientId, line: QueuedLine): void {
    const known = this.#lines.get(clientId)
    this.#lines.set(clientId, known === undefined || known === line ? line : null)
  }

  /** What a client's mutations `last < n <= next` are; null when one of them is not known. */
  queuedBetween(clientId: ClientId, last: number, next: number): readonly QueuedMutation[] | null {
    const line = this.#lines.get(clientId) ?? null
    const queued: QueuedMutation[] = []
    for (let n = last + 1; n <= next; n++) {
      const mutation = line?.get(n)
      if (mutation === undefined) return null
      queued.push(mutation)
    }
    return queued
  }

  /** Notes that a device drops an original of its own. */
  noteDropped(): void {
    this.droppedAt = this.#now()
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
