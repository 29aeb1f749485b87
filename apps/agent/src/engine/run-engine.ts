import type { Waker } from '@rollcall/platform-client'
import type { AbortSignalLike, Clock, RollCall } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import { asDiskFailure } from '../folder/as-disk-failure.ts'
import type { Engine, TickResult } from './engine.ts'

/** After a transfer ends, others that end soon share its tick. */
const GATHER_MS = 20

/** How soon to look again at a disk that gave out. */
const DISK_LOOK_MS = 10_000

/** `sync --once` gives up on the server, and on an item, after so many failures in a row. */
const ONCE_FAILURES_MAX = 3

/** `sync --once` waits so long for files that somebody goes on writing. */
const ONCE_SETTLE_MAX_MS = 30_000

/** Longest sleep of a running engine; keeps a wall clock that jumps from stopping it. */
const SLEEP_MAX_MS = 60_000

/** Why an engine ended: it was stopped, or somebody asked for a new one to be made in its place. */
export type EngineEnd = 'stopped' | 'restart'

/**
 * Runs an engine until `signal` is aborted, or a command asks for another one; then what it has under way is over. A disk that gives out
 * is told, and looked at again later: it may be full for a while, or on its way to being unmounted. Rejects only for a bug.
 */
export async function runEngine(
  engine: Engine,
  waker: Waker,
  clock: Clock,
  signal: AbortSignalLike,
): Promise<EngineEnd> {
  while (!signal.aborted) {
    const ticked = await engine.tick().catch((error: unknown) => asDiskFailure(error))
    if (ticked instanceof DiskFailure) {
      engine.tellDiskTrouble(ticked)
      await clock.sleep(DISK_LOOK_MS, signal)
      continue
    }
    const { again, dueAt, restart } = ticked
    if (restart) {
      await engine.stop()
      return 'restart'
    }
    // Stopped while it ticked: nothing would wake it any more.
    if (again || signal.aborted) continue
    await waker.wait(Math.min(SLEEP_MAX_MS, Math.max(1, dueAt - clock.now())), signal)
    if (!signal.aborted) await clock.sleep(GATHER_MS, signal)
  }
  return 'stopped'
}

/**
 * Runs an engine until nothing is left that it can do: everything is safe, or waits for somebody. Answers the last roll;
 * null when the folder is not there. Bounded: the server and each item get a few tries, files that never rest half a minute.
 */
export async function runEngineOnce(
  engine: Engine,
  clock: Clock,
  signal: AbortSignalLike,
): Promise<RollCall | null> {
  engine.forgetFailures()
  let settlingSince: number | null = null
  for (;;) {
    const result = await engine.tick()
    if (result.roll === null || signal.aborted) return result.roll
    settlingSince = result.settling && !result.again && !result.busy ? (settlingSince ?? clock.now()) : null
    const waited = settlingSince === null ? 0 : clock.now() - settlingSince
    if (result.busy) await engine.nextEnd()
    else if (result.again) continue
    else if (!isWorthWaiting(result) || waited > ONCE_SETTLE_MAX_MS) return result.roll
    else await clock.sleep(Math.max(1, result.dueAt - clock.now()), signal)
  }
}

function isWorthWaiting({ settling, failures, needsSomebody, roll }: TickResult): boolean {
  if (settling) return true
  if (failures > 0) return failures < ONCE_FAILURES_MAX && !needsSomebody
  const retries = roll?.entries.filter(
    ({ attempt, decision }) =>
      attempt !== null && decision.state !== 'safe' && decision.because[0].nextTry !== null,
  )
  return retries?.some(({ attempt }) => (attempt?.count ?? 0) < ONCE_FAILURES_MAX) ?? false
}
