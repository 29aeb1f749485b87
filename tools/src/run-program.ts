import { spawn } from 'node:child_process'

/** How a program ended, and all it said. */
export interface ProgramRun {
  /** Its exit code; 1 when a signal ended it. */
  readonly code: number
  /** Standard output and standard error, as they came. */
  readonly output: string
}

/** A guard that has said nothing for so long is stuck. */
const PROGRAM_TIMEOUT_MS = 15 * 60_000
/** The end of what a program said; the beginning goes when it says more. */
const OUTPUT_CHARACTERS_MAX = 1_000_000

/** Runs a script on this Node.js and waits for it. Rejects when it cannot be started. */
export function runProgram(args: readonly string[], cwd: string): Promise<ProgramRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: withoutTestContext(process.env),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: PROGRAM_TIMEOUT_MS,
    })
    let output = ''
    const keep = (chunk: string): void => {
      output = (output + chunk).slice(-OUTPUT_CHARACTERS_MAX)
    }
    child.stdout.setEncoding('utf8').on('data', keep)
    child.stderr.setEncoding('utf8').on('data', keep)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** A guard started by a test must not report to that test's runner, nor colour what we read. */
function withoutTestContext(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_TEST_CONTEXT: _, FORCE_COLOR: __, ...rest } = env
  return { ...rest, NO_COLOR: '1' }
}
