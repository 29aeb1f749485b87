import { type ChildProcess, fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setPriority } from 'node:os'
import { parseWorkerAnswer, type WorkerAnswer, type WorkerRequest } from './worker-messages.ts'
import { MEMORY_SIGNAL, MEMORY_VARIABLE } from './worker-order.ts'

/** Priority of the process: everything else on the machine goes first. */
const NICE = 10

/** JavaScript's own part of the memory, MiB; pixels lie outside of it. */
const HEAP_MIB = 192

/** Threads beside those that decode, for reading and writing files. */
const FILE_THREADS = 2

/** What a process that decodes is started with. */
export interface WorkerPlan {
  /** Path of the program it runs. */
  readonly entry: string
  /** Jobs that it is given at once. */
  readonly jobsAtOnce: number
  /** Resident memory that it may hold. */
  readonly memoryMaxBytes: number
}

/** Why a process ended. */
export type WorkerEnd = 'crashed' | 'out_of_memory'

/** Whom a process tells. */
export interface WorkerEars {
  readonly onAnswer: (answer: WorkerAnswer) => void
  /** Called once, last. */
  readonly onEnd: (end: WorkerEnd) => void
}

/** A process that decodes. */
export interface WorkerProcess {
  readonly send: (request: WorkerRequest) => void
  /** Resident memory, bytes; null where the system does not tell. */
  readonly readMemory: () => Promise<number | null>
  /** Ends it now, in the middle of whatever it does. */
  readonly kill: () => void
}

/**
 * Starts a process with as little of this one as it can do with: none of its open files, none of its environment, a lower
 * priority, and no words but messages.
 */
export function startWorker(plan: WorkerPlan, ears: WorkerEars): WorkerProcess {
  const child = fork(plan.entry, [], {
    execArgv: ['--no-warnings', `--max-old-space-size=${HEAP_MIB}`],
    env: buildEnvironment(plan),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    windowsHide: true,
  })
  lowerPriority(child)
  let isOver = false
  const end = (reason: WorkerEnd) => {
    if (isOver) return
    isOver = true
    ears.onEnd(reason)
  }
  const kill = () => {
    child.kill('SIGKILL')
  }
  child.on('message', (message) => {
    const answer = parseWorkerAnswer(message)
    if (answer === null) kill()
    else ears.onAnswer(answer)
  })
  child.on('exit', (_code, signal) => end(signal === MEMORY_SIGNAL ? 'out_of_memory' : 'crashed'))
  child.on('error', () => {
    kill()
    end('crashed')
  })
  return {
    // A process that is about to end does not take it; its end is told all the same.
    send: (request) => child.connected && child.send(request, () => {}),
    readMemory: () => readMemory(child.pid),
    kill,
  }
}

function buildEnvironment({ jobsAtOnce, memoryMaxBytes }: WorkerPlan): Record<string, string> {
  const needed: Record<string, string> = {
    UV_THREADPOOL_SIZE: String(jobsAtOnce + FILE_THREADS),
    // Else every thread of glibc keeps memory of its own.
    MALLOC_ARENA_MAX: '2',
    [MEMORY_VARIABLE]: String(memoryMaxBytes),
  }
  const { SystemRoot } = process.env
  return SystemRoot === undefined ? needed : { ...needed, SystemRoot } // Windows starts nothing without
}

function lowerPriority({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, NICE)
  } catch {
    // It has ended already, or the system does not let us: it works all the same.
  }
}

async function readMemory(pid: number | undefined): Promise<number | null> {
  if (process.platform !== 'linux' || pid === undefined) return null
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  return kibibytes === undefined ? null : Number(kibibytes) * 1024
}
