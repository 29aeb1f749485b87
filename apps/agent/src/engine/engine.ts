/* Stays whole: the tick is one sequence, and its parts are in files of their own. */
import type { Facts, MeasuredConditions } from '@rollcall/protocol'
import type { Action, Disk, DiskFailure, FolderPath, ReasonCode, RollCall, RollEntry } from '@rollcall/sync'
import { isTryDue, NOTHING_MEASURED } from '@rollcall/sync'
import { keepConditions } from '../conditions/kept-conditions.ts'
import { asDiskFailure } from '../folder/as-disk-failure.ts'
import { createAsideWatch } from './aside-watch.ts'
import { clearGrants, createCommandWatch } from './command-watch.ts'
import type { EnginePorts } from './engine-ports.ts'
import { createEvictor } from './evictor.ts'
import type { DeviceState } from '../state/device-state.ts'
import { createFolderWatch } from './folder-watch.ts'
import { moveOriginal } from './move-original.ts'
import { recordSinces } from './record-sinces.ts'
import type { RoomsOfDevice } from './room.ts'
import { createRoomKeeper } from './room-keeper.ts'
import { dropOldRequests, roomHandlers } from './room-requests.ts'
import { incomingPreview } from './share-room.ts'
import { createReportWatch } from './report-watch.ts'
import type { DeviceRoll } from './roll-of-device.ts'
import { rollOfDevice } from './roll-of-device.ts'
import { createServerLink } from './server-link.ts'
import { takeSteps } from './take-steps.ts'
import { createPace } from '../transfer/pace.ts'
import { pacedApi } from '../transfer/paced-api.ts'
import type { RateMeter } from './rate-meter.ts'
import { createRateMeter } from './rate-meter.ts'
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
  /** Begins no further transfer, and resolves when those under way have ended. */
  readonly stop: () => Promise<void>
  /** Tells the server that this engine ends; takes two seconds at the most. */
  readonly lastWord: () => Promise<void>
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
  /** Somebody asked for this engine to end and for a new one to be made over what is there. */
  readonly restart: boolean
}

/** Makes the engine of a device. Nothing happens before its first tick. `wake` is called when a tick would find something. */
export function createEngine(ports: EnginePorts, wake: () => void = () => undefined): Engine {
  const { state, clock, onEvent } = ports
  const watch = createFolderWatch(ports)
  const link = createServerLink(ports)
  const usage = createUsageWatch(ports, link)
  const aside = createAsideWatch(ports)
  const step = ports.onStep ?? (() => undefined)
  const reports = createReportWatch(ports, link.isReachable)
  const commands = createCommandWatch({
    state,
    handlers: { ...roomHandlers(state, clock), ...ports.handlers, onCheck },
  })
  const placing = new Set<string>()
  const pace = createPace(clock)
  const meter = createRateMeter(clock)
  const room = createRoomKeeper(ports)
  const movePorts = {
    ...ports,
    api: pacedApi(ports.api, pace, meter.moved),
    watch,
    link,
    usage,
    placing,
    room,
  }
  const pool = createTransferPool((...moved) => moveOriginal(movePorts, ...moved), wake)
  const evictor = createEvictor(movePorts, wake)
  let stateVersion = state.version()
  let wasThere = true

  function survey(measured: MeasuredConditions): DeviceRoll {
    const engine = ports.isSafeMode ? 'crash_loop' : 'running'
    return rollOfDevice(state, {
      now: clock.now(),
      engine,
      measured,
      active: pool.active,
      leased: evictor.leased(),
      incoming: room.incoming(),
    })
  }

  function onCheck(): Facts {
    reports.hurry()
    return {}
  }

  /** The tick of safe mode: looks at no file and moves none. */
  async function talk(): Promise<TickResult> {
    step('converge')
    await link.converge()
    step('commands')
    const { roll } = survey(NOTHING_MEASURED)
    const { answered, restart } = commands.obey(() => roll)
    reports.notice(roll, NOTHING_MEASURED)
    step('rest', true)
    return {
      roll,
      again: answered > 0 || link.isDue(),
      busy: false,
      settling: false,
      dueAt: link.dueAt(),
      failures: link.failures(),
      needsSomebody: link.needsSomebody(),
      restart,
    }
  }

  async function tick(): Promise<TickResult> {
    pool.rethrow()
    evictor.rethrow()
    const result = {
      again: false,
      busy: pool.active.size > 0 || evictor.isBusy(),
      settling: false,
      failures: 0,
      needsSomebody: false,
      restart: false,
    }
    step('scan')
    const isThere = await watch.scan()
    if (isThere !== wasThere) onEvent({ kind: isThere ? 'folder_back' : 'folder_missing' })
    wasThere = isThere
    if (!isThere) {
      step('rest', true)
      return { ...result, roll: null, dueAt: clock.now() + FOLDER_MISSING_LOOK_MS }
    }
    step('converge')
    await link.converge()
    await usage.refresh()
    await aside.removePurged()
    await room.look()
    step('conditions')
    const measured = await measure(ports)
    step('roll call')
    const { answered, restart } = commands.obey(() => survey(measured).roll)
    if (state.values.get('held_answer') !== null) answerHeld(state, survey(measured).roll)
    const found = survey(measured)
    step('steps')
    const stepped = await takeSteps(ports, state, found.steps)
    const { roll, settings, room: shared } = stepped ? survey(measured) : found
    pace.allow(settings.bandwidth)
    noteRate(state, meter, pool.active.size > 0)
    recordSinces(state, roll, clock.now())
    clearGrants(state, roll)
    // While nothing is under way, as what is under way is not to be swept.
    if (pool.active.size === 0 && !evictor.isBusy() && settings.optimise)
      await room.sweep((name) => shared.promised.has(name))
    const isAsSmallAsCanBe = !shared.isLeaving || !evictor.isAtWork(roll.entries)
    room.allow({ ...shared, isAsSmallAsCanBe })
    pool.cut(roll.entries.filter(isForbidden).map(({ item }) => item.key))
    pool.plan(roll.entries.filter((entry) => isToMove(entry, shared, isAsSmallAsCanBe)))
    dropOldRequests(state, clock.now())
    const evicted = !stepped && (await evictor.work(roll.entries))
    onEvent({ kind: 'roll', roll })
    reports.notice(roll, measured)
    step('rest', true)
    return {
      roll,
      again: stepped || evicted || answered > 0 || link.isDue() || watch.isDue(),
      busy: pool.active.size > 0 || evictor.isBusy(),
      settling: watch.isSettling(),
      dueAt: Math.min(watch.dueAt(), link.dueAt(), nextTryOf(roll, clock.now())),
      failures: link.failures(),
      needsSomebody: link.needsSomebody(),
      restart,
    }
  }

  async function nextEnd(): Promise<void> {
    if (pool.active.size === 0) await evictor.nextEnd()
    else if (!evictor.isBusy()) await pool.nextEnd()
    else await Promise.race([pool.nextEnd(), evictor.nextEnd()])
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
    tick: ports.isSafeMode ? talk : tick,
    forgetFailures: () => forgetFailures(state),
    tellDiskTrouble: ({ message }) => onEvent({ kind: 'disk_trouble', failure: message }),
    nextEnd,
    stop: async () => {
      pool.plan([])
      while (pool.active.size > 0) await pool.nextEnd()
      await evictor.nextEnd()
    },
    lastWord: reports.lastWord,
  }
}

/** What the transfer pool does; dropping originals is the evictor's. */
const MOVES: ReadonlySet<Action> = new Set(['upload', 'download', 'download_preview'])

/** Reasons that cut off what is under way: the owner does not want it, or not over this network. Others let it end. */
const CUTTING: ReadonlySet<ReasonCode> = new Set([
  'sync_off',
  'paused_by_you',
  'roaming',
  'mobile_data_off',
  'waiting_wifi',
  'unlimited_updates_off',
  'low_data_mode',
])

function isForbidden({ active, decision }: RollEntry): boolean {
  return active !== null && decision.because.some(({ code }) => CUTTING.has(code))
}

/** Whether the pool is to move it now. A smaller version waits while originals make room for it. */
function isToMove(
  { item: { sha256 }, decision: { action } }: RollEntry,
  { promised, spareBytes }: RoomsOfDevice,
  isAsSmallAsCanBe: boolean,
): boolean {
  if (action !== 'download_preview') return MOVES.has(action)
  if (isAsSmallAsCanBe || spareBytes === Number.POSITIVE_INFINITY) return true
  return sha256 !== null && promised.has(incomingPreview(sha256))
}

/** What this machine is in; without a port for it, only the room on the disk is known. */
async function measure({ conditions, state, clock, disk, root }: EnginePorts): Promise<MeasuredConditions> {
  if (conditions === undefined) return { ...NOTHING_MEASURED, freeBytes: await freeBytesOf(disk, root) }
  const measured = await conditions.latest()
  keepConditions(state, clock, measured)
  return measured
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

function noteRate(state: DeviceState, meter: RateMeter, isBusy: boolean): void {
  const rate = meter.look(isBusy, state.values.get('moved_rate'))
  if (rate !== null) state.transaction(() => state.values.put('moved_rate', rate))
}

/** Does what a person answered about the held deletions that they were shown [R17]; what is held since then waits for them. */
function answerHeld(state: DeviceState, { entries }: RollCall): void {
  const said = state.values.get('held_answer')
  const shown = new Set(said?.paths)
  state.transaction(() => {
    for (const { item } of entries) {
      // What the library holds is answered there.
      if (item.standing.kind !== 'held' || item.standing.by === 'library' || !shown.has(item.path)) continue
      if (said?.answer === 'delete') state.folder.putApproved(item.path, true)
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
