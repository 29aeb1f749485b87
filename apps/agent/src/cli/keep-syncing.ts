import { createEngine } from '../engine/engine.ts'
import type { Engine } from '../engine/engine.ts'
import type { EnginePorts } from '../engine/engine-ports.ts'
import { runEngine } from '../engine/run-engine.ts'
import { createWaker } from '../engine/waker.ts'
import { watchFolder } from '../folder/watch-folder.ts'
import { keepLearning } from '../search/keep-learning.ts'
import { listenForPokes } from '../server/listen-for-pokes.ts'

/** How often a running engine looks whether another command wrote to the device's state. */
const STATE_LOOK_MS = 250

/** Runs a device's engine until `signal` is aborted, woken by its files, its server, and other commands. */
export async function keepSyncing(device: EnginePorts, signal: AbortSignal): Promise<void> {
  const waker = createWaker(device.clock)
  const ports: EnginePorts = {
    ...device,
    onEvent: (event) => {
      device.onEvent(event)
      // A folder that comes back may be another one, such as a disk mounted again.
      if (event.kind === 'folder_back')
        watching = watching.then((stop) => stop()).then(() => startWatching(ports, engine))
    },
  }
  const engine = createEngine(ports, waker.wake)
  let watching = startWatching(ports, engine)
  const pokes = listenForPokes(ports, engine.noticeLibrary, signal)
  const states = lookForStateChanges(ports, engine, signal)
  // Photos are kept safe whether they can be found or not.
  const learning = keepLearning(ports.state.search, ports.clock, signal).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    const failure = `Search learns nothing new until the next start (${why}); syncing goes on`
    ports.onEvent({ kind: 'disk_trouble', failure })
  })
  try {
    await runEngine(engine, waker, ports.clock, signal)
    await engine.nextEnd()
  } finally {
    await watching.then((stop) => stop())
  }
  await Promise.all([pokes, states, learning])
}

/** Without a watcher the folder is still scanned now and then; the person is told that changes are noticed later. */
async function startWatching({ root, onEvent }: EnginePorts, engine: Engine): Promise<() => Promise<void>> {
  try {
    return await watchFolder(root, engine.noticeFiles)
  } catch (error) {
    onEvent({ kind: 'watch_unavailable', failure: error instanceof Error ? error.message : String(error) })
    return async () => undefined
  }
}

async function lookForStateChanges(
  { clock }: EnginePorts,
  engine: Engine,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(STATE_LOOK_MS, signal)
    if (!signal.aborted) engine.noticeState()
  }
}
