import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import type { BrowserContext } from 'playwright-core'
import { chromium } from 'playwright-core'
import { CHROMIUM_ARGS, findChromium } from './find-chromium.ts'

/** The longest that Chromium may take to start. */
const START_MAX_MS = 60_000

/** A Chromium that keeps what pages store in a folder, and that can be killed like by a power cut. */
export interface OpenChromium {
  readonly context: BrowserContext
  /** Ends every process of it at once, in the middle of whatever it does. */
  readonly kill: () => Promise<void>
}

/** Starts a Chromium over a folder for its profile. To be killed by whoever started it. */
export async function openChromium(profile: string): Promise<OpenChromium> {
  const args = [...CHROMIUM_ARGS, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank']
  // A group of its own, so that its helpers end with it.
  const program = spawn(findChromium(), args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(program, 'exit')
  const kill = async () => {
    if (program.pid !== undefined && program.exitCode === null && program.signalCode === null)
      process.kill(-program.pid, 'SIGKILL')
    await ended
  }
  try {
    const address = await addressIn(program.stderr)
    const browser = await chromium.connectOverCDP(address)
    const [context] = browser.contexts()
    if (context === undefined) throw new Error('Cannot start Chromium: it has no context')
    return { context, kill }
  } catch (cause) {
    await kill()
    throw cause
  }
}

/** Where it listens to us, as it says on starting. */
async function addressIn(words: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface({ input: words })
  const late = AbortSignal.timeout(START_MAX_MS)
  const said: string[] = []
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`Cannot start Chromium: it says ${said.join(' / ')}`))
    late.addEventListener('abort', fail, { once: true })
    lines.on('close', fail)
    lines.on('line', (line) => {
      said.push(line)
      const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1]
      if (address !== undefined) resolve(address)
    })
  })
}
