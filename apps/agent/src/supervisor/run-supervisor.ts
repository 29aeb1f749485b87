import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { EngineHealth } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import { EXIT } from '../cli/exit.ts'
import { HEALTH_BEAT_MS, touchEngineHealth, writeEngineHealth } from '../engine/engine-health.ts'
import { sleepWords } from '../cli/quiet-devices.ts'
import type { EngineStart, FromEngine, ToEngine } from './messages.ts'
import { isFromEngine } from './messages.ts'
import type { HowItEnded, Supervision, SupervisorAction, SupervisorEvent } from './supervise.ts'
import { beginSupervision, supervise } from './supervise.ts'

/** How often it is looked whether something is due. */
const LOOK_MS = 1_000

const ENGINE = fileURLToPath(new URL('./engine-main.ts', import.meta.url))

/** What a supervisor needs to know of the world. */
export interface SupervisorOptions {
  /** The folder of the device. The caller holds its lock. */
  readonly root: string
  readonly isQuiet: boolean
  readonly conditions: string | null
  readonly clock: Clock
  /** Told when something worth a line happened. */
  readonly say: (line: string) => void
  readonly stalledAfterMs?: number
}

type Beat = Extract<FromEngine, { kind: 'beat' }>

/** An event without its time, which whoever notes it adds. */
type Happening = SupervisorEvent extends infer Event
  ? Event extends SupervisorEvent
    ? Omit<Event, 'at' | 'wall'>
    : never
  : never

/**
 * Keeps the engine of a folder going in a process of its own until `signal` is aborted; see `supervise`. Answers the exit code. The
 * engine's process ends when this one does, however that ends.
 */
export async function runSupervisor(options: SupervisorOptions, signal: AbortSignal): Promise<number> {
  const { root, isQuiet, conditions, clock, say } = options
  let supervision = beginSupervision(clock.monotonic(), clock.now(), options.stalledAfterMs)
  let child: ChildProcess | null = null
  let exitCode: number = EXIT.done
  const health = createHealthTeller(root, clock)
  const finished = new AbortController()

  function happen(event: Happening): void {
    if (finished.signal.aborted) return
    const timed = { ...event, at: clock.monotonic(), wall: clock.now() } as SupervisorEvent
    const { now, action } = supervise(supervision, timed)
    for (const line of linesOf(supervision, now)) say(line)
    supervision = now
    health.tell(now.health)
    act(action)
  }

  function act(action: SupervisorAction): void {
    switch (action.kind) {
      case 'none':
        return
      case 'start':
        child = startEngine({ root, isSafeMode: action.isSafeMode, isQuiet, conditions }, onBeat, onEnd)
        return
      case 'ask_to_stop':
        if (child?.connected) child.send({ kind: 'stop' } satisfies ToEngine, () => undefined)
        return
      case 'kill':
        child?.kill('SIGKILL')
        return
      case 'finish':
        finished.abort()
    }
  }

  function onBeat(beat: Beat): void {
    happen(beat)
  }

  function onEnd(how: HowItEnded, code: number): void {
    child = null
    exitCode = code
    happen({ kind: 'ended', how })
  }

  const stop = () => happen({ kind: 'stop' })
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  while (!finished.signal.aborted) {
    happen({ kind: 'look' })
    health.showAwake()
    await clock.sleep(LOOK_MS, finished.signal)
  }
  signal.removeEventListener('abort', stop)
  // Whatever works on the folder next does not touch it.
  writeEngineHealth(root, supervision.health)
  return exitCode
}

/** Tells other processes how the engine is when that is news, and in between that this process is awake. */
function createHealthTeller(root: string, clock: Clock) {
  let told: EngineHealth | null = null
  let beatAt = Number.NEGATIVE_INFINITY
  return {
    tell: (health: EngineHealth) => {
      if (told !== null && !isNews(told, health)) return
      told = health
      beatAt = clock.monotonic()
      writeEngineHealth(root, health, process.pid)
    },
    showAwake: () => {
      if (clock.monotonic() - beatAt < HEALTH_BEAT_MS) return
      beatAt = clock.monotonic()
      touchEngineHealth(root, clock.now())
    },
  }
}

function isNews(told: EngineHealth, health: EngineHealth): boolean {
  const isOther = told.state !== health.state || told.crashes !== health.crashes
  return isOther || told.slept?.until !== health.slept?.until
}

/** Starts the engine's process. `onEnd` is told once, with the exit code that is left to give. */
function startEngine(
  start: EngineStart,
  onBeat: (beat: Beat) => void,
  onEnd: (how: HowItEnded, exitCode: number) => void,
): ChildProcess {
  const started = fork(ENGINE, [JSON.stringify(start)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  let how: HowItEnded = 'crashed'
  let exitCode: number = EXIT.done
  started.on('message', (message) => {
    if (!isFromEngine(message)) return
    if (message.kind === 'beat') return onBeat(message)
    how = message.how
    if (message.how === 'over') exitCode = message.exitCode
  })
  let isOver = false
  const end = () => {
    if (isOver) return
    isOver = true
    onEnd(how, exitCode)
  }
  // A program that cannot be started has no exit.
  started.once('error', end)
  started.once('exit', end)
  return started
}

function linesOf(before: Supervision, { health }: Supervision): readonly string[] {
  const { state, step, slept } = health
  const at = step === null ? '' : ` at "${step}"`
  if (slept !== undefined && slept.until !== before.health.slept?.until)
    return [`The system put sync to sleep ${sleepWords(slept)}. It goes on.`]
  if (state === before.health.state) {
    return state === 'running' && health.crashes > before.health.crashes
      ? ['The sync engine ended by itself. It is started again.']
      : []
  }
  switch (state) {
    case 'stalled':
      return [`The sync engine was stuck${at}. It is started again; nothing is lost.`]
    case 'crash_loop':
      return [
        'The sync engine ended by itself again and again. For ten minutes it only talks with the server;',
        'to start it again at once, run: rollcall command restart-sync',
      ]
    default:
      return before.health.state === 'stalled' ? ['The sync engine works again.'] : []
  }
}
