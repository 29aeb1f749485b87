import type { AbortSignalLike } from '@rollcall/sync'
import { createSeededRandom } from './seeded-random.ts'

/*
 * The simulated world's only source of time and order. Whatever a process asks of the world (a disk call, a hop through the
 * network, a sleep) is an *effect*: a promise that the kernel settles when its virtual time has come. Effects of the same
 * time come in an order drawn by lot, so every seed is another interleaving; between two effects, everything that can run in
 * the processes runs to its end.
 *
 * Effects of a process that has crashed are never settled, so the code that awaits them never goes on: it died at that await.
 * A restart is another process.
 */

/** One run of a program that can crash: the server, or a device's engine. */
export interface SimProcess {
  readonly name: string
  readonly isAlive: boolean
}

interface Entry {
  at: number
  readonly lot: number
  readonly process: SimProcess | null
  readonly act: () => void
  readonly isSleep: boolean
  isCancelled: boolean
}

/** After time was skipped, sleepers wake within so much of it, in an order drawn by lot. */
const AWAKE_WITHIN_MS = 1_000

/** See the file's header. Times are virtual milliseconds since the beginning of the world, with fractions. */
export class Kernel {
  readonly #lots: ReturnType<typeof createSeededRandom>
  readonly #heap: Entry[] = []
  #now = 0
  #skipped = 0
  #hash = 0x811c9dc5
  #count = 0

  constructor(seed: number) {
    this.#lots = createSeededRandom(seed, 'lots')
  }

  get now(): number {
    return this.#now
  }

  /** What true clocks show: {@link now}, and all the time in which nothing happened. */
  get time(): number {
    return this.#now + this.#skipped
  }

  /** Lets time pass in which nothing happens, as in a machine that sleeps; then everybody wakes whose sleep would have ended. */
  skip(milliseconds: number): void {
    this.#skipped += milliseconds
    const entries = this.#heap.splice(0)
    for (const entry of entries) {
      const isOver = entry.isSleep && entry.at <= this.#now + milliseconds
      if (isOver) entry.at = Math.min(entry.at, this.#now + entry.lot * AWAKE_WITHIN_MS)
      push(this.#heap, entry)
    }
  }

  /** Effects settled so far. */
  get count(): number {
    return this.#count
  }

  /** Sums up the order of everything that happened. Two runs of one seed must agree. */
  get fingerprint(): string {
    return `${this.#count}-${this.#hash.toString(16)}`
  }

  /** Runs `act` after `delay` and settles with what it gives; never, if the process has crashed by then. */
  effect<Value>(
    process: SimProcess | null,
    delay: number,
    act: () => Value | Promise<Value>,
  ): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.schedule(process, delay, () => {
        try {
          resolve(act())
        } catch (error) {
          reject(error)
        }
      })
    })
  }

  /** Runs `act` after `delay`, unless the process has crashed by then. Answers how to call it off. */
  schedule(process: SimProcess | null, delay: number, act: () => void, isSleep = false): () => void {
    const lot = this.#lots.fraction()
    const entry: Entry = { at: this.#now + delay, lot, process, act, isSleep, isCancelled: false }
    push(this.#heap, entry)
    return () => {
      entry.isCancelled = true
    }
  }

  /** Resolves after `delay`, or at once when `signal` is aborted. */
  sleep(process: SimProcess | null, delay: number, signal?: AbortSignalLike): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve()
    return new Promise((resolve) => {
      const wake = () => {
        cancel()
        resolve()
      }
      const cancel = this.schedule(
        process,
        Math.max(0, delay),
        () => {
          signal?.removeEventListener('abort', wake)
          resolve()
        },
        true,
      )
      signal?.addEventListener('abort', wake, { once: true })
    })
  }

  /** Settles effects in order until `isDone` says so or virtual time passes `until`. Answers whether it was done. */
  async run(until: number, isDone: () => boolean): Promise<boolean> {
    await allElse()
    while (!isDone()) {
      const next = this.#heap[0]
      if (next === undefined || next.at > until) {
        this.#now = Math.max(this.#now, until)
        return isDone()
      }
      pop(this.#heap)
      if (next.isCancelled || next.process?.isAlive === false) continue
      this.#now = Math.max(this.#now, next.at)
      this.#note(next)
      next.act()
      // All that follows from it by promises alone runs before a timer phase of Node comes round.
      await allElse()
    }
    return true
  }

  #note(entry: Entry): void {
    this.#count++
    const name = entry.process?.name ?? ''
    this.#mix(Math.floor(entry.at * 1024))
    this.#mix(Math.floor(entry.lot * 2 ** 32))
    for (let index = 0; index < name.length; index++) this.#mix(name.charCodeAt(index))
  }

  #mix(value: number): void {
    this.#hash = Math.imul(this.#hash ^ (value | 0), 0x01000193) >>> 0
  }
}

/** Resolves when everything that can run has run to its end. The promise of `node:timers/promises` does the same, and takes longer to make. */
function allElse(): Promise<void> {
  return new Promise(settleNext)
}

function settleNext(resolve: () => void): void {
  setImmediate(resolve)
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.at < other.at || (one.at === other.at && one.lot < other.lot)
}

/** A binary heap (Williams, 1964): the entry that is due first lies at index 0. */
function push(heap: Entry[], entry: Entry): void {
  let index = heap.length
  heap.push(entry)
  while (index > 0) {
    const above = (index - 1) >> 1
    const parent = heap[above]
    if (parent === undefined || !isBefore(entry, parent)) break
    heap[index] = parent
    index = above
  }
  heap[index] = entry
}

function pop(heap: Entry[]): void {
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return
  let index = 0
  for (;;) {
    const left = heap[2 * index + 1]
    const right = heap[2 * index + 2]
    if (left === undefined) break
    const isRight = right !== undefined && isBefore(right, left)
    const least = isRight ? right : left
    if (!isBefore(least, last)) break
    heap[index] = least
    index = 2 * index + (isRight ? 2 : 1)
  }
  heap[index] = last
}
