import type { EngineHealth } from '@rollcall/protocol'

/*
 * When the sync engine is started, ended and started again. The engine runs in a process of its own, the child, because the program that
 * is stuck cannot be the one that notices it. This decides, `run-supervisor.ts` acts.
 *
 *                start                       no beat for too long: kill
 *     resting ──────────▶ up ─────────────────────────────────────────────▶ ending
 *        ▲                 │ somebody stops it, or safe mode is over: ask       │
 *        └─────────────────┴───────────── it ended, however it did ─────────────┘
 *
 * A child that ends by itself is started again, later each time. After five such ends within ten minutes it is started in safe mode, in
 * which it only talks with the server, so that it can be asked to restart from anywhere. All times are on the monotonic clock unless
 * they are called wall.
 */

/** A child that has not been heard for so long is stuck. */
export const STALLED_AFTER_MS = 3 * 60_000

/** So many ends within {@link CRASH_WINDOW_MS} are a loop. */
const CRASHES_OF_LOOP = 5
const CRASH_WINDOW_MS = 10 * 60_000

/** How long safe mode lasts unless somebody restarts sync before. */
const SAFE_MODE_MS = 10 * 60_000

/** A child that ended by itself is started again after 1 s, 2 s, 4 s … */
const RESTART_FIRST_MS = 1_000
const RESTART_MAX_MS = 5 * 60_000

/** A child that was asked to stop, and goes on for so long, is killed. */
const STOP_MAX_MS = 10_000

/** Between two looks so far apart this process did not run either, as when the machine slept: nobody is to blame. */
const LOOK_GAP_MS = 10_000

/** A sleep that is shorter is told to nobody. */
const SLEEP_TOLD_MS = 60_000

/** What happened. */
export type SupervisorEvent =
  | { readonly kind: 'look'; readonly at: number; readonly wall: number }
  /** The child lives, and is at this step. `isWhole`: it has been through one whole round of its work. */
  | {
      readonly kind: 'beat'
      readonly at: number
      readonly wall: number
      readonly step: string
      readonly isWhole: boolean
    }
  | { readonly kind: 'ended'; readonly at: number; readonly wall: number; readonly how: HowItEnded }
  /** A person, or the system, wants all of it to stop. */
  | { readonly kind: 'stop'; readonly at: number; readonly wall: number }

/**
 * How a child ended. `restart`: somebody asked for that. `busy`: another engine works on the folder. `left`: cleanly, though nobody here
 * asked. `over`: there is no use in another one, as when the folder was unlinked.
 */
export type HowItEnded = 'restart' | 'busy' | 'left' | 'over' | 'crashed'

/** What to do now. */
export type SupervisorAction =
  | { readonly kind: 'none' }
  | { readonly kind: 'start'; readonly isSafeMode: boolean }
  | { readonly kind: 'ask_to_stop' }
  | { readonly kind: 'kill' }
  /** Nothing is left to supervise. */
  | { readonly kind: 'finish' }

/** What a child is about. It ends when it is `stuck` and was killed, was asked to make room for one that does all (`leaving`), or to `stop`. */
type ChildState = 'resting' | 'up' | 'stuck' | 'leaving' | 'stopping'

/** What is known of the child. */
export interface Supervision {
  readonly child: ChildState
  readonly isSafeMode: boolean
  /** When the child was last heard, or began. */
  readonly heardAt: number
  /** When it was asked to stop; null when it was not, or was killed. */
  readonly askedAt: number | null
  readonly lookedAt: number
  /** When a resting child is to be started. */
  readonly startAt: number
  readonly safeUntil: number
  /** When children ended by themselves or were stuck, within the window. */
  readonly crashes: readonly number[]
  readonly health: EngineHealth
  readonly stalledAfterMs: number
}

/** The beginning: nothing runs, and the next look starts it. */
export function beginSupervision(at: number, wall: number, stalledAfterMs = STALLED_AFTER_MS): Supervision {
  return {
    child: 'resting',
    isSafeMode: false,
    heardAt: at,
    askedAt: null,
    lookedAt: at,
    startAt: at,
    safeUntil: 0,
    crashes: [],
    health: { state: 'running', since: wall, step: null, crashes: 0 },
    stalledAfterMs,
  }
}

/** What follows from an event. Total: an event that does not fit changes nothing. */
export function supervise(
  before: Supervision,
  event: SupervisorEvent,
): { readonly now: Supervision; readonly action: SupervisorAction } {
  switch (event.kind) {
    case 'look':
      return look(before, event)
    case 'beat':
      return { now: hear(before, event), action: { kind: 'none' } }
    case 'ended':
      return end(before, event)
    case 'stop':
      return stop(before, event)
  }
}

type Step<Kind extends SupervisorEvent['kind']> = Extract<SupervisorEvent, { kind: Kind }>
type Result = ReturnType<typeof supervise>

function look(before: Supervision, { at, wall }: Step<'look'>): Result {
  const gap = at - before.lookedAt
  const slept = gap > LOOK_GAP_MS ? gap : 0
  const looked = {
    ...before,
    health: slept < SLEEP_TOLD_MS ? before.health : withSleep(before.health, wall, slept),
    lookedAt: at,
    heardAt: before.heardAt + slept,
    askedAt: before.askedAt === null ? null : before.askedAt + slept,
  }
  switch (looked.child) {
    case 'resting':
      return at < looked.startAt ? idle(looked) : start(looked, at, wall)
    case 'up':
      if (at - looked.heardAt > looked.stalledAfterMs) return killStalled(looked, at, wall)
      if (!looked.isSafeMode || at < looked.safeUntil) return idle(looked)
      return { now: { ...looked, child: 'leaving', askedAt: at }, action: { kind: 'ask_to_stop' } }
    case 'stuck':
      return idle(looked)
    case 'leaving':
    case 'stopping':
      if (looked.askedAt === null || at - looked.askedAt < STOP_MAX_MS) return idle(looked)
      return { now: { ...looked, askedAt: null }, action: { kind: 'kill' } }
  }
}

/** The wall clock of the beginning may have been set since: only the end is read from it. */
function withSleep(health: EngineHealth, wall: number, forMs: number): EngineHealth {
  return { ...health, slept: { from: Math.max(0, Math.round(wall - forMs)), until: Math.round(wall) } }
}

function start(before: Supervision, at: number, wall: number): Result {
  const isSafeMode = isLoop(before.crashes, at)
  const health = isSafeMode ? turn(before.health, 'crash_loop', wall) : before.health
  const started = { child: 'up', heardAt: at, askedAt: null, safeUntil: at + SAFE_MODE_MS } as const
  return { now: { ...before, ...started, isSafeMode, health }, action: { kind: 'start', isSafeMode } }
}

function killStalled(before: Supervision, at: number, wall: number): Result {
  const crashes = withCrash(before.crashes, at)
  const health = { ...turn(before.health, 'stalled', wall), crashes: before.health.crashes + 1 }
  return { now: { ...before, child: 'stuck', askedAt: null, crashes, health }, action: { kind: 'kill' } }
}

function hear(before: Supervision, { at, wall, step, isWhole }: Step<'beat'>): Supervision {
  if (before.child !== 'up') return before
  const { health } = before
  // One that was stuck is well again only when it has been through all of its work.
  const isWell = isWhole && !before.isSafeMode && health.state !== 'running'
  const told = isWell ? turn(health, 'running', wall) : health
  return { ...before, heardAt: at, health: health.state === 'stalled' && !isWell ? told : { ...told, step } }
}

function end(before: Supervision, { at, wall, how }: Step<'ended'>): Result {
  const wasStalled = before.child === 'stuck'
  const resting = { ...before, child: 'resting', askedAt: null } as const
  if (before.child === 'stopping' || how === 'over') return { now: resting, action: { kind: 'finish' } }
  if (how === 'restart' || before.child === 'leaving') {
    const health = turn(before.health, 'running', wall)
    return idle({ ...resting, crashes: [], isSafeMode: false, startAt: at, health })
  }
  if (how === 'busy' || how === 'left') return idle({ ...resting, startAt: at + RESTART_FIRST_MS })
  const crashes = wasStalled ? before.crashes : withCrash(before.crashes, at)
  const counted = wasStalled ? before.health.crashes : before.health.crashes + 1
  const wait = Math.min(RESTART_MAX_MS, RESTART_FIRST_MS * 2 ** Math.max(0, crashes.length - 1))
  const health = { ...before.health, crashes: counted }
  const told = isLoop(crashes, at) ? turn(health, 'crash_loop', wall) : health
  return idle({ ...resting, crashes, startAt: at + wait, health: told })
}

function stop(before: Supervision, { at }: Step<'stop'>): Result {
  if (before.child === 'resting') return { now: before, action: { kind: 'finish' } }
  if (before.child === 'stopping') return idle(before)
  const stopping = { ...before, child: 'stopping' } as const
  // One that is stuck was killed already.
  if (before.child === 'stuck') return idle(stopping)
  return { now: { ...stopping, askedAt: at }, action: { kind: 'ask_to_stop' } }
}

function idle(now: Supervision): Result {
  return { now, action: { kind: 'none' } }
}

/** Crashes outside of the window are forgotten, so the list is short. */
function withCrash(crashes: readonly number[], at: number): readonly number[] {
  return [...crashes.filter((time) => at - time < CRASH_WINDOW_MS), at]
}

function isLoop(crashes: readonly number[], at: number): boolean {
  return crashes.filter((time) => at - time < CRASH_WINDOW_MS).length >= CRASHES_OF_LOOP
}

function turn(health: EngineHealth, state: EngineHealth['state'], wall: number): EngineHealth {
  return health.state === state ? health : { ...health, state, since: wall }
}
