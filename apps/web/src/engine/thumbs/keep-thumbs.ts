import type { DerivativesApi } from '@rollcall/platform-client'
import { ServerAway, createWaker } from '@rollcall/platform-client'
import type { LibraryId, MeasuredConditions, Sha256 } from '@rollcall/protocol'
import { PACK_DERIVATIVES_MAX } from '@rollcall/protocol'
import type { AbortSignalLike, Clock, PrivateFiles } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import type { LibraryStore } from '../store/library-store.ts'
import { cellPhotoOf } from '../view/cell-photo.ts'
import type { ThumbPlace } from './thumb-index.ts'
import { decodePlaces, encodePlaces, indexName, isTornIndex, packName } from './thumb-index.ts'

/*
 * Fetches the small pictures of the newest photos, pack by pack, while there is nothing better to do and the network costs nothing. What
 * does not fit into the budget is left to the network. Nothing that is kept makes way for something else.
 *
 * Stays whole: what is kept is one map that each function here reads or moves.
 */

/** Pictures that are kept; their index is read whole by the service worker. */
const THUMBS_MAX = 100_000

/** Most of this browser's store that they may take, bytes, and as a share of what it gives us. */
const BUDGET_BYTES_MAX = 2_000_000_000
const BUDGET_SHARE = 0.1

/** After a change of the library, time for it to come to rest. */
const REST_MS = 3_000

/** Going through a large library takes a while: after that it is let be for so many times as long. */
const REST_FACTOR = 20

/** Gone through again this often, whatever happens. */
const LOOK_EVERY_MS = 10 * 60_000

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

/** See the file's header. */
export interface ThumbKeeper {
  readonly run: (store: LibraryStore, libraryId: LibraryId, signal: AbortSignalLike) => Promise<void>
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

  async function clear(): Promise<void> {
    places = new Map()
    for (const name of await files.list()) await files.remove(name)
  }

  /** What is kept of a library; what is of another one goes, and so does an index that a kill cut short, with its packs. */
  async function open(libraryId: LibraryId): Promise<Map<Sha256, ThumbPlace>> {
    const names = await files.list()
    const isOwn = (name: string) =>
      name === indexName(libraryId) || name.startsWith(packName(libraryId, 0).slice(0, -1))
    for (const name of names) if (!isOwn(name)) await files.remove(name)
    const bytes = await files.read(indexName(libraryId))
    if (bytes !== null && !isTornIndex(bytes)) return new Map(decodePlaces(bytes))
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
    const pack = [...places.values()].reduce((most, place) => Math.max(most, place.pack), -1) + 1
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
  }

  /** Goes through the library from the newest photo on. */
  async function look(store: LibraryStore, libraryId: LibraryId, signal: AbortSignalLike): Promise<void> {
    const quota = await ports.quotaBytes()
    const budget = Math.min(BUDGET_BYTES_MAX, (quota ?? 0) * BUDGET_SHARE)
    const usedBytes = () => [...places.values()].reduce((sum, { length }) => sum + length, 0)
    let left = budget - usedBytes()
    let batch: Sha256[] = []
    let version = 0
    const version0 = store.baseVersion()
    const flush = async () => {
      const before = places.size
      if (batch.length > 0) await fetchPack(libraryId, version, batch)
      batch = []
      if (places.size > before) left = budget - usedBytes()
    }
    const { columns, order } = store.base()
    for (const slot of order.slice(0, THUMBS_MAX)) {
      if (signal.aborted || left <= 0 || places.size >= THUMBS_MAX || store.baseVersion() !== version0) return
      const asset = await store.asset(columns.idAt(slot))
      if (asset === null || asset.state !== 'live') continue
      const { small } = await cellPhotoOf(asset, null, { libraryId, sha256OfText: ports.sha256OfText })
      const found = /\/derivatives\/(\d+)\/([0-9a-f]{64})\/small$/.exec(small ?? '')
      const sha256 = found?.[2] as Sha256 | undefined
      if (sha256 === undefined || places.has(sha256)) continue
      if (version !== Number(found?.[1])) await flush()
      version = Number(found?.[1])
      batch.push(sha256)
      if (batch.length >= PACK_DERIVATIVES_MAX) await flush()
    }
    await flush()
  }

  return {
    notice: waker.wake,
    clear,
    run: async (store, libraryId, signal) => {
      places = await open(libraryId)
      let tookMs = 0
      while (!signal.aborted) {
        await clock.sleep(Math.max(REST_MS, tookMs * REST_FACTOR), signal)
        const began = clock.monotonic()
        try {
          if (!signal.aborted && (await mayFetch())) await look(store, libraryId, signal)
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
