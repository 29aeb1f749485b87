import { createSystemClock } from '@rollcall/platform-node'
import type { Clock } from '@rollcall/sync'

/** Two clocks that tell the same time. The engine's never waits: its `sleep` puts both forward. The doctor's waits as any other. */
export interface PatientClocks {
  readonly engine: Clock
  readonly doctor: Clock
  readonly pass: (milliseconds: number) => void
}

/** Makes them. */
export function createPatientClocks(): PatientClocks {
  const system = createSystemClock()
  let ahead = 0
  const doctor: Clock = {
    ...system,
    now: () => system.now() + ahead,
    monotonic: () => system.monotonic() + ahead,
  }
  const pass = (milliseconds: number) => {
    ahead += Math.max(0, milliseconds)
  }
  const sleep: Clock['sleep'] = async (milliseconds) => {
    pass(milliseconds)
    await system.sleep(0)
  }
  return { engine: { ...doctor, sleep }, doctor, pass }
}
