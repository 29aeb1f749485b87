import type { Disk, DiskFailure, FolderPath, RollCall } from '@rollcall/sync'
import { isTryDue } from '@rollcall/sync'
import { asDiskFailure } from '../folder/as-disk-failure.ts'
import { createAsideWatch } from './aside-watch.ts'
import type { EnginePorts } from './engine-ports.ts'
import type { DeviceState } from '../state/device-state.ts'
import { createFolderWatch } from './folder-watch.ts'
import { moveOriginal } from './move-original.ts'
import { recordSinces } from './record-sinces.ts'
import type { DeviceRoll } from './roll-of-device.ts'
import { rollOfDevice } from './roll-of-device.ts'
import { createServerLink } from './server-link.ts'
import { takeSteps } from './take-steps.ts'
import { createTransferPool } from './transfer-pool.ts'
import { createUsageWatch } from './usage-watch.ts'

/*
 * The engine of a folder device. It keeps no plan: every *tick* looks at what is so, compares, and does what follows. So it
 * can be killed at any line and started again, and nothing has to be undone.
 *
 *        files, pokes, time, finished transfers
 *                       │ wake
 *                       ▼
 *   tick:  scan ─▶ converge ─▶ roll call ─▶ steps ─▶ start transfers (in the background, a few at a time)
 *
 * Ticks never overlap. Transfers run between them and only end in a changed state, which wakes the next tick.
 * Stays whole: the tick is one sequence, and its parts are in files of their own.
 */

/** How soon to look again for a folder that is not there. */
const FOLDER_MISSING_LOOK_MS = 5_000

/** The engine of one device. It does nothing by itself: `runEngine` calls {@link Engine.tick}. */
export interface Engine {
  /** Files may have changed: these, or anything for null. */
  readonly noticeFiles: (paths: readonly FolderPath[] | null) => void
  /** The library may have changed. */
  readonly noticeLibrary: () => void
  /** Another process may have written to the device's state. */
  readonly noticeState: () => void
  /** One look, and what follows from it. Never called while another tick runs. */
  readonly tick: () => Promise<TickResult>
  /** Tries again at once what has failed before. */
  readonly forgetFailures: () => void
  /** The device's own disk gave out during a tick. */
  readonly tellDiskTrouble: (failure: DiskFailure) => void
  /** Resolves when the next transfer ends; at once when none is under way. */
  readonly nextEnd: () => Promise<void>
}

/** What a tick left. `roll` is null when the folder is not there. */
export interface TickResult {
  readonly roll: RollCall | null
  /** Another tick would find something to do at once. */
  readonly again: boolean
  /** Transfers are under way. */
  readonly busy: boolean
  /** Files must rest, or be confirmed missing, before all is known. */
  readonly settling: boolean
  /** When the next tick is due at the latest, wall milliseconds. */
  readonly dueAt: number
  /** Failures in a row to reach the server. */
  readonly failures: number
  /** The server refuses this device until somebody does something about it. */
  readonly needsSomebody: boolean
}

/** Makes the engine of a device. Nothing happens before its first tick. `wake` is called when a tick would find something. */
export function createEngine(ports: EnginePorts, wake: () => void = () => undefined): Engine {
  const { state, clock, disk, root, onEvent } = ports
  const watch = createFolderWatch(ports)
  const link = createServerLink(ports)
  const usage = createUsageWatch(ports, link)
  const aside = createAsideWatch(ports)
  const placing = new Set<string>()
  const movePorts = { ...ports, watch, link, usage, placing }
  const pool = createTransferPool((entry, onBytes) => moveOriginal(movePorts, entry, onBytes), wake)
  let stateVersion = state.version()
  let wasThere = true

  function survey(deviceFreeBytes: number | null): DeviceRoll {
    return rollOfDevice(state, { now: clock.now(), running: true, deviceFreeBytes, active: pool.active })
  }

  async function tick(): Promise<TickResult> {
    pool.rethrow()
    const result = {
      again: false,
      busy: pool.active.size > 0,
      settling: false,
      failures: 0,
      needsSomebody: false,
    }
    const isThere = await watch.scan()
    if (isThere !== wasThere) onEvent({ kind: isThere ? 'folder_back' : 'folder_missing' })
    wasThere = isThere
    if (!isThere) {
      return { ...result, roll: null, dueAt: clock.now() + FOLDER_MISSING_LOOK_MS }
    }
    await link.converge()
    await usage.refresh()
    await aside.removePurged()
    const freeBytes = await freeBytesOf(disk, root)
    if (state.values.get('held_answer') !== null) answerHeld(state, survey(freeBytes).roll)
    const found = survey(freeBytes)
    const stepped = await takeSteps(ports, state, found.steps)
    const { roll } = stepped ? survey(freeBytes) : found
    recordSinces(state, roll, clock.now())
    pool.plan(roll.entries.filter(({ decision }) => decision.action !== 'none'))
    onEvent({ kind: 'roll', roll })
    return {
      roll,
      again: stepped || link.isDue() || watch.isDue(),
      busy: pool.active.size > 0,
      settling: watch.isSettling(),
      dueAt: Math.min(watch.dueAt(), link.dueAt(), nextTryOf(roll, clock.now())),
      failures: link.failures(),
      needsSomebody: link.needsSomebody(),
    }
  }

  return {
    noticeFiles: (paths) => {
      watch.notice(paths)
      wake()
    },
    noticeLibrary: () => {
      link.notice()
      wake()
    },
    noticeState: () => {
      const version = state.version()
      if (version === stateVersion) return
      stateVersion = version
      wake()
    },
    tick,
    forgetFailures: () => forgetFailures(state),
    tellDiskTrouble: ({ message }) => onEvent({ kind: 'disk_trouble', failure: message }),
    nextEnd: pool.nextEnd,
  }
}

/** Null when the disk does not say, as when it was unplugged a moment ago; the next scan finds out. */
async function freeBytesOf(disk: Disk, root: string): Promise<number | null> {
  try {
    return await disk.freeBytes(root)
  } catch (error) {
    asDiskFailure(error)
    return null
  }
}

/** Does what a person answered about held deletions [R17]. */
function answerHeld(state: DeviceState, { entries }: RollCall): void {
  const answer = state.values.get('held_answer')
  state.transaction(() => {
    for (const { item } of entries) {
      // What the library holds is answered there.
      if (item.standing.kind !== 'held' || item.standing.by === 'library') continue
      if (answer === 'delete') state.folder.putApproved(item.path, true)
      else state.folder.forget(item.path)
    }
    state.values.put('held_answer', null)
  })
}

function forgetFailures(state: DeviceState): void {
  state.transaction(() => {
    for (const key of state.folder.attempts().keys()) state.folder.putAttempt(key, null)
    const server = state.values.get('server')
    if (server.kind === 'away') state.values.put('server', { ...server, nextTry: 0 })
  })
}

/** When the first failed item is due again. */
function nextTryOf(roll: RollCall, now: number): number {
  const times = roll.entries
    .map(({ attempt }) => attempt?.nextTry ?? 0)
    .filter((time) => !isTryDue(time, now))
  return times.reduce((first, time) => Math.min(first, time), Number.POSITIVE_INFINITY)
}
