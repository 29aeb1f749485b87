import { listenForPokes, createWaker } from '@rollcall/platform-client'
import { createEngine } from '../engine/engine.ts'
import type { Engine } from '../engine/engine.ts'
import type { EnginePorts } from '../engine/engine-ports.ts'
import { runEngine } from '../engine/run-engine.ts'
import { watchFolder } from '../folder/watch-folder.ts'
import { keepLearning } from '../search/keep-learning.ts'

/** How often a running engine looks whether another command wrote to the device's state. */
const STATE_LOOK_MS = 250

/**
 * Runs a device's engine until `signal` is aborted, woken by its files, its server, and other commands. When somebody asks for it, a new
 * engine takes its place, which begins from what is on the disk; `onRestart` is told before, and may abort `signal` to have it begun
 * elsewhere.
 */
export async function keepSyncing(
  ports: EnginePorts,
  signal: AbortSignal,
  onRestart: () => void = () => undefined,
): Promise<void> {
  const waker = createWaker(ports.clock)
  let engine = createEngine(ports, waker.wake)
  const current = () => engine
  // Without it the folder is still scanned now and then; the person is told that changes are noticed later.
  const watching = watchFolder(ports.root, ports.clock, signal, {
    onChange: (paths) => engine.noticeFiles(paths),
    onUnheard: (failure) => ports.onEvent({ kind: 'watch_unavailable', failure }),
  })
  const pokes = listenForPokes(ports, () => engine.noticeLibrary(), signal)
  const states = lookForStateChanges(ports, current, signal)
  const measuring = ports.conditions?.keepLooking(signal, waker.wake)
  // Photos are kept safe whether they can be found or not.
  const learning = keepLearning(ports.state.search, ports.clock, signal).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    const failure = `Search learns nothing new until the next start (${why}); syncing goes on`
    ports.onEvent({ kind: 'disk_trouble', failure })
  })
  while ((await runEngine(engine, waker, ports.clock, signal)) === 'restart') {
    onRestart()
    ports.state.folder.reload()
    ports.state.replica.reload()
    engine = createEngine(ports, waker.wake)
  }
  await engine.nextEnd()
  await engine.lastWord()
  await Promise.all([watching, pokes, states, learning, measuring])
}

/**
 * Keeps a device in touch with its server until `signal` is aborted or somebody asks for a restart, which `onRestart` is told: what is
 * left of an engine that crashes whenever it looks at the files. `device` is in safe mode.
 */
export async function keepTalking(
  device: EnginePorts,
  signal: AbortSignal,
  onRestart: () => void,
): Promise<void> {
  const waker = createWaker(device.clock)
  const engine = createEngine(device, waker.wake)
  const pokes = listenForPokes(device, engine.noticeLibrary, signal)
  const states = lookForStateChanges(device, () => engine, signal)
  if ((await runEngine(engine, waker, device.clock, signal)) === 'restart') onRestart()
  await engine.lastWord()
  await Promise.all([pokes, states])
}

async function lookForStateChanges(
  { clock }: EnginePorts,
  engine: () => Engine,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(STATE_LOOK_MS, signal)
    if (!signal.aborted) engine().noticeState()
  }
}
