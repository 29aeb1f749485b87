import type { ActiveTransfer, Conditions, RollCall, Step } from '@rollcall/sync'
import { callRoll, surveyFolder } from '@rollcall/sync'
import type { DeviceState } from '../state/device-state.ts'

/** What the calling process knows beyond the database. */
export interface Surroundings {
  readonly now: number
  readonly running: boolean
  readonly deviceFreeBytes: number | null
  readonly active: ReadonlyMap<string, ActiveTransfer>
}

/** The roll of a device, with the bookkeeping steps that are due. */
export interface DeviceRoll {
  readonly roll: RollCall
  readonly steps: readonly Step[]
}

/**
 * Calls the roll of a device out of its state. The engine acts on this, and `status` prints it: the same trees, the same
 * survey, the same `decide` [R1] [R3].
 */
export function rollOfDevice(state: DeviceState, surroundings: Surroundings): DeviceRoll {
  const { folder, replica, values } = state
  const { now, running, deviceFreeBytes, active } = surroundings
  const { items, steps } = surveyFolder({
    local: folder.local(),
    agreed: folder.agreed(),
    ...replica.view(),
    uploaded: folder.uploaded(),
    lastPlaceOf: folder.lastPlaceOf,
    confirmedMissing: folder.confirmedMissing(),
    approvedDepartures: folder.approved(),
    recentDepartures: folder.recentDepartures(now),
    wantedBack: folder.wantedBack(),
  })
  const conditions: Conditions = {
    now,
    running,
    server: values.get('server'),
    usage: values.get('usage'),
    deviceFreeBytes,
  }
  const attempts = folder.attempts()
  const facts = items.map((item) => ({
    item,
    attempt: attempts.get(item.key) ?? null,
    active: active.get(item.key) ?? null,
  }))
  return { roll: callRoll(values.get('settings'), conditions, facts), steps }
}
