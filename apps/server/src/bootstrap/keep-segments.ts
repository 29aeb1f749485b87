import type { LibraryId } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import type { Log } from '../log/log.ts'
import type { Store } from '../store/store.ts'
import type { Bootstrap } from './bootstrap.ts'

/*
 * Segments are built before somebody asks for them: at a million photos that takes a minute, which a new device would spend looking at
 * nothing. A library that is being added to is left alone until it rests, but not for ever.
 */

/** How often it is looked which libraries have changed. */
const LOOK_EVERY_MS = 60_000

/** Looks for which a library may go on changing before its segments are built all the same. */
const LOOKS_MAX = 15

/** What keeping segments needs of the world. */
export interface KeepSegmentsPorts {
  readonly store: Pick<Store, 'accounts' | 'read'>
  readonly bootstrap: Pick<Bootstrap, 'manifest'>
  readonly clock: Pick<Clock, 'sleep'>
  readonly log: Log
}

/** What was seen of a library when it was last looked at. */
interface Seen {
  readonly head: string
  /** Looks since its segments were good. */
  readonly looks: number
  readonly isBuilt: boolean
}

/**
 * Keeps the segments of every library good enough to begin with, until `stop` aborts. What is to be built follows from what is there, so
 * one that was killed begins again. A round that did not work is told, and made again at the next look.
 */
export async function keepSegments(
  ports: KeepSegmentsPorts,
  stop: AbortSignal,
  everyMs: number = LOOK_EVERY_MS,
): Promise<void> {
  let seen: ReadonlyMap<LibraryId, Seen> = new Map()
  while (!stop.aborted) {
    try {
      seen = await lookAtAll(ports, stop, seen)
    } catch (cause) {
      ports.log.error('could not build segments ahead', { cause })
    }
    await ports.clock.sleep(everyMs, stop)
  }
}

async function lookAtAll(
  { store, bootstrap }: KeepSegmentsPorts,
  stop: AbortSignal,
  before: ReadonlyMap<LibraryId, Seen>,
): Promise<ReadonlyMap<LibraryId, Seen>> {
  const seen = new Map<LibraryId, Seen>()
  for (const { libraryId } of await store.accounts.libraries()) {
    if (stop.aborted) break
    const { epoch, headSeq } = await store.read(libraryId, (reader) => reader.library())
    const now = lookAgain(before.get(libraryId), `${epoch}.${headSeq}`)
    const isDue = !now.isBuilt && (now.looks === 0 || now.looks >= LOOKS_MAX)
    if (isDue) await bootstrap.manifest(libraryId)
    seen.set(libraryId, isDue ? { ...now, looks: 0, isBuilt: true } : now)
  }
  return seen
}

/** `looks` is 0 of a library that rests: its head is where it was at the last look. */
function lookAgain(last: Seen | undefined, head: string): Seen {
  if (last === undefined) return { head, looks: 1, isBuilt: false }
  if (last.head === head) return { ...last, looks: 0 }
  return { head, looks: last.isBuilt ? 1 : last.looks + 1, isBuilt: false }
}
