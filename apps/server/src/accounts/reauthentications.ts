import type { DeviceId, Reauthentication } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'

/** How long what is locked stays open on a device after its owner has shown to be there: ten minutes. */
const UNLOCKED_MS = 10 * 60 * 1000

/** Devices that are unlocked at once. With one more, the one that was unlocked first is locked. */
const UNLOCKED_MAX = 10_000

/** Which devices have lately had their owner before them. In memory: a restart locks them all. */
export interface Reauthentications {
  /** Notes that the owner is there now. */
  readonly unlock: (deviceId: DeviceId) => Reauthentication
  readonly lock: (deviceId: DeviceId) => void
  readonly of: (deviceId: DeviceId) => Reauthentication
}

/** Every device is locked. */
export function createReauthentications(clock: Clock): Reauthentications {
  const endsAtById = new Map<DeviceId, number>()

  return {
    unlock: (deviceId) => {
      endsAtById.delete(deviceId) // or the map keeps the place of the first time
      endsAtById.set(deviceId, clock.monotonic() + UNLOCKED_MS)
      const [first] = endsAtById.keys()
      if (first !== undefined && endsAtById.size > UNLOCKED_MAX) endsAtById.delete(first)
      return of(deviceId)
    },
    lock: (deviceId) => {
      endsAtById.delete(deviceId)
    },
    of,
  }

  function of(deviceId: DeviceId): Reauthentication {
    const leftMs = Math.floor((endsAtById.get(deviceId) ?? 0) - clock.monotonic())
    return leftMs > 0 ? { until: clock.now() + leftMs, leftMs } : { until: null, leftMs: 0 }
  }
}
