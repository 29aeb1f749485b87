import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { feedPageSchema } from '@rollcall/protocol'
import type { Asset } from '@rollcall/protocol'
import { PASSWORD, setUpOwner, signInFolder } from './admit.ts'
import { filesBelow } from './media-files.ts'
import type { Finished, Running, Start } from './rollcall-process.ts'
import { runRollcall, startRollcall } from './rollcall-process.ts'
import { runHere } from './run-here.ts'
import { until } from './until.ts'

export const ACCOUNT = 'ana'

/** One test's own corner of the machine: a folder and the processes that work in it. Both are gone when it is disposed. */
export interface Scene extends AsyncDisposable {
  readonly folder: string
  readonly start: (args: readonly string[], start?: Start) => Running
  /** Undone when the scene ends, last first, after the processes are gone. */
  readonly defer: (undo: () => void | PromiseLike<void>) => void
}

/** A server process, and what it was started with. */
export interface ServerProcess {
  readonly process: Running
  readonly url: string
  readonly port: number
  readonly data: string
  /** Requests that it has answered, oldest first. */
  readonly answered: () => readonly Answered[]
}

/** A request in the server's log. */
export interface Answered {
  readonly method: string
  readonly pathname: string
  readonly status: number
}

/** How a server is started. `port` 0 takes a free one. */
export interface ServerStart extends Start {
  readonly port?: number
  /** Where its data lie; `data` in the scene's folder unless told. */
  readonly data?: string
}

/** Makes an empty scene. */
export async function openScene(): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-processes-'))
  const processes: Running[] = []
  const undoes: (() => void | PromiseLike<void>)[] = [() => rm(folder, { recursive: true, force: true })]
  return {
    folder,
    defer: (undo) => void undoes.push(undo),
    start: (args, start) => {
      const running = startRollcall(args, start)
      processes.push(running)
      return running
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(processes.map((running) => running.kill()))
      for (const undo of undoes.toReversed()) await undo()
    },
  }
}

/** Starts a server and waits until it listens. */
export async function startServer(scene: Scene, options: ServerStart = {}): Promise<ServerProcess> {
  const { port = 0, data = join(scene.folder, 'data'), ...start } = options
  const args = ['serve', '--data', data, '--port', String(port), '--log', 'debug']
  const running = scene.start(args, start)
  const url = await until('a server that listens', () => {
    const found = /is running at (\S+)/.exec(running.stdout())?.[1]
    if (found === undefined) assert.ok(running.isRunning(), `the server ended: ${running.stderr()}`)
    return found ?? null
  })
  return {
    process: running,
    url,
    port: Number(new URL(url).port),
    data,
    answered: () =>
      running
        .stderr()
        .split('\n')
        .filter((line) => line.includes('"msg":"request"'))
        .map((line): Answered => JSON.parse(line)),
  }
}

/** Creates an account on a server's data folder, by command; it owns the server when it is the first. */
export async function createAccount(
  data: string,
  { name = ACCOUNT, quota = 'none' }: { readonly name?: string; readonly quota?: string } = {},
): Promise<void> {
  const args = ['admin', 'create-account', name, '--password-stdin', '--quota', quota, '--data', data]
  await succeeds(args, { input: `${PASSWORD}\n` })
}

/**
 * A server with one account, and devices linked to it; each device is a folder in the scene. All but the server is made over the wire: see
 * {@link setUpOwner}.
 */
export async function openHousehold<Name extends string>(
  scene: Scene,
  names: readonly Name[],
  options: ServerStart & { readonly quota?: string } = {},
): Promise<{ readonly server: ServerProcess; readonly folders: Readonly<Record<Name, string>> }> {
  const { quota = 'none', ...start } = options
  const server = await startServer(scene, start)
  await foundAccount(server, quota)
  const folders = Object.fromEntries(names.map((name) => [name, join(scene.folder, name)])) as Record<
    Name,
    string
  >
  await Promise.all(names.map((name) => admitDevice(folders[name], server.url, name)))
  return { server, folders }
}

/** Makes the owner's account of a new server. */
export async function foundAccount(server: ServerProcess, quota = 'none'): Promise<void> {
  const findLink = () => /http:\S+\/setup\?token=\S+/.exec(server.process.stdout())?.[0] ?? null
  await setUpOwner(await until('a link for the owner', findLink), ACCOUNT, quota)
}

/** Makes a folder a device of the owner's account. */
export function admitDevice(folder: string, url: string, deviceName: string): Promise<void> {
  return signInFolder(folder, url, { deviceName, account: ACCOUNT })
}

/** Makes a folder a device, by command. */
export async function linkDevice(
  folder: string,
  url: string,
  { deviceName, account = ACCOUNT }: { readonly deviceName: string; readonly account?: string },
): Promise<void> {
  const signIn = ['--name', deviceName, '--account', account, '--password-stdin']
  await succeeds(['link', url, '--folder', folder, ...signIn], { input: `${PASSWORD}\n` })
}

/** Runs a command and asserts exit code 0. See {@link exits}. */
export async function succeeds(args: readonly string[], start?: Start): Promise<Finished> {
  return exits(0, args, start)
}

/** Runs a command as {@link run} does, and asserts its exit code. */
export async function exits(code: number, args: readonly string[], start?: Start): Promise<Finished> {
  const finished = await run(args, start)
  const words = `rollcall ${args.join(' ')}\n${finished.stdout}\n${finished.stderr}`
  assert.equal(finished.code, code, words)
  return finished
}

/** Runs a command to its end: a device's in this process, unless it is told how to start; a server's in one of its own. */
export function run(args: readonly string[], start?: Start): Promise<Finished> {
  const isOfServer = args[0] === 'admin' || args[0] === 'serve' || args.includes('--data')
  return start === undefined && !isOfServer ? runHere(args) : runRollcall(args, start)
}

/** What `status --json` and `sync --once --json` answer. */
export interface Roll {
  readonly device: string
  readonly server: string
  readonly library: string
  readonly total: number
  readonly safe: number
  readonly inProgress: number
  readonly waiting: number
  readonly blocked: number
  readonly excluded: number
  readonly deleted: number
  readonly bytes: number
  /** Originals that are safe and cannot be shown. */
  readonly unshown: number
  readonly cursor: { readonly epoch: number; readonly seq: number } | null
  /** How the engine is; only in `status`. */
  readonly engine?: unknown
  /** Other devices that have gone quiet; only in `status`. */
  readonly quiet?: readonly unknown[]
}

/** A roll without what moves by itself while the server looks into the files. */
export function countsOf({
  cursor: _cursor,
  unshown: _unshown,
  engine: _engine,
  quiet: _quiet,
  ...counts
}: Roll): Omit<Roll, 'cursor' | 'unshown' | 'engine' | 'quiet'> {
  return counts
}

/** One entry of `status --list`. */
export interface Listed {
  readonly path: string
  readonly sha256: string | null
  readonly bytes: number
  readonly state: string
  readonly code: string
  readonly facts: Readonly<Record<string, unknown>>
  readonly since: string | null
  readonly nextTry: string | null
  readonly fix: string | null
}

/** Runs `sync --once` and answers its roll. Exit code 0 is expected, unless told otherwise. */
export async function syncOnce(folder: string, code = 0): Promise<Roll> {
  const { stdout } = await exits(code, ['sync', '--once', '--json', '--folder', folder])
  return closedRoll(JSON.parse(stdout))
}

/** Asks a device for its roll, whatever stands in it. */
export async function statusOf(folder: string): Promise<Roll> {
  const { stdout } = await run(['status', '--json', '--folder', folder])
  return closedRoll(JSON.parse(stdout))
}

/** Opens a number of a device's roll. */
export async function listOf(folder: string, state: string): Promise<readonly Listed[]> {
  const { stdout, stderr } = await run(['status', '--list', state, '--json', '--folder', folder])
  assert.notEqual(stdout, '', stderr)
  return JSON.parse(stdout).items
}

/** [R1] Every original is counted once, or this is no roll. */
function closedRoll(roll: Roll): Roll {
  const { total, safe, inProgress, waiting, blocked, excluded, deleted } = roll
  assert.equal(total, safe + inProgress + waiting + blocked + excluded + deleted, JSON.stringify(roll))
  return roll
}

/** What a linked folder knows of itself. */
export interface LinkedDevice {
  readonly server: string
  readonly token: string
  readonly deviceId: string
  readonly libraryId: string
}

/** Reads it. */
export function deviceOf(folder: string): LinkedDevice {
  return JSON.parse(readFileSync(join(folder, '.rollcall/device.json'), 'utf8'))
}

/** Calls a route of the library that a folder is linked to, as its device. */
export function callLibrary(
  folder: string,
  method: string,
  path: string,
  sent: RequestInit = {},
): Promise<Response> {
  const { server, token, libraryId } = deviceOf(folder)
  const headers = new Headers(sent.headers)
  headers.set('authorization', `Bearer ${token}`)
  return fetch(`${server}/api/v1/libraries/${libraryId}/${path}`, { ...sent, method, headers })
}

/** Every asset of the library, from a fresh reading of its feed. */
export async function assetsOf(folder: string): Promise<readonly Asset[]> {
  const assets = new Map<string, Asset>()
  for (let cursor = ''; ; ) {
    const response = await callLibrary(folder, 'GET', `changes${cursor}`)
    const page = feedPageSchema.parse(await response.json())
    for (const change of page.changes) if (change.kind === 'asset') assets.set(change.asset.id, change.asset)
    if (page.complete) return [...assets.values()]
    cursor = `?cursor=${page.to}`
  }
}

/** Hashes that the server's blob folder holds intact: the name of each file, if it is the hash of its bytes. */
export function intactBlobs(data: string): ReadonlySet<string> {
  const blobs = join(data, 'blobs')
  if (!existsSync(blobs)) return new Set()
  const files = filesBelow(blobs)
  for (const { path, sha256 } of files)
    assert.equal(path.slice(6), sha256, `a blob that is not its name: ${path}`)
  return new Set(files.map(({ sha256 }) => sha256))
}
