import type { DevicesApi, LibraryApi } from '@rollcall/platform-client'
import {
  createDevicesApi,
  createLibraryApi,
  createServerApi,
  listenForPokes,
  createWaker,
} from '@rollcall/platform-client'
import type { Identity } from '@rollcall/protocol'
import type { FeedServer, FirstTier } from '@rollcall/sync'
import { converge, DiskFailure } from '@rollcall/sync'
import { createReporter } from './device-report.ts'
import { createEngineLink } from './engine-link.ts'
import type { EnginePorts } from './engine-ports.ts'
import type { ClientState } from './library-client.ts'
import { countUndecided } from './replica/outbox.ts'
import type { WebReplica } from './replica/web-replica.ts'
import type { LibraryStore } from './store/library-store.ts'
import type { Uploads } from './uploads-port.ts'
import { stampOf } from './view/library-view.ts'

/*
 * The talk with the server, one thing at a time: who is signed in, then the outbox and the feed, then a report. Woken by pokes, by deeds
 * and by whoever looks at the page; asks again by itself, later each time while there is no answer.
 *
 * Stays whole: who is signed in, and what is due, is one small state that each function here reads or moves.
 */

/** The feed is read this often, whatever the pokes say. */
const CONVERGE_EVERY_MS = 5 * 60_000

/** Whether there is something to report is looked at this often. */
const LOOK_EVERY_MS = 60_000

/** Between two steps of putting files in order, so that whoever waits for this thread comes in between. */
const REST_MS = 50

/** What the loop works on. */
export interface LoopWorld {
  readonly store: LibraryStore
  readonly replica: WebReplica
  readonly uploads: Uploads
  /** The library looks otherwise. */
  readonly onMoved: () => void
  /** The library is on its way here, for the first time or again. */
  readonly onFirstTier: (tier: FirstTier) => void
  /** Something else in the state has changed. */
  readonly onChange: () => void
}

/** See the file's header. */
export interface SyncLoop {
  /** Until the signal is aborted. Rejects when there is a bug, or the files are damaged. */
  readonly run: (signal: AbortSignal) => Promise<void>
  /** Asks at once, and who is signed in as well. */
  readonly wake: () => void
  /** Sends what was queued, when the server was last there. */
  readonly hurry: () => void
  readonly api: () => (LibraryApi & DevicesApi) | null
  readonly state: () => Pick<ClientState, 'phase' | 'identity' | 'isOnline' | 'away' | 'checkedAt'> & {
    /** What the first tier told, as long as there is no more. */
    readonly coming: Pick<FirstTier, 'assets' | 'newestAt'> | null
  }
}

/** Makes the loop; it begins with `run`. */
export function createSyncLoop(ports: EnginePorts, world: LoopWorld): SyncLoop {
  const { clock, random, caller } = ports
  const { store, replica, uploads, onMoved, onFirstTier, onChange } = world
  const link = createEngineLink(ports, onChange)
  const waker = createWaker(clock)
  const server = createServerApi(caller)
  let api: (LibraryApi & DevicesApi) | null = null
  /** Whom the server has said that we are, since somebody last asked. */
  let known: Identity | null = null
  let hasAsked = false
  let isDirty = true
  let convergedAt = Number.NEGATIVE_INFINITY
  let coming: Pick<FirstTier, 'assets' | 'newestAt'> | null = null
  let checkedAt = store.state().checkedAt
  let companions: AbortController | null = null
  /** The device that they work for. */
  let companionsOf: string | null = null
  const report = createReporter({
    ...ports,
    api: () => api,
    roll: uploads.roll,
  })

  const notice = () => {
    isDirty = true
    waker.wake()
  }

  /** Who is signed in; null while that cannot be told, or the library here is another's. */
  async function identify(): Promise<Identity | null> {
    if (known !== null) return known
    const identity = await link.ask(server.identity)
    hasAsked = true
    if (identity === null) {
      // What goes on beside this loop would go on asking.
      if (link.isSignedOut()) forget()
      return null
    }
    const held = store.state().identity
    if (held !== null && libraryOf(held) !== libraryOf(identity)) {
      if (countUndecided(store.state()) > 0 || uploads.isOnlyHere()) {
        link.block('account_mismatch', waitsFor(held))
        return null
      }
      await store.clear()
      onMoved()
    }
    if (JSON.stringify(store.state().identity) !== JSON.stringify(identity))
      await store.change((state) => ({ ...state, identity }))
    if (companionsOf !== null && companionsOf !== identity.deviceId) forget()
    known = identity
    onChange()
    return identity
  }

  async function syncOnce(signal: AbortSignal): Promise<void> {
    const identity = await identify()
    const libraryId = identity === null ? undefined : libraryOf(identity)
    if (identity === null || libraryId === undefined) return
    api ??= {
      ...createLibraryApi(caller, libraryId, ports.unpackSegment),
      ...createDevicesApi(caller, libraryId),
    }
    isDirty = false
    const before = stampOf(store)
    const feed = feedOf(api, store)
    const done = await link.ask(() =>
      converge(replica, feed, (tier) => {
        coming = { assets: tier.assets, newestAt: tier.newestAt }
        onFirstTier(tier)
      }),
    )
    if (stampOf(store) !== before) onMoved()
    if (done === null) {
      isDirty = true
      if (link.isSignedOut()) forget()
      return
    }
    isDirty ||= countUndecided(store.state()) > 0
    convergedAt = clock.monotonic()
    checkedAt = clock.now()
    coming = null
    link.noteBack()
    onChange()
    accompany(api, identity.deviceId, signal)
    await report(identity.deviceId, store.state())
    await rest(signal)
  }

  /** Puts the library's files in order, step by step, until there is something better to do. */
  async function rest(signal: AbortSignal): Promise<void> {
    while ((await store.rest()) && !isDirty && !signal.aborted) await clock.sleep(REST_MS, signal)
  }

  /** Begins what goes on beside the loop while somebody is signed in. */
  function accompany(library: LibraryApi, deviceId: string, signal: AbortSignal): void {
    if (companions !== null) return
    const ended = new AbortController()
    companions = ended
    companionsOf = deviceId
    const end = () => ended.abort()
    signal.addEventListener('abort', end, { once: true })
    ended.signal.addEventListener('abort', () => signal.removeEventListener('abort', end))
    listenForPokes({ api: library, clock, random }, notice, ended.signal).catch(ports.onBug)
    uploads.run(ended.signal).catch(ports.onBug)
  }

  /** Nobody is signed in any more, or perhaps somebody else. */
  function forget(): void {
    known = null
    api = null
    companions?.abort()
    companions = null
    companionsOf = null
    onChange()
  }

  function isDue(): boolean {
    if (link.away() !== null) return link.waitMs() === 0
    return isDirty || clock.monotonic() - convergedAt >= CONVERGE_EVERY_MS
  }

  function phase(): ClientState['phase'] {
    const { identity, cursor } = store.state()
    if (link.isSignedOut() || (identity === null && hasAsked)) return 'signed_out'
    if (identity === null) return 'opening'
    return cursor === null ? 'first_load' : 'ready'
  }

  return {
    api: () => api,
    wake: () => {
      known = null
      link.tryNow()
      notice()
    },
    hurry: notice,
    run: async (signal) => {
      while (!signal.aborted) {
        try {
          if (isDue()) await syncOnce(signal)
          else if (link.away() === null && known !== null) await report(known.deviceId, store.state())
        } catch (failure) {
          if (!(failure instanceof DiskFailure && failure.kind === 'full')) throw failure
          // Tried again like an absent server: people may make room meanwhile.
          link.block('device_disk_full')
        }
        const wait = link.away() === null ? LOOK_EVERY_MS : Math.max(1, link.waitMs())
        await waker.wait(isDue() ? 0 : wait, signal)
      }
      companions?.abort()
    },
    state: () => {
      const at = phase()
      return {
        phase: at,
        coming: at === 'first_load' ? coming : null,
        identity: at === 'signed_out' ? null : store.state().identity,
        isOnline: link.away() === null && hasAsked,
        away: link.away(),
        checkedAt,
      }
    },
  }
}

function waitsFor({ account }: Identity): string {
  return `This browser keeps changes of ${account} that were not sent yet. Sign in as ${account} to send them.`
}

function libraryOf({ libraries }: Identity) {
  return libraries[0]?.libraryId
}

function feedOf(api: LibraryApi, store: LibraryStore): FeedServer {
  return {
    push: api.push,
    changes: (cursor) => api.changes(cursor, store.state().line.clientId),
    segments: { manifest: api.bootstrap, segment: api.segment },
  }
}
