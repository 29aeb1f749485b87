import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

/*
 * A stage for the real programs: a server and devices in a temporary folder, driven through the command line as a person
 * would. Used by the demonstration and the benchmarks.
 */

/** How long a server may take until it answers. */
const START_TIMEOUT_MS = 20_000

/** How long a process may take to end by itself. */
const END_TIMEOUT_MS = 15_000

/** The front door of the command line. */
const COMMAND_LINE = join(import.meta.dirname, '../../bin/rollcall.mjs')

const ACCOUNT = 'demo'
const PASSWORD = 'a password for a few seconds'

/** What a finished command left. */
export interface Finished {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** A running server in a temporary folder, and how to use it. */
export interface Stage {
  readonly root: string
  readonly url: string
  /** The account that devices are linked to, and its password. */
  readonly account: { readonly name: string; readonly password: string }
  readonly serverPid: number
  /** Milliseconds from the start of the server's process to its first answer. */
  readonly startedInMs: number
  /** Makes a folder and links it to the demo account. */
  readonly link: (name: string) => Promise<string>
  /** Starts `rollcall sync` on a folder, in the background. */
  readonly keepSyncing: (folder: string) => void
  /** Ends every process and removes the folder. */
  readonly close: () => Promise<void>
}

/** Runs a command of `rollcall` to its end. */
export async function rollcall(args: readonly string[], input = ''): Promise<Finished> {
  const child = spawn(process.execPath, [COMMAND_LINE, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.end(input)
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)))
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { exitCode, stdout, stderr }
}

/** Like {@link rollcall}; throws with the command's words unless it was done or, where allowed, needs somebody. */
export async function rollcallOrThrow(args: readonly string[], input = ''): Promise<string> {
  const { exitCode, stdout, stderr } = await rollcall(args, input)
  if (exitCode !== 0)
    throw new Error(`Cannot run rollcall ${args[0]}: it ended with ${exitCode}\n${stdout}${stderr}`)
  return stdout
}

/** Starts a server in a fresh folder, with an account that has no quota. `web`: the folder of a built web app, in place of the usual one. */
export async function openStage({ web = null }: { readonly web?: string | null } = {}): Promise<Stage> {
  const root = mkdtempSync(join(tmpdir(), 'rollcall-stage-'))
  const data = join(root, 'server')
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}`
  const children: ChildProcess[] = []
  const startedAt = performance.now()
  const server = run([
    'serve',
    '--data',
    data,
    '--port',
    String(port),
    ...(web === null ? [] : ['--web', web]),
  ])
  await waitUntilHealthy(url)
  const startedInMs = performance.now() - startedAt
  await rollcallOrThrow(
    ['admin', 'create-account', ACCOUNT, '--password-stdin', '--quota', 'none', '--data', data],
    PASSWORD,
  )

  function run(args: readonly string[]): ChildProcess {
    const child = spawn(process.execPath, [COMMAND_LINE, ...args], { stdio: 'ignore' })
    children.push(child)
    return child
  }

  return {
    root,
    url,
    account: { name: ACCOUNT, password: PASSWORD },
    startedInMs,
    serverPid: server.pid ?? 0,
    link: async (name) => {
      const folder = join(root, name)
      const args = ['link', url, '--folder', folder, '--name', name, '--account', ACCOUNT, '--password-stdin']
      await rollcallOrThrow(args, PASSWORD)
      return folder
    },
    keepSyncing: (folder) => void run(['sync', '--folder', folder]),
    close: async () => {
      await Promise.all(children.map(endProcess))
      rmSync(root, { recursive: true, force: true })
    },
  }
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const kill = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT_MS)
  await ended
  clearTimeout(kill)
}

async function waitUntilHealthy(url: string): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS
  while (performance.now() < deadline) {
    const answer = await fetch(`${url}/healthz`).catch(() => null)
    if (answer?.ok) return
    await sleep(20)
  }
  throw new Error('Cannot use server: it did not answer in time')
}

async function findFreePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string')
    throw new Error('Cannot find port: the system gave none')
  return address.port
}
