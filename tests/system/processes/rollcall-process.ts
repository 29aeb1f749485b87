import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { until } from './until.ts'

const ROOT = join(import.meta.dirname, '../../..')
/** The runtime that commands run on. */
export const NODE = join(ROOT, 'node_modules/.bin/node')
/** The command line's front door. */
export const ROLLCALL = join(ROOT, 'bin/rollcall.mjs')

/** Compiled once, a command starts in half the time; the code that runs is the same. */
const COMPILE_CACHE = join(ROOT, 'node_modules/.cache/rollcall-tests')

/** A command that takes longer is stuck. */
const COMMAND_MAX_MS = 60_000

/** How a command is started. */
export interface Start {
  /** Sent on standard input, which then ends. */
  readonly input?: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** A command that has ended. `code` is null when a signal ended it. */
export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs: `bin/rollcall.mjs`, and the program that it started, in a process group of their own. */
export interface Running {
  readonly stdout: () => string
  readonly stderr: () => string
  readonly isRunning: () => boolean
  /** Resolves when the whole group is gone. Rejects, and kills it, when that takes longer. */
  readonly ended: (withinMs?: number) => Promise<Finished>
  /** Asks it to stop, as Ctrl+C or a service manager would; the launcher passes that on. */
  readonly stop: () => void
  /** SIGKILL for the whole group, which nobody can pass on. */
  readonly kill: () => Promise<void>
}

/** Starts `rollcall` with these arguments. It is killed when this test process ends, however it ends. */
export function startRollcall(args: readonly string[], { input, cwd, env }: Start = {}): Running {
  const child = spawn(NODE, [ROLLCALL, ...args], {
    detached: true,
    stdio: 'pipe',
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  })
  let stdout = ''
  let stderr = ''
  let isRunning = true
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdin.on('error', () => undefined) // a command that does not read its input
  child.stdin.end(input ?? '')
  const neverOutlived = outliveNobody(child)
  const closed = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      isRunning = false
      neverOutlived.done()
      resolve({ code, stdout, stderr })
    })
  })
  const running: Running = {
    stdout: () => stdout,
    stderr: () => stderr,
    isRunning: () => isRunning,
    stop: () => void child.kill('SIGTERM'),
    kill: async () => {
      killGroup(child)
      await closed
    },
    ended: async (withinMs = COMMAND_MAX_MS) => {
      try {
        await until(`the end of rollcall ${args.join(' ')}`, () => !isRunning, withinMs)
      } catch (error) {
        killGroup(child)
        await closed
        throw new Error(`${String(error)}\n${stdout}\n${stderr}`, { cause: error })
      }
      return closed
    },
  }
  return running
}

/** Runs `rollcall` to its end. */
export function runRollcall(args: readonly string[], start: Start = {}): Promise<Finished> {
  return startRollcall(args, start).ended()
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // The group is gone already.
  }
}

/** A process group of its own does not die with its parent. */
function outliveNobody(child: ChildProcess): { readonly done: () => void } {
  const kill = () => killGroup(child)
  const endAtOnce = () => process.exit(1)
  process.once('exit', kill)
  process.once('SIGTERM', endAtOnce)
  return {
    done: () => {
      process.off('exit', kill)
      process.off('SIGTERM', endAtOnce)
    },
  }
}
