import type { Sha256 } from '@rollcall/protocol'
import type { Attempt, RollEntry } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import { evictOriginals, isAway, resourceOf } from './evict-originals.ts'
import type { MovePorts } from './move-ports.ts'
import type { ReadyLease } from './prepare-eviction.ts'
import { prepareEviction } from './prepare-eviction.ts'
import { incomingPreview } from './share-room.ts'

/** An original that had to stay is not asked about again for so long: no longer than `isTryDue` believes. */
const REST_MS = 5 * 60 * 1000

/** After the server or the disk gave out, nothing is asked for so long. */
const PAUSE_MS = 60_000

/** Makes room: asks for leases in the background, and drops originals within a tick. One lease at a time. */
export interface Evictor {
  /** Originals that may go at this moment, for `rollOfDevice`. */
  readonly leased: () => ReadonlySet<Sha256>
  /** Drops what the roll calls `evict`, and asks leave in the background for what it calls `request_lease`. Whether anything changed. */
  readonly work: (entries: readonly RollEntry[]) => Promise<boolean>
  /** Whether it will make room, as far as it knows: it is at it, or would ask leave for some of these. */
  readonly isAtWork: (entries: readonly RollEntry[]) => boolean
  readonly isBusy: () => boolean
  /** Resolves when what runs in the background ends; at once when nothing does. */
  readonly nextEnd: () => Promise<void>
  /** Throws what went wrong in the background and was no failure of the world. Throws it once. */
  readonly rethrow: () => void
}

/** What an evictor knows: its lease, what is let be and until when, on the monotonic clock. */
interface Desk {
  readonly ports: MovePorts
  readonly rests: Map<Sha256, number>
  lease: ReadyLease | null
  pausedUntil: number
}

/** Makes an evictor, which calls `onEnd` when a lease is there to be used. What it knows is gone with the process; leases run out. */
export function createEvictor(ports: MovePorts, onEnd: () => void): Evictor {
  const { clock } = ports
  const desk: Desk = { ports, rests: new Map(), lease: null, pausedUntil: Number.NEGATIVE_INFINITY }
  let running: Promise<void> | null = null
  let bug: { readonly error: unknown } | null = null

  function start(entries: readonly RollEntry[]): void {
    running = orPause(desk, () => prepare(desk, entries))
      .catch((error: unknown) => {
        bug ??= { error }
      })
      .finally(() => {
        running = null
        onEnd()
      })
  }

  return {
    leased: () => {
      const { lease } = desk
      if (lease === null || clock.monotonic() >= lease.endsAt) return new Set()
      return new Set(lease.ready.keys())
    },
    work: async (entries) => {
      if (running !== null) return false
      if (desk.lease !== null) return await use(desk, desk.lease, entries)
      const asked = toAsk(desk, entries)
      if (asked.length > 0 && ports.room.mayExchange()) start(asked)
      return false
    },
    isAtWork: (entries) => running !== null || desk.lease !== null || toAsk(desk, entries).length > 0,
    isBusy: () => running !== null,
    nextEnd: async () => {
      await running
    },
    rethrow: () => {
      const thrown = bug
      bug = null
      if (thrown !== null) throw thrown.error
    },
  }
}

/** Originals that leave may be asked for now. */
function toAsk(
  { ports: { clock }, rests, pausedUntil }: Desk,
  entries: readonly RollEntry[],
): readonly RollEntry[] {
  const now = clock.monotonic()
  if (now < pausedUntil) return []
  return entries.filter(
    ({ item: { sha256 }, decision }) =>
      decision.action === 'request_lease' &&
      sha256 !== null &&
      now >= (rests.get(sha256) ?? Number.NEGATIVE_INFINITY),
  )
}

async function orPause(desk: Desk, work: () => Promise<void>): Promise<void> {
  const { clock, link, onEvent } = desk.ports
  try {
    await work()
  } catch (error) {
    desk.pausedUntil = clock.monotonic() + PAUSE_MS
    if (isAway(error)) link.lose(error)
    else if (error instanceof DiskFailure) onEvent({ kind: 'disk_trouble', failure: error.message })
    else throw error
  }
}

async function prepare(desk: Desk, entries: readonly RollEntry[]): Promise<void> {
  const { ports } = desk
  desk.lease = await prepareEviction(ports, entries, ({ item }) => {
    const agreed = ports.state.folder.agreedAt(item.path)
    return agreed === null ? null : resourceOf(ports.state, agreed)
  })
  rest(desk, desk.lease?.refused ?? entries.flatMap(({ item }) => item.sha256 ?? []))
  if (desk.lease !== null) noteWithheld(ports, entries, desk.lease.withheld)
}

/** Keeps for which originals the server gave no leave, so that people are told why they stay; of the others that is forgotten. */
function noteWithheld(
  { state, clock }: MovePorts,
  entries: readonly RollEntry[],
  withheld: ReadonlyMap<Sha256, string>,
): void {
  const nextTry = clock.now() + REST_MS
  const changes = entries.flatMap(({ item: { key, sha256 }, attempt }): [string, Attempt | null][] => {
    const because = sha256 === null ? undefined : withheld.get(sha256)
    if (because === undefined) return attempt?.code === 'lease_refused' ? [[key, null]] : []
    const count = (attempt?.count ?? 0) + 1
    return [[key, { code: 'lease_refused', facts: { because }, count, nextTry }]]
  })
  if (changes.length === 0) return
  state.transaction(() => {
    for (const [key, attempt] of changes) state.folder.putAttempt(key, attempt)
  })
}

/** Drops what may go; whether anything changed, or is still to go. */
async function use(desk: Desk, held: ReadyLease, entries: readonly RollEntry[]): Promise<boolean> {
  const due = entries.filter(({ decision }) => decision.action === 'evict')
  const left = new Map(held.ready)
  let changed = false
  await orPause(desk, async () => {
    const { gone, kept } = await evictOriginals(desk.ports, held, due)
    changed = gone.length > 0
    rest(desk, kept)
    for (const sha256 of [...gone, ...kept]) {
      left.delete(sha256)
      desk.ports.room.release(incomingPreview(sha256))
    }
  })
  const isOver = due.every(({ item }) => item.sha256 === null || !left.has(item.sha256))
  if (isOver || desk.ports.clock.monotonic() < desk.pausedUntil)
    await giveBack(desk, { ...held, ready: left })
  else desk.lease = { ...held, ready: left }
  return changed || !isOver
}

/** Gives a lease back, and removes the smaller versions that were not needed after all. */
async function giveBack(desk: Desk, { leaseId, ready }: ReadyLease): Promise<void> {
  desk.lease = null
  for (const original of ready.keys()) desk.ports.room.release(incomingPreview(original))
  await orPause(desk, async () => {
    for (const preview of ready.values()) if (preview !== null) await desk.ports.disk.remove(preview.from)
    await desk.ports.api.releaseLease(leaseId)
  })
}

/** Lets originals be for a while. */
function rest({ ports, rests }: Desk, hashes: readonly Sha256[]): void {
  const now = ports.clock.monotonic()
  for (const [sha256, until] of rests) if (until <= now) rests.delete(sha256)
  for (const sha256 of hashes) rests.set(sha256, now + REST_MS)
}
