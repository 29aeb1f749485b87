import type { DerivativesApi } from '@rollcall/platform-client'
import { ServerAway, createWaker } from '@rollcall/platform-client'
import type { Asset, LibraryId, MeasuredConditions, Sha256 } from '@rollcall/protocol'
import { PACK_DERIVATIVES_MAX } from '@rollcall/protocol'
import type { AbortSignalLike, Clock, PrivateFiles } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import type { LibraryStore } from '../store/library-store.ts'
import { cellPhotoOf } from '../view/cell-photo.ts'
import type { ThumbPlace } from './thumb-index.ts'
import { packsToDrop } from './thumb-room.ts'
import type { KeptPack } from './thumb-room.ts'
import { decodePlaces, encodePlaces, indexName, isTornIndex, packName } from './thumb-index.ts'

/*
 * Fetches the small pictures of the newest photos, pack by pack, while there is nothing better to do and the network costs nothing. What
 * does not fit into the budget is left to the network. For newer photos, packs without any of the newest make way, the least recently
 * shown first; so do they all when the budget becomes smaller. When they were shown is not kept over a start: then it is when they were
 * fetched, as their numbers tell.
 *
 * Stays whole: what is kept is one map that each function here reads or moves.
 */

/** Pictures that are kept; their index is read whole by the service worker. */
const THUMBS_MAX = 100_000

/** Most of this browser's store that they may take, bytes, and as a share of what it gives us. */
const BUDGET_BYTES_MAX = 2_000_000_000
const BUDGET_SHARE = 0.1

/** What a small picture takes, before any was measured, bytes. */
const GUESS_BYTES = 8_000

/** Pictures that others make way for in one round. */
const LATE_MAX = 2_000

/** After a change of the library, time for it to come to rest. */
const REST_MS = 3_000

/** Going through a large library takes a while: after that it is let be for so many times as long. */
const REST_FACTOR = 20

/** Gone through again this often, whatever happens. */
const LOOK_EVERY_MS = 10 * 60_000

/** More than any number of a pack: they are 32 bits. */
const BEFORE_START = 2 ** 32

/** A picture to be fetched. */
interface Wanted {
  readonly sha256: Sha256
  readonly version: number
}

/** What keeping pictures needs of the world. */
export interface ThumbPorts {
  readonly files: Pick<PrivateFiles, 'read' | 'writeWhole' | 'append' | 'remove' | 'list'>
  readonly clock: Clock
  readonly conditions: () => Promise<MeasuredConditions>
  /** What this browser gives the app in all, bytes; null when it does not say. */
  readonly quotaBytes: () => Promise<number | null>
  readonly derivatives: (libraryId: LibraryId) => DerivativesApi
  readonly sha256OfText: (text: string) => Promise<Sha256>
}

/** The library whose pictures are kept. */
export interface ThumbLibrary {
  readonly store: LibraryStore
  /** Bytes that its owner gives photos in this browser; null: no limit of theirs. */
  readonly budgetBytes: () => number | null
}

/** See the file's header. */
export interface ThumbKeeper {
  readonly run: (library: ThumbLibrary, libraryId: LibraryId, signal: AbortSignalLike) => Promise<void>
  /** A picture of this pack was shown. */
  readonly use: (pack: number) => void
  /** The library has moved. */
  readonly notice: () => void
  readonly clear: () => Promise<void>
}

/** Makes a keeper over files of its own. */
export function createThumbKeeper(ports: ThumbPorts): ThumbKeeper {
  const { files, clock } = ports
  const waker = createWaker(clock)
  /** What is kept, of the library that it was opened for. */
  let places = new Map<Sha256, ThumbPlace>()
  /** When a pack was shown or fetched, counted from the start. */
  const usedAt = new Map<number, number>()
  let uses = 0
  let lastPack = -1

  function touch(pack: number): void {
    uses++
    usedAt.set(pack, uses)
  }

  async function clear(): Promise<void> {
    places = new Map()
    usedAt.clear()
    for (const name of await files.list()) await files.remove(name)
  }

  /** What is kept of a library; what is of another one goes, and so does an index that a kill cut short, with its packs. */
  async function open(libraryId: LibraryId): Promise<Map<Sha256, ThumbPlace>> {
    const names = await files.list()
    const isOwn = (name: string) =>
      name === indexName(libraryId) || name.startsWith(packName(libraryId, 0).slice(0, -1))
    for (const name of names) if (!isOwn(name)) await files.remove(name)
    const bytes = await files.read(indexName(libraryId))
    if (bytes !== null && !isTornIndex(bytes)) {
      const known = new Map(decodePlaces(bytes))
      const named = new Set([...known.values()].map(({ pack }) => packName(libraryId, pack)))
      for (const name of names)
        if (name.startsWith('pack-') && isOwn(name) && !named.has(name)) await files.remove(name)
      return known
    }
    await clear()
    return new Map()
  }

  async function mayFetch(): Promise<boolean> {
    const { network, isMetered, isLowData } = await ports.conditions()
    return network !== 'none' && network !== 'mobile' && isMetered !== true && isLowData !== true
  }

  async function fetchPack(libraryId: LibraryId, version: number, wanted: readonly Sha256[]): Promise<void> {
    const answer = await ports.derivatives(libraryId).pack(version, 'small', wanted)
    if (!answer.ok) return
    const pack = nextPack()
    const there = answer.value.flatMap(({ sha256, bytes }) => (bytes === null ? [] : [{ sha256, bytes }]))
    if (there.length === 0) return
    const whole = new Uint8Array(there.reduce((sum, { bytes }) => sum + bytes.length, 0))
    const fresh: ThumbPlace[] = []
    let at = 0
    for (const { sha256, bytes } of there) {
      whole.set(bytes, at)
      fresh.push({ sha256, pack, from: at, length: bytes.length })
      at += bytes.length
    }
    await files.writeWhole(packName(libraryId, pack), whole)
    await files.append(indexName(libraryId), encodePlaces(fresh))
    for (const place of fresh) places.set(place.sha256, place)
    touch(pack)
  }

  /** Seconds since 1970, or one more than the last: no number comes again, also once its pack has made way. */
  function nextPack(): number {
    const last = [...places.values()].reduce((most, place) => Math.max(most, place.pack), lastPack)
    lastPack = Math.max(last + 1, Math.floor(clock.now() / 1_000))
    return lastPack
  }

  /** `near`: how many of the newest photos are in a pack. */
  function keptPacks(near: ReadonlyMap<number, number>): readonly KeptPack[] {
    const packs = new Map<number, { bytes: number; count: number }>()
    for (const { pack, length } of places.values()) {
      const before = packs.get(pack) ?? { bytes: 0, count: 0 }
      packs.set(pack, { bytes: before.bytes + length, count: before.count + 1 })
    }
    return [...packs].map(([pack, { bytes, count }]) => ({
      pack,
      bytes,
      // Packs of before this start were fetched in the order of their numbers, and come before all that was shown since.
      usedAt: usedAt.get(pack) ?? pack - BEFORE_START,
      isNear: (near.get(pack) ?? 0) * 2 >= count,
    }))
  }

  /** The index first: a pack that no entry names is removed when it is opened. */
  async function drop(libraryId: LibraryId, packs: readonly number[]): Promise<void> {
    if (packs.length === 0) return
    const gone = new Set(packs)
    places = new Map([...places].filter(([, { pack }]) => !gone.has(pack)))
    await files.writeWhole(indexName(libraryId), encodePlaces([...places.values()]))
    for (const pack of packs) {
      await files.remove(packName(libraryId, pack))
      usedAt.delete(pack)
    }
  }

  function usedBytes(): number {
    return [...places.values()].reduce((sum, { length }) => sum + length, 0)
  }

  async function budgetOf({ budgetBytes }: ThumbLibrary): Promise<number> {
    const given = ((await ports.quotaBytes()) ?? 0) * BUDGET_SHARE
    return Math.min(BUDGET_BYTES_MAX, given, budgetBytes() ?? Number.POSITIVE_INFINITY)
  }

  /** Goes through the library from the newest photo on, as far as there is room; fetches what is missing, for what is older at last. */
  async function look(library: ThumbLibrary, libraryId: LibraryId, signal: AbortSignalLike): Promise<void> {
    const { store } = library
    const budget = await budgetOf(library)
    const version0 = store.baseVersion()
    const isOver = () => signal.aborted || store.baseVersion() !== version0
    const pictureBytes = places.size === 0 ? GUESS_BYTES : Math.max(1, usedBytes() / places.size)
    const room = Math.min(THUMBS_MAX, Math.floor(budget / pictureBytes))
    const near = new Map<number, number>()
    const late: Wanted[] = []
    let batch: Wanted[] = []
    let left = budget - usedBytes()
    const flush = async () => {
      await fetchBatch(libraryId, batch)
      batch = []
      left = budget - usedBytes()
    }
    const { columns, order } = store.base()
    for (const slot of order.slice(0, room)) {
      if (isOver()) return
      const wanted = await pictureOf(await store.asset(columns.idAt(slot)), libraryId)
      if (wanted === null) continue
      const place = places.get(wanted.sha256)
      if (place !== undefined) near.set(place.pack, (near.get(place.pack) ?? 0) + 1)
      else if (left < (batch.length + 1) * pictureBytes) late.push(wanted)
      else batch.push(wanted)
      if (late.length > LATE_MAX) break
      if (batch.length >= PACK_DERIVATIVES_MAX) await flush()
    }
    await flush()
    const tooMuch = usedBytes() - budget
    await drop(libraryId, packsToDrop(keptPacks(near), tooMuch, { mayDropNear: true }))
    for (let at = 0; at < late.length && !isOver(); at += PACK_DERIVATIVES_MAX) {
      batch = late.slice(at, at + PACK_DERIVATIVES_MAX)
      const over = usedBytes() + batch.length * pictureBytes - budget
      await drop(libraryId, packsToDrop(keptPacks(near), over, { mayDropNear: false }))
      batch = batch.slice(0, Math.max(0, Math.floor((budget - usedBytes()) / pictureBytes)))
      if (batch.length === 0) return
      const before = lastPack
      await flush()
      if (lastPack > before) near.set(lastPack, PACK_DERIVATIVES_MAX)
    }
  }

  /** The small picture of a live photo; null where the server has made none. */
  async function pictureOf(asset: Asset | null, libraryId: LibraryId): Promise<Wanted | null> {
    if (asset === null || asset.state !== 'live') return null
    const { small } = await cellPhotoOf(asset, null, { libraryId, sha256OfText: ports.sha256OfText })
    const found = /\/derivatives\/(\d+)\/([0-9a-f]{64})\/small$/.exec(small ?? '')
    return found === null ? null : { version: Number(found[1]), sha256: found[2] as Sha256 }
  }

  /** Pictures of several versions are several packs. */
  async function fetchBatch(libraryId: LibraryId, batch: readonly Wanted[]): Promise<void> {
    for (const version of new Set(batch.map((each) => each.version))) {
      const wanted = batch.filter((each) => each.version === version).map(({ sha256 }) => sha256)
      await fetchPack(libraryId, version, wanted)
    }
  }

  return {
    notice: waker.wake,
    clear,
    use: touch,
    run: async (library, libraryId, signal) => {
      places = await open(libraryId)
      let tookMs = 0
      while (!signal.aborted) {
        await clock.sleep(Math.max(REST_MS, tookMs * REST_FACTOR), signal)
        const began = clock.monotonic()
        try {
          if (!signal.aborted && (await mayFetch())) await look(library, libraryId, signal)
        } catch (failure) {
          // Without a server there is nothing to fetch, and without room nothing to keep; both may change.
          if (!(failure instanceof ServerAway || failure instanceof DiskFailure)) throw failure
        }
        tookMs = clock.monotonic() - began
        await waker.wait(LOOK_EVERY_MS, signal)
      }
    },
  }
}
