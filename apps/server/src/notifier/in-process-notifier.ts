/*
 * Pokes within one process. The first poke of a library goes out at once; those that follow within the next 50 ms wait and
 * go out as one, the newest. So a single change is heard with no delay, and an import of thousands does not flood anybody:
 *
 *   published   1 2 3 4          5
 *   heard       1       4 (50 ms)  5
 */
import type { LibraryId, Poke } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import type { Notifier } from './notifier.ts'

/** Listeners of one library hear at most one poke in so many milliseconds. */
const QUIET_MS = 50

/** A {@link Notifier} for a server that runs as one process. The last poke published is always heard. */
export function createInProcessNotifier(clock: Clock): Notifier {
  const channels = new Map<LibraryId, Channel>()

  return {
    publish: (libraryId, poke) => {
      const channel = channels.get(libraryId)
      if (channel === undefined) return
      channel.waiting = channel.waiting === null ? poke : newest(channel.waiting, poke)
      if (!channel.isQuiet) void deliver(channel)
    },
    subscribe: (libraryId, listener) => {
      const channel = channels.get(libraryId) ?? { listeners: new Set(), waiting: null, isQuiet: false }
      channels.set(libraryId, channel)
      const entry = (poke: Poke) => listener(poke)
      channel.listeners.add(entry)
      return () => {
        channel.listeners.delete(entry)
        if (channel.listeners.size === 0 && channels.get(libraryId) === channel) channels.delete(libraryId)
      }
    },
  }

  async function deliver(channel: Channel): Promise<void> {
    channel.isQuiet = true
    while (channel.waiting !== null) {
      const poke = channel.waiting
      channel.waiting = null
      for (const listener of [...channel.listeners]) listener(poke)
      await clock.sleep(QUIET_MS)
    }
    channel.isQuiet = false
  }
}

interface Channel {
  readonly listeners: Set<(poke: Poke) => void>
  waiting: Poke | null
  /** Whether a poke went out less than {@link QUIET_MS} ago. */
  isQuiet: boolean
}

function newest(one: Poke, other: Poke): Poke {
  if (one.epoch !== other.epoch) return one.epoch > other.epoch ? one : other
  return one.head > other.head ? one : other
}
