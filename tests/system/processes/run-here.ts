import { AsyncLocalStorage } from 'node:async_hooks'
import { runAgent } from '@rollcall/agent'
import type { Finished } from './rollcall-process.ts'

/*
 * Runs a device's command in this process: the same code from the words that were typed to the exit code. A process of its own would spend
 * most of its time on starting, and a story of two devices is told in a hundred commands. What only a process can show, such as signals,
 * standard input and what the front door does, is tested with processes.
 */

/** What the command that runs here has said so far. */
interface Said {
  stdout: string
  stderr: string
}

const saidNow = new AsyncLocalStorage<Said>()
let isListening = false

/** Runs it to its end. Commands can run at once; each hears only itself. */
export async function runHere(args: readonly string[]): Promise<Finished> {
  if (!isListening) for (const name of ['stdout', 'stderr'] as const) listenTo(name)
  isListening = true
  const said: Said = { stdout: '', stderr: '' }
  const code = await saidNow.run(said, () => runAgent(args))
  return { code, ...said }
}

/** Keeps what a command writes there from coming out here. What the test itself writes goes on. */
function listenTo(name: keyof Said): void {
  const stream = process[name]
  const { write } = stream
  stream.write = (...sent: readonly unknown[]): boolean => {
    const said = saidNow.getStore()
    if (said === undefined) return Reflect.apply(write, stream, sent)
    said[name] += String(sent[0])
    return true
  }
}
