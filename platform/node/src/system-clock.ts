import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'
import type { AbortSignalLike, Clock } from '@rollcall/sync'

/** The longest that a timer of Node runs; longer waits are several. */
const TIMER_MAX_MS = 2 ** 31 - 1

/**
 * The machine's clock. `monotonic` goes on while the machine sleeps, so that an edit made before a laptop was closed is
 * told with its true age [R13]; it moves in steps of 10 ms on Linux, and is not for measuring speed.
 */
export function createSystemClock(): Clock {
  return { now: () => Date.now(), monotonic: readMonotonic(), bootId: readBootId(), sleep }
}

/**
 * Linux stops `process.hrtime` (CLOCK_MONOTONIC) while it sleeps, and counts sleep in /proc/uptime, which `os.uptime` reads.
 * On macOS and Windows it is the other way about: `hrtime` counts sleep and `uptime` rests on the wall clock.
 */
function readMonotonic(): () => number {
  if (process.platform === 'linux') return () => Math.round(uptime() * 1000)
  return () => Number(process.hrtime.bigint() / 1_000_000n)
}

/** Where the system does not name its boot, each process counts as one: readings are compared less often, never wrongly. */
function readBootId(): string {
  try {
    if (process.platform === 'linux') return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    if (process.platform === 'darwin')
      return execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' }).trim()
  } catch {
    // A sandbox may hide either.
  }
  return randomBytes(16).toString('hex')
}

async function sleep(milliseconds: number, signal?: AbortSignalLike): Promise<void> {
  let left = Math.max(0, milliseconds)
  do {
    const turn = Math.min(left, TIMER_MAX_MS)
    await sleepOnce(turn, signal)
    left -= turn
  } while (left > 0 && signal?.aborted !== true)
}

function sleepOnce(milliseconds: number, signal?: AbortSignalLike): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve()
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, milliseconds)
    signal?.addEventListener('abort', wake, { once: true })
  })
}
