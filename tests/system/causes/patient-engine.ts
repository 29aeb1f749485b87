import type { EnginePorts, OpenDevice } from '@rollcall/agent'
import { createEngine, holdDevice, writeEngineHealth } from '@rollcall/agent'
import type { EngineHealth } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import type { PatientClocks } from './patient-clocks.ts'

/** Ticks of an engine after which it counts as restless. */
const TICKS_MAX = 300

/** Longer than any back-off. */
const LATER_MS = 3 * 3600_000

const WELL = { since: 0, step: null, crashes: 0 } as const

/** The engine of a patient, and what others see of it: the lock that it holds, and how it is said to be. */
export interface PatientEngine {
  /** How it is from now on. */
  readonly is: (state: EngineHealth['state']) => void
  /** Takes the folder, and says how it is, unless it does not run. */
  readonly hold: () => Promise<void>
  readonly release: () => void
  /** See `syncs` of `Patient`. */
  readonly works: () => Promise<void>
}

/** Makes it; it runs. */
export function createPatientEngine(
  root: string,
  clocks: PatientClocks,
  device: (clock: Clock) => OpenDevice,
): PatientEngine {
  let health: EngineHealth['state'] = 'running'
  let lock: Awaited<ReturnType<typeof holdDevice>> = null

  function release(): void {
    lock?.release()
    lock = null
  }

  return {
    release,
    is: (state) => {
      health = state
      release()
    },
    hold: async () => {
      release()
      if (health === 'not_running') return
      lock = await holdDevice(root, clocks.engine)
      // One that is asleep says nothing of it: it ran when it was last heard, and is silent since.
      if (health === 'suspended') writeEngineHealth(root, { ...WELL, state: 'running' }, process.pid)
      else writeEngineHealth(root, { ...WELL, state: health })
    },
    works: async () => {
      clocks.pass(LATER_MS)
      if (health === 'running' || health === 'crash_loop')
        await restEngine({ ...device(clocks.engine).ports, isSafeMode: health === 'crash_loop' })
    },
  }
}

/** Lets an engine work until it waits for time, for somebody or for something new. */
async function restEngine(ports: EnginePorts): Promise<void> {
  const engine = createEngine(ports)
  for (let ticks = 0; ticks < TICKS_MAX; ticks++) {
    const { busy, again, settling, dueAt } = await engine.tick()
    if (busy) await engine.nextEnd()
    else if (settling && !again) await ports.clock.sleep(dueAt - ports.clock.now())
    else if (!again) return
  }
  throw new Error('Cannot wait for the engine: it finds something to do again and again')
}
