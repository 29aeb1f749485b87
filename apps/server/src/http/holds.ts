import type { DeviceId } from '@rollcall/protocol'

/** Requests of one device that may wait at the server at once. A browser profile and an agent need one each. */
const HOLDS_PER_DEVICE_MAX = 16

/** A request that the server keeps open. `signal` aborts when it is to end. */
export interface Hold {
  readonly signal: AbortSignal
  readonly release: () => void
}

/** Requests that wait for something to happen: each ends when its client goes, its device is removed or the server stops. */
export interface Holds {
  /** Answers null when the device holds too many already. */
  readonly open: (deviceId: DeviceId, clientGone: AbortSignal) => Hold | null
  readonly endDevice: (deviceId: DeviceId) => void
  readonly endAll: () => void
}

/** No holds yet. */
export function createHolds(): Holds {
  const byDevice = new Map<DeviceId, Set<AbortController>>()
  const end = (held: Iterable<AbortController>) => {
    for (const controller of [...held]) controller.abort('ended by the server')
  }

  return {
    open: (deviceId, clientGone) => {
      const held = byDevice.get(deviceId) ?? new Set()
      if (held.size >= HOLDS_PER_DEVICE_MAX) return null
      const controller = new AbortController()
      const leave = () => controller.abort('client gone')
      held.add(controller)
      byDevice.set(deviceId, held)
      if (clientGone.aborted) leave()
      clientGone.addEventListener('abort', leave, { once: true })
      const release = () => {
        clientGone.removeEventListener('abort', leave)
        controller.abort('released')
        held.delete(controller)
        if (held.size === 0 && byDevice.get(deviceId) === held) byDevice.delete(deviceId)
      }
      return { signal: controller.signal, release }
    },
    endDevice: (deviceId) => end(byDevice.get(deviceId) ?? []),
    endAll: () => {
      for (const held of byDevice.values()) end(held)
    },
  }
}
