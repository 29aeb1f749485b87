import type { Clock, Disk, DiskFile } from '@rollcall/sync'
import type { EnginePorts } from '../engine/engine-ports.ts'

/*
 * Signs of life of an engine. Its steps alone would not do: one of them can hash a film for an hour. So every answer of the disk, every
 * piece that is hashed and every answer of the server is one too.
 */

/** No more signs than one in so long, whatever goes on. */
const BEAT_MS = 1_000

/** Gives signs of life. */
export interface Pulse {
  /** A step of the engine begins. `isWhole`: it has been through all of them. */
  readonly step: (name: string, isWhole?: boolean) => void
  /** It lives. */
  readonly beat: () => void
}

/** Makes a {@link Pulse}. `send` is called at each new step, and at most once a second else. */
export function createPulse(clock: Clock, send: (step: string, isWhole: boolean) => void): Pulse {
  let step = 'start'
  let sentAt = Number.NEGATIVE_INFINITY
  let sentStep = ''

  function give(isWhole: boolean): void {
    const at = clock.monotonic()
    if (at - sentAt < BEAT_MS && !(isWhole && sentStep !== step)) return
    sentAt = at
    sentStep = step
    send(step, isWhole)
  }

  return {
    step: (name, isWhole = false) => {
      step = name
      give(isWhole)
    },
    beat: () => give(false),
  }
}

/** The same ports, which give a sign of life whenever the world answers. */
export function beatingPorts(ports: EnginePorts, pulse: Pulse): EnginePorts {
  return {
    ...ports,
    onStep: pulse.step,
    disk: beatingDisk(ports.disk, pulse),
    api: beating(ports.api, pulse),
    createSha256: () => {
      const sum = ports.createSha256()
      return {
        update: (bytes) => {
          pulse.beat()
          return sum.update(bytes)
        },
        digestHex: () => sum.digestHex(),
      }
    },
  }
}

function beatingDisk(disk: Disk, pulse: Pulse): Disk {
  const opened = async (opening: Promise<DiskFile>) => beating(await opening, pulse)
  return {
    ...beating(disk, pulse),
    openToRead: (path) => opened(disk.openToRead(path)),
    create: (path) => opened(disk.create(path)),
    openToWrite: (path) => opened(disk.openToWrite(path)),
  }
}

/** The same functions, each of which gives a sign when its answer is there. */
function beating<Port extends object>(port: Port, pulse: Pulse): Port {
  return new Proxy(port, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...args: readonly unknown[]) => {
        const answer: unknown = Reflect.apply(value, target, args)
        if (answer instanceof Promise) return answer.finally(pulse.beat)
        pulse.beat()
        return answer
      }
    },
  })
}
