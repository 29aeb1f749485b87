import { spawn } from 'node:child_process'
import { NODE, ROLLCALL } from './rollcall-process.ts'
import { until } from './until.ts'

/** Whether this system can give a command a terminal: with `script` of util-linux, whose options other systems do not have. */
export const HAS_TERMINAL = process.platform === 'linux'

/** A command at a terminal, where somebody reads what it prints and types. */
export interface AtTerminal {
  /** What stands on the screen, without colours and moves of the cursor. */
  readonly screen: () => string
  /** Waits until these words stand there since the last time something was typed, then types a line. */
  readonly answer: (question: string, said: string) => Promise<void>
  /** Resolves with the exit code. */
  readonly ended: () => Promise<number | null>
}

/** Runs `rollcall` at a terminal of its own; `defer` is told how to end it. Arguments hold no character that a shell takes for its own. */
export function runAtTerminal(
  args: readonly string[],
  defer: (undo: () => void | PromiseLike<void>) => void,
): AtTerminal {
  const command = [NODE, ROLLCALL, ...args].map((word) => `'${word}'`).join(' ')
  const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: 'pipe' })
  let printed = ''
  let typedAt = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  child.stdin.on('error', () => undefined) // it may end before it reads
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  defer(async () => {
    // Its terminal goes with it, and the command with that.
    child.kill('SIGKILL')
    await ended
  })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal obeys
  const screen = () => printed.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replaceAll('\r', '')
  return {
    screen,
    answer: async (question, said) => {
      await until(`"${question}" at the terminal`, () => screen().slice(typedAt).includes(question))
      typedAt = screen().length
      child.stdin.write(`${said}\n`)
    },
    ended: () => ended,
  }
}
