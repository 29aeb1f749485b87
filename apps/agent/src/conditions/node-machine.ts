import { execFile } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { existsSync, readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import type { Battery, Machine } from './conditions-ports.ts'

/** A program of the system's that says nothing for so long is ended. */
const PROGRAM_MAX_MS = 3_000

const PROGRAM_OUTPUT_MAX_BYTES = 1024 * 1024

/** Any port does: nothing is sent to it. */
const SOME_PORT = 443

/** The machine that this runs on. */
export function createNodeMachine(): Machine {
  return {
    platform: process.platform,
    run,
    readText: (path) => {
      try {
        return readFileSync(path, 'utf8')
      } catch {
        return null // not this system, or not for us to read
      }
    },
    exists: existsSync,
    localAddressTo,
    interfaceOf,
    battery: readBattery,
  }
}

function run(program: string, args: readonly string[]): Promise<string> {
  const options = {
    timeout: PROGRAM_MAX_MS,
    killSignal: 'SIGKILL',
    maxBuffer: PROGRAM_OUTPUT_MAX_BYTES,
    windowsHide: true,
    env: { ...process.env, LC_ALL: 'C' },
  } as const
  return new Promise((resolve, reject) => {
    execFile(program, [...args], options, (failure, stdout) => {
      if (failure === null) resolve(stdout)
      else reject(new Error(`Cannot run ${program}: ${wordsOf(failure)}`, { cause: failure }))
    })
  })
}

function wordsOf(failure: { readonly code?: unknown; readonly killed?: boolean | undefined }): string {
  if (failure.code === 'ENOENT') return 'it is not on this machine'
  return failure.killed === true ? 'it did not answer in time' : `it ended with ${String(failure.code)}`
}

/** Connecting a datagram socket asks the routing table and sends nothing. */
function localAddressTo(host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    const end = (address: string | null) => {
      socket.close()
      resolve(address)
    }
    socket.once('error', () => end(null))
    socket.connect(SOME_PORT, host, (failure?: Error) => end(failure ? null : socket.address().address))
  })
}

function interfaceOf(address: string): string | null {
  const found = Object.entries(networkInterfaces()).find(([, all]) =>
    all?.some((each) => each.address === address),
  )
  return found?.[0] ?? null
}

/** Loaded when it is first asked: it is large, and most commands never ask. */
async function readBattery(): Promise<Battery> {
  const { battery } = await import('systeminformation')
  const { hasBattery, isCharging, acConnected, percent } = await battery()
  return { isThere: hasBattery, isCharging: isCharging || acConnected, percent: hasBattery ? percent : null }
}
