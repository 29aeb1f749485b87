import type { DeviceSettings, EngineHealth, MeasuredConditions, Sha256 } from '@rollcall/protocol'
import type { ActiveTransfer, Conditions, RollCall, Step } from '@rollcall/sync'
import { callRoll } from '@rollcall/sync'
import type { DeviceState } from '../state/device-state.ts'
import type { RoomsOfDevice } from './room.ts'
import { roomsOf } from './room.ts'
import type { Incoming } from './share-room.ts'
import { NOTHING_INCOMING } from './share-room.ts'
import { surveyDevice } from './survey-device.ts'

/** What the calling process knows beyond the database. */
export interface Surroundings {
  readonly now: number
  readonly engine: EngineHealth['state']
  /** Since when it is so; absent or null while nobody knows. */
  readonly engineSince?: number | null
  readonly measured: MeasuredConditions
  readonly active: ReadonlyMap<string, ActiveTransfer>
  /** Originals that this process may drop at this moment [R5]; see `Evictor`. */
  readonly leased?: ReadonlySet<Sha256>
  /** What this process is fetching; absent where it fetches nothing. */
  readonly incoming?: Incoming
}

/** The roll of a device, with the bookkeeping steps that are due, and what it was called by. */
export interface DeviceRoll {
  readonly roll: RollCall
  readonly settings: DeviceSettings
  readonly conditions: Conditions
  readonly steps: readonly Step[]
  /** What there is room for, and what may come now. */
  readonly room: RoomsOfDevice
}

/**
 * Calls the roll of a device out of its state. The engine acts on this, and `status` prints it: the same trees, the same
 * survey, the same `decide` [R1] [R3].
 */
export function rollOfDevice(state: DeviceState, surroundings: Surroundings): DeviceRoll {
  const { folder, replica, values } = state
  const { now, engine, engineSince = null, measured, active } = surroundings
  const { leased = NO_LEASES, incoming = NOTHING_INCOMING } = surroundings
  const view = replica.view()
  const { items, steps } = surveyDevice(state, view, now)
  const conditions: Conditions = {
    now,
    engine,
    engineSince,
    server: values.get('server'),
    usage: values.get('usage'),
    measured,
  }
  const settings = state.settingsIn(view)
  const room = roomsOf(state, items, { view, settings, measured, now, active, incoming })
  const { rooms } = room
  const attempts = folder.attempts()
  const grants = folder.grants()
  const facts = items.map((item) => ({
    item,
    attempt: attempts.get(item.key) ?? null,
    active: active.get(item.key) ?? null,
    grant: grants.get(item.key) ?? ('none' as const),
    room: rooms.get(item.key) ?? ('original' as const),
    isLeased: item.sha256 !== null && leased.has(item.sha256),
  }))
  return { roll: callRoll(settings, conditions, facts), settings, conditions, steps, room }
}

const NO_LEASES: ReadonlySet<Sha256> = new Set()
