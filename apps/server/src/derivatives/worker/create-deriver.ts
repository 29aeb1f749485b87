import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { MediaFacts } from '@rollcall/media'
import type { Clock } from '@rollcall/sync'
import type { DeriveFailureCode, DeriveJob, Deriver, DeriveResult } from '../deriver.ts'
import { removeDerivedFiles } from './remove-derived-files.ts'
import type { WorkerAnswer } from './worker-messages.ts'
import { startWorker, type WorkerEnd, type WorkerProcess } from './worker-process.ts'

/*
 * Files from cameras are read by decoders in C, and a hostile or damaged file may make one crash, spin or eat memory. So all of it
 * happens in a process of its own, which does several jobs at once and is watched from here.
 *
 * When that process ends or has to be killed, it is not known which of its jobs is to blame. Each of them is run again alone, in
 * a fresh process: what fails alone is to blame and is told so, the others come to no harm.
 *
 *   waiting ──► running, with others ──► done
 *                    │ the process ends
 *                    ▼
 *                suspects ──► running, alone ──► done, or failed: out_of_time, out_of_memory, crashed
 */

const MIB = 1024 * 1024

/** Resident memory of the process, when nothing else is asked for. */
const MEMORY_MAX_BYTES = 450 * MIB

/** Jobs done at once, when nothing else is asked for: each may hold 50 MB, and more of them would not stay under the limit. */
const JOBS_AT_ONCE_MAX = 4

/** Time for the small pictures of one file, when nothing else is asked for: the slowest photos of 200 megapixels take 10 s. */
const STILLS_MAX_MS = 60_000

/** Time without progress for a stream, when nothing else is asked for. */
const STREAM_SILENCE_MAX_MS = 120_000

/** Time for the process to start: it has a low priority, and a busy machine lets it wait. No job's time runs until then. */
const START_MAX_MS = 60_000

/** Time between two looks at the process. */
const LOOK_EVERY_MS = 100

/** A process without work is ended after this. */
const IDLE_MAX_MS = 30_000

/** A process is replaced after so many jobs, and with it whatever the decoders leaked. */
const JOBS_A_PROCESS = 1_000

/** Jobs to have at hand: keeping what one job made takes the caller less time than the next job takes here. */
const JOBS_AHEAD = 2

/** Jobs that may wait. */
const WAITING_MAX = 1_024

/** Processes in a row that may end before they are ready; then the jobs are given up. */
const START_FAILURES_MAX = 3

/** How a deriver works. What is left out has a default that suits a small computer. */
export interface DeriverOptions {
  readonly clock: Clock
  /** Jobs done at once, in the one process; default: one a core, up to four. */
  readonly jobsAtOnce?: number
  /** Time a job may take; for a stream: between two signs of progress. Milliseconds. */
  readonly timeMaxMs?: { readonly stills: number; readonly stream: number }
  /** Resident memory of the process. */
  readonly memoryMaxBytes?: number
  /** Path of the program that the process runs, for tests. */
  readonly workerEntry?: string
}

/**
 * A deriver that works in a process of its own: started with the first job, ended when there is nothing to do. Nothing that is
 * in a file harms this process. `derive` rejects when its signal is aborted, when the deriver is closed, when too many jobs wait,
 * and when the process cannot be started or says that the file is not to blame.
 */
export function createDeriver(options: DeriverOptions): Deriver {
  const deriver = new ProcessDeriver(options)
  return {
    derive: (job, signal) => deriver.derive(job, signal),
    jobsAtOnce: deriver.jobsAtOnce,
    jobsAhead: JOBS_AHEAD,
    close: () => deriver.close(),
  }
}

/** A job on its way. */
interface Ticket {
  readonly id: number
  readonly job: DeriveJob
  /** Ends the caller's wait; later calls do nothing. */
  readonly resolve: (result: DeriveResult) => void
  readonly reject: (error: unknown) => void
  /** It was running when a process ended. */
  isSuspect: boolean
  /** Nobody waits for it any more. */
  isAbandoned: boolean
  /** When it was started or last told of progress, by the monotonic clock. */
  heardAtMs: number
  facts: MediaFacts | null
}

/** The process, and what it is doing. */
interface Live {
  readonly worker: WorkerProcess
  readonly running: Map<number, Ticket>
  readonly ended: AbortController
  isReady: boolean
  /** Jobs that it was given. */
  started: number
  /** It is killed for this. */
  blame: DeriveFailureCode | null
  /** Since when it has nothing to do. */
  idleSinceMs: number
}

class ProcessDeriver {
  readonly jobsAtOnce: number
  readonly #options: Required<DeriverOptions>
  readonly #waiting: Ticket[] = []
  readonly #suspects: Ticket[] = []
  #live: Live | null = null
  #nextId = 0
  #startFailures = 0
  #isClosed = false

  constructor(options: DeriverOptions) {
    this.jobsAtOnce = options.jobsAtOnce ?? Math.min(availableParallelism() + 1, JOBS_AT_ONCE_MAX)
    this.#options = {
      timeMaxMs: { stills: STILLS_MAX_MS, stream: STREAM_SILENCE_MAX_MS },
      memoryMaxBytes: MEMORY_MAX_BYTES,
      workerEntry: fileURLToPath(new URL('./worker-main.ts', import.meta.url)),
      ...options,
      jobsAtOnce: this.jobsAtOnce,
    }
  }

  async derive(job: DeriveJob, signal: AbortSignal): Promise<DeriveResult> {
    signal.throwIfAborted()
    if (this.#isClosed) throw new Error('Cannot derive: the deriver is closed')
    if (this.#waiting.length >= WAITING_MAX)
      throw new Error(`Cannot derive: ${WAITING_MAX} jobs wait already`)
    const { promise, resolve, reject } = Promise.withResolvers<DeriveResult>()
    const state = { isSuspect: false, isAbandoned: false, heardAtMs: 0, facts: null }
    const ticket: Ticket = { id: this.#nextId++, job, resolve, reject, ...state }
    const abandon = () => this.#abandon(ticket, signal.reason)
    signal.addEventListener('abort', abandon, { once: true })
    this.#waiting.push(ticket)
    this.#pump()
    return await promise.finally(() => signal.removeEventListener('abort', abandon))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const error = new Error('Cannot derive: the deriver is closed')
    const running = [...(this.#live?.running.values() ?? [])]
    this.#endLive()
    for (const ticket of [...this.#waiting.splice(0), ...this.#suspects.splice(0), ...running])
      ticket.reject(error)
  }

  #abandon(ticket: Ticket, reason: unknown): void {
    ticket.isAbandoned = true
    ticket.reject(reason)
    for (const queue of [this.#waiting, this.#suspects]) {
      const index = queue.indexOf(ticket)
      if (index >= 0) queue.splice(index, 1)
    }
    // Its slot is free when the process has let go of it, or is killed for not doing so.
    if (this.#live?.running.has(ticket.id)) this.#live.worker.send({ kind: 'cancel', id: ticket.id })
  }

  /** Starts whatever may be started now. */
  #pump(): void {
    while (!this.#isClosed) {
      const running = this.#live?.running.size ?? 0
      const isAlone = this.#suspects.length > 0
      const next = isAlone ? this.#suspects[0] : this.#waiting[0]
      if (next === undefined || running >= (isAlone ? 1 : this.jobsAtOnce)) return
      if (this.#mustReplace(isAlone)) {
        // A stream may take hours; nobody waits that long for a fresh process.
        const isStreaming = [...(this.#live?.running.values() ?? [])].some(
          ({ job }) => job.wants === 'stream',
        )
        if (running > 0 && (isAlone || !isStreaming)) return
        if (running === 0) this.#endLive()
      }
      ;(isAlone ? this.#suspects : this.#waiting).shift()
      this.#start(next)
    }
  }

  #mustReplace(isAlone: boolean): boolean {
    const live = this.#live
    if (live === null || live.started === 0) return false
    const holdsSuspect = [...live.running.values()].some(({ isSuspect }) => isSuspect)
    return isAlone || holdsSuspect || live.started >= JOBS_A_PROCESS || live.blame !== null
  }

  #start(ticket: Ticket): void {
    this.#live ??= this.#startLive()
    const live = this.#live
    ticket.heardAtMs = this.#options.clock.monotonic()
    live.started++
    live.running.set(ticket.id, ticket)
    live.worker.send({ kind: 'derive', id: ticket.id, job: ticket.job })
  }

  #startLive(): Live {
    const { workerEntry: entry, jobsAtOnce, memoryMaxBytes, clock } = this.#options
    const worker = startWorker(
      { entry, jobsAtOnce, memoryMaxBytes },
      { onAnswer: (answer) => this.#hear(live, answer), onEnd: (end) => this.#bury(live, end) },
    )
    const state = { isReady: false, started: 0, blame: null, idleSinceMs: clock.monotonic() }
    const live: Live = { worker, running: new Map(), ended: new AbortController(), ...state }
    this.#watch(live).catch(() => worker.kill())
    return live
  }

  /** Lets go of the process; what it still does is lost. */
  #endLive(): void {
    const live = this.#live
    this.#live = null
    live?.ended.abort()
    live?.worker.kill()
  }

  #hear(live: Live, answer: WorkerAnswer): void {
    if (answer.kind === 'ready') {
      live.isReady = true
      this.#startFailures = 0
      for (const ticket of live.running.values()) ticket.heardAtMs = this.#options.clock.monotonic()
      return
    }
    const ticket = live.running.get(answer.id)
    if (ticket === undefined) return
    ticket.heardAtMs = this.#options.clock.monotonic()
    if (answer.kind === 'progress') return
    if (answer.kind === 'facts') {
      ticket.facts = answer.facts
      return
    }
    live.running.delete(answer.id)
    live.idleSinceMs = ticket.heardAtMs
    if (answer.kind === 'done') ticket.resolve(answer.result)
    else ticket.reject(new Error(`Cannot derive: ${answer.message}`))
    this.#pump()
  }

  /** Decides what becomes of the jobs of a process that has ended. */
  #bury(live: Live, end: WorkerEnd): void {
    live.ended.abort()
    const isUnexpected = this.#live === live
    if (isUnexpected) this.#live = null
    if (this.#isClosed) return
    if (isUnexpected && !live.isReady) this.#startFailures++
    const isHopeless = this.#startFailures >= START_FAILURES_MAX
    for (const ticket of live.running.values()) {
      if (ticket.isAbandoned) continue
      if (isHopeless) ticket.reject(new Error('Cannot derive: the process that decodes does not start'))
      else if (!live.isReady) (ticket.isSuspect ? this.#suspects : this.#waiting).unshift(ticket)
      else if (ticket.isSuspect) void this.#condemn(ticket, live.blame ?? end)
      else this.#suspects.push(Object.assign(ticket, { isSuspect: true }))
    }
    this.#pump()
  }

  async #condemn({ job, facts, resolve, reject }: Ticket, code: DeriveFailureCode): Promise<void> {
    try {
      await removeDerivedFiles(job.outFolder)
      const detail = `Cannot decode file: it was alone in a process that ${ENDS[code] ?? 'ended'}`
      resolve({ facts, outcome: { kind: 'failed', code, detail }, isStreamNeeded: false })
    } catch (error) {
      reject(error)
    }
  }

  /** Kills the process when a job takes too long, when it holds too much memory, and when it has nothing to do. */
  async #watch(live: Live): Promise<void> {
    const { clock, timeMaxMs, memoryMaxBytes } = this.#options
    while (!live.ended.signal.aborted) {
      await clock.sleep(LOOK_EVERY_MS, live.ended.signal)
      const now = clock.monotonic()
      const isLate = [...live.running.values()].some(({ heardAtMs, job }) => {
        const maxMs = live.isReady ? timeMaxMs[job.wants === 'stream' ? 'stream' : 'stills'] : START_MAX_MS
        return now - heardAtMs > maxMs
      })
      const memory = await live.worker.readMemory()
      if (isLate) live.blame ??= 'out_of_time'
      if ((memory ?? 0) > memoryMaxBytes) live.blame ??= 'out_of_memory'
      if (live.blame !== null) live.worker.kill()
      else if (live.running.size === 0 && now - live.idleSinceMs > IDLE_MAX_MS && this.#live === live)
        this.#endLive()
    }
  }
}

const ENDS: Partial<Record<DeriveFailureCode, string>> = {
  out_of_time: 'took too long',
  out_of_memory: 'took too much memory',
  crashed: 'crashed',
}
