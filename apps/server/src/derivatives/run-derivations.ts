import { DERIVATIVE_VERSION } from '@rollcall/media'
import type { LibraryId } from '@rollcall/protocol'
import type { DerivationWork, LibraryReader } from '../store/store.ts'
import type { DerivationPorts } from './derivation-ports.ts'
import { deriveOriginal } from './derive-original.ts'

/*
 * Makes derivatives as long as there are originals, or looks of them, without any. There is no queue: what is to be done follows from what is
 * there, so nothing can be forgotten, by a crash or by a newer release that makes them differently.
 *
 *   an original of a lower version ──claim──▶ in work ──done──▶ of this version
 *            ▲                                  │
 *            └── the claim runs out, or too much time or memory: later, three times at most
 *
 * First what somebody is looking at, then the newest; pictures before streams, and never so many streams that a new photo
 * would have to wait for the end of one.
 */

/** How long a claim holds; whoever works on the file prolongs it in time, so that two servers never do. */
const CLAIM_MS = 60_000
const PROLONG_EVERY_MS = 20_000

/** How soon to look again for work that nobody told of: a claim that ran out, a library that is new. */
const LOOK_EVERY_MS = 5_000

/** How soon a file is tried again that could not be worked on for want of disk or database. */
const AGAIN_AFTER_MS = 5 * 60_000

/** Pause after the disk or the store gave out. */
const FAILURE_PAUSE_MS = 10_000

/** Works until `stop` aborts; then breaks off what is under way and resolves. */
export async function runDerivations(ports: DerivationPorts, stop: AbortSignal): Promise<void> {
  const line = new Line(ports, stop)
  const unwanted = ports.wants.onWant(line.wake)
  const heard = new Map<LibraryId, () => void>()
  let turn = 0
  try {
    while (!stop.aborted) {
      try {
        const libraries = await ports.store.accounts.libraries()
        for (const { libraryId } of libraries) {
          if (!heard.has(libraryId)) heard.set(libraryId, ports.notifier.subscribe(libraryId, line.wake))
        }
        let begun = 0
        turn++ // each library has the first choice in its turn
        for (let index = 0; index < libraries.length; index++) {
          const library = libraries[(index + turn) % libraries.length]
          if (library !== undefined) begun += await line.fill(library.libraryId)
        }
        await line.waitForNews(begun > 0 ? 0 : LOOK_EVERY_MS)
      } catch (cause) {
        ports.log.error('could not look for files to make derivatives of', { cause })
        await ports.clock.sleep(FAILURE_PAUSE_MS, stop)
      }
    }
    await line.drained()
  } finally {
    unwanted()
    for (const unsubscribe of heard.values()) unsubscribe()
  }
}

/** The jobs under way, at most as many as the deriver does at once and likes to have ahead. */
class Line {
  readonly #ports: DerivationPorts
  readonly #stop: AbortSignal
  readonly #running = new Map<Promise<void>, DerivationWork['wants']>()
  readonly #places: number
  #news = new AbortController()

  constructor(ports: DerivationPorts, stop: AbortSignal) {
    this.#ports = ports
    this.#places = ports.deriver.jobsAtOnce + ports.deriver.jobsAhead
    this.#stop = stop
    stop.addEventListener('abort', this.wake, { once: true })
  }

  /** Something has happened: work may be there. */
  readonly wake = (): void => this.#news.abort()

  /** Begins as much work of a library as there is room for. Answers how much. */
  async fill(libraryId: LibraryId): Promise<number> {
    const room = this.#places - this.#running.size
    if (room <= 0 || this.#stop.aborted) return 0
    const streams = [...this.#running.values()].filter((wants) => wants === 'stream').length
    const streamRoom = Math.max(1, this.#ports.deriver.jobsAtOnce - 1) - streams
    const works = await claimWork(this.#ports, libraryId, { room, streamRoom: Math.max(0, streamRoom) })
    for (const work of works) this.#begin(libraryId, work)
    return works.length
  }

  /** Waits until work may be there, or a job ends; at most so long. With every place taken, until one ends. */
  async waitForNews(milliseconds: number): Promise<void> {
    const isFull = this.#running.size >= this.#places
    if (!isFull && milliseconds > 0) await this.#ports.clock.sleep(milliseconds, this.#news.signal)
    else if (isFull) await Promise.race(this.#running.keys())
    if (this.#news.signal.aborted) this.#news = new AbortController()
  }

  async drained(): Promise<void> {
    await Promise.allSettled(this.#running.keys())
  }

  #begin(libraryId: LibraryId, work: DerivationWork): void {
    const ended = new AbortController()
    void this.#prolong(libraryId, work, ended.signal)
    const job = deriveOriginal(this.#ports, libraryId, work, this.#stop)
      .finally(() => ended.abort()) // before the file is given back, which prolonging would undo
      .catch((cause: unknown) => this.#giveBack(libraryId, work, cause))
      .finally(() => {
        this.#running.delete(job)
        this.wake()
      })
    this.#running.set(job, work.wants)
  }

  /** The server was stopped, or its disk or database gave out: the file is not to blame. Its place is free after a pause. */
  async #giveBack(libraryId: LibraryId, { sha256 }: DerivationWork, cause: unknown): Promise<void> {
    const { store, clock, log } = this.#ports
    const isStopping = this.#stop.aborted
    if (!isStopping) log.error('could not make derivatives; they are tried again', { sha256, cause })
    const after = isStopping ? 0 : clock.now() + AGAIN_AFTER_MS
    // What cannot be given back now runs out by itself.
    await store.write(libraryId, (writer) => writer.releaseDerivation(sha256, after)).catch(() => undefined)
    if (!isStopping) await clock.sleep(FAILURE_PAUSE_MS, this.#stop)
  }

  /** A claim that could not be prolonged runs out: at worst the same is done twice. */
  async #prolong(libraryId: LibraryId, { sha256 }: DerivationWork, ended: AbortSignal): Promise<void> {
    const { store, clock } = this.#ports
    for (;;) {
      await clock.sleep(PROLONG_EVERY_MS, ended)
      if (ended.aborted) return
      const until = clock.now() + CLAIM_MS
      await store
        .write(libraryId, (writer) => {
          if (!ended.aborted) writer.postponeDerivation(sha256, until)
        })
        .catch(() => undefined)
    }
  }
}

/** Takes work that nobody else has, and notes so before it is begun. At most `room` in all, and `streamRoom` streams. */
async function claimWork(
  { store, wants, clock }: DerivationPorts,
  libraryId: LibraryId,
  { room, streamRoom }: { readonly room: number; readonly streamRoom: number },
): Promise<readonly DerivationWork[]> {
  const wanted = wants.take(libraryId, room)
  const find = (reader: LibraryReader, now: number) => {
    const first = wanted
      .flatMap((sha256) => reader.derivationWorkOf(sha256, DERIVATIVE_VERSION, now) ?? [])
      .filter((work) => work.wants === 'stills' || streamRoom > 0)
    const found = [...first, ...reader.derivationWork(DERIVATIVE_VERSION, now, room, streamRoom)]
    // What is wanted is found twice, and so is a look that two assets have.
    const works = [...new Map(found.map((work) => [work.sha256, work])).values()].slice(0, room)
    const lateStreams = works.filter((work) => work.wants === 'stream').slice(streamRoom)
    return works.filter((work) => !lateStreams.includes(work))
  }
  const now = clock.now()
  // Mostly there is nothing to do, and finding that out needs no turn.
  if ((await store.read(libraryId, (reader) => find(reader, now))).length === 0) return []
  return await store.write(libraryId, (writer) => {
    const works = find(writer, now)
    for (const { sha256 } of works) writer.claimDerivation(sha256, now + CLAIM_MS)
    return works
  })
}
