import type { Server } from 'node:http'
import { openSetup } from '../accounts/setup.ts'
import { runAlarms } from '../alarms/run-alarms.ts'
import { keepSegments } from '../bootstrap/keep-segments.ts'
import { runDerivations } from '../derivatives/run-derivations.ts'
import { createDeriver } from '../derivatives/worker/create-deriver.ts'
import { createNodeServer } from '../http/node-listener.ts'
import { createServerApp } from '../http/server-app.ts'
import type { ServerPorts } from '../http/server-ports.ts'
import type { LogLevel } from '../log/pino-log.ts'
import { createPinoLog } from '../log/pino-log.ts'
import { runScrub } from '../scrub/run-scrub.ts'
import { SERVER_VERSION } from '../server-version.ts'
import { letPlacesGo } from '../places/place-finder.ts'
import { runDuplicates } from '../storage/duplicates/run-duplicates.ts'
import { runStorage } from '../storage/run-storage.ts'
import { runTrash } from '../trash/run-trash.ts'
import { expireUploads } from '../uploads/expire-uploads.ts'
import { findMissing } from '../uploads/find-missing.ts'
import { recover } from '../uploads/recover.ts'
import { addressesOf, isLoopback } from './addresses.ts'
import { makeDataFolder } from './data-folder.ts'
import { lockFolder } from './lock-folder.ts'
import { openPorts } from './open-server.ts'
import { openWebApp } from './open-web-app.ts'
import { UsageProblem } from './usage-problem.ts'

/** How often uploads that nobody goes on with give their room back. */
const EXPIRE_EVERY_MS = 3_600_000

/** What `rollcall serve` was told. `port` 0 takes any that is free. */
export interface ServeOptions {
  readonly folder: string
  readonly host: string
  readonly port: number
  readonly logLevel: LogLevel
  /** The folder of the built web app; null: where it is built in this very copy of Rollcall, if it was. */
  readonly web: string | null
}

/**
 * Runs a server until `stop` aborts, then ends what it is answering and closes everything. Throws a {@link UsageProblem}
 * when another server has the folder or another program the port.
 */
export async function serve(
  options: ServeOptions,
  stop: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  const { folder, host, port } = options
  const log = createPinoLog(options.logLevel)
  const web = openWebApp(options.web)
  const unlock = takeFolder(folder)
  const ports = { ...openPorts(folder, log), ...(web === null ? {} : { web }) }
  const deriver = createDeriver({ clock: ports.clock })
  try {
    await recover(ports)
    const app = createServerApp(ports)
    const server = createNodeServer(app, (cause) => log.error('an answer broke off', { cause }))
    const bound = await listen(server, host, port)
    for (const line of await welcome(ports, { ...options, port: bound })) say(line)
    log.info('server started', { version: SERVER_VERSION, port: bound })
    await Promise.all([
      runUntilStopped(stop),
      expireRegularly(ports, stop),
      tellMissing(ports, stop),
      runDerivations({ ...ports, deriver }, stop),
      runTrash(ports, stop),
      runScrub(ports, stop, { quietMs: app.quietMs }),
      soundAlarmsHourly(ports, stop),
      runStorage(ports, stop),
      findDuplicatesBeside(ports, stop),
      buildSegmentsAhead(ports, stop),
      letPlacesGo(ports, stop),
    ])
    server.close()
    await app.close()
    server.closeAllConnections()
    log.info('server stopped')
  } finally {
    await deriver.close()
    await ports.derivativeFiles.close()
    await ports.store.close()
    unlock()
  }
}

function takeFolder(folder: string): () => void {
  try {
    makeDataFolder(folder)
    const unlock = lockFolder(folder)
    if (unlock !== null) return unlock
  } catch (cause) {
    throw new UsageProblem(`The data folder ${folder} cannot be used. Choose another one with --data.`, {
      cause,
    })
  }
  throw new UsageProblem(
    `Another Rollcall server is using ${folder}. Stop it first, or choose another folder with --data.`,
  )
}

/** Answers the port. Throws a {@link UsageProblem} that says what is in the way. */
function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(new UsageProblem(listenProblem(cause, host, port), { cause })),
    )
    server.listen({ host, port }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function listenProblem(cause: NodeJS.ErrnoException, host: string, port: number): string {
  if (cause.code === 'EADDRINUSE') {
    return `Port ${port} is in use by another program. Stop that program, or choose another port with --port.`
  }
  if (cause.code === 'EACCES')
    return `Port ${port} needs the rights of an administrator. Choose one above 1023 with --port.`
  if (cause.code === 'EADDRNOTAVAIL' || cause.code === 'ENOTFOUND')
    return `This machine has no address ${host}. Choose another one with --host.`
  return `Cannot listen on ${host}, port ${port}: ${cause.message}.`
}

async function welcome(ports: ServerPorts, { folder, host, port }: ServeOptions): Promise<readonly string[]> {
  const [address = '', ...others] = addressesOf(host, port)
  const token = await openSetup(ports)
  const lines = [`Rollcall ${SERVER_VERSION} is running at ${address}`]
  for (const other of others) lines.push(`From other devices on your network: ${other}`)
  lines.push(`Its data are in ${folder}`)
  if (!isLoopback(host))
    lines.push('It speaks plain HTTP: beyond a network that you trust, put a proxy with HTTPS before it.')
  if (token === null)
    lines.push('', `Link a folder: npx rollcall link ${address} --folder DIR --account NAME`)
  else
    lines.push(
      '',
      "It has no owner yet. Create the owner's account here; the link works once:",
      `  ${address}/setup?token=${token}`,
    )
  return [...lines, '', 'Ctrl+C stops the server.']
}

function runUntilStopped(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) resolve()
    stop.addEventListener('abort', () => resolve(), { once: true })
  })
}

async function soundAlarmsHourly(ports: ServerPorts, stop: AbortSignal): Promise<void> {
  const { alarmPosts: posts } = ports
  if (posts !== undefined) await runAlarms({ ...ports, posts }, stop)
}

async function buildSegmentsAhead(ports: ServerPorts, stop: AbortSignal): Promise<void> {
  const { bootstrap } = ports
  if (bootstrap !== undefined) await keepSegments({ ...ports, bootstrap }, stop)
}

async function findDuplicatesBeside(ports: ServerPorts, stop: AbortSignal): Promise<void> {
  const { duplicates } = ports
  if (duplicates !== undefined) await runDuplicates({ ...ports, duplicates }, stop)
}

/** Beside the first requests, so that a large library does not delay them. */
async function tellMissing(ports: ServerPorts, stop: AbortSignal): Promise<void> {
  try {
    const originals = await findMissing(ports, { signal: stop })
    if (originals > 0)
      ports.log.error('stored originals are missing; devices that have them send them again', { originals })
  } catch (cause) {
    ports.log.error('could not look for missing originals', { cause })
  }
}

/** A round that did not work is told and made again an hour later: the disk or the database may answer by then. */
async function expireRegularly(ports: ServerPorts, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await ports.clock.sleep(EXPIRE_EVERY_MS, stop)
    if (stop.aborted) return
    await expireUploads(ports).catch((cause: unknown) =>
      ports.log.error('could not expire uploads', { cause }),
    )
  }
}
