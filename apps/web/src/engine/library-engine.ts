import type { Asset, AssetId, BatchId, Intent, RecordKind, RecordOf } from '@rollcall/protocol'
import type { FirstTier, RecordsBelow, ServerAwayCode } from '@rollcall/sync'
import { createWebApi } from '@rollcall/platform-client'
import { versionsOf } from '@rollcall/sync'
import { createArrivingLibrary } from './arriving/arriving-library.ts'
import { act, undo } from './deeds.ts'
import type { EnginePorts } from './engine-ports.ts'
import type { CellPhoto, ClientState, LibraryClient } from './library-client.ts'
import { countUndecided } from './replica/outbox.ts'
import type { WebReplica } from './replica/web-replica.ts'
import { createWebReplica } from './replica/web-replica.ts'
import { openPlaces } from './places/learn-places.ts'
import { NO_BLOCK } from './store/columns.ts'
import { openLibraryStore } from './store/library-store.ts'
import { createSyncLoop } from './sync-loop.ts'
import { createAddedFrom } from './view/added-from.ts'
import { cellPhotoOf } from './view/cell-photo.ts'
import { createCounter } from './view/count-shown.ts'
import { findDuplicatesHere } from './view/find-duplicates-here.ts'
import { createHandles } from './view/handles.ts'
import { pageAfter, readJournal } from './view/journal-view.ts'
import { createViewer } from './view/library-view.ts'
import { countNames, placesOfGroup } from './view/name-places.ts'
import { createTimelines } from './view/timelines.ts'

/*
 * Stays whole: it only composes. What each part does is in the files beside it; here they get to know each other.
 */

/** Cells of one call, as {@link LibraryClient} promises. */
const CELLS_MAX = 500
/** Groups of one call of {@link LibraryClient.placesIn}. */
const GROUPS_MAX = 100
/** Batches of one page of the journal. */
const JOURNAL_PAGE = 100
/** Of the photos that a batch added, so many are named in a page of the journal. */
const CREATED_SHOWN_MAX = 1_000

/** The library of a browser, by the one who runs it. Deeds take the id of the batch that they become: asked again, they are not done again. */
export interface LibraryEngine extends Omit<LibraryClient, 'act' | 'undo' | 'upload'> {
  readonly act: (intents: readonly Intent[], batchId: BatchId) => ReturnType<LibraryClient['act']>
  readonly undo: (batchId: BatchId, as: BatchId) => ReturnType<LibraryClient['undo']>
  readonly upload: (files: readonly File[]) => Promise<void>
  /** Stops; resolves when nothing goes on any more. */
  readonly close: () => Promise<void>
}

/** Opens the library of this browser and keeps it in sync until it is closed. Rejects when the files of it are damaged. */
export async function openLibraryEngine(ports: EnginePorts): Promise<LibraryEngine> {
  const { clock, random } = ports
  const store = await openLibraryStore(ports.files, random)
  const firstEra = Math.floor(random.fraction() * 256)
  // Eras of handles count up from both, and a library is not begun anew that often.
  const arriving = createArrivingLibrary(store.blocks, firstEra + 128)
  const own = createWebReplica(store, {
    ...ports,
    onPart: (assets, file) => {
      arriving.addPart(assets, file)
      // Each makes the page lay out everything, so: after the first, the second, the fourth …
      if (Number.isInteger(Math.log2(arriving.parts()))) generation++
      tell()
    },
  })
  const replica: WebReplica = {
    ...own,
    settle: async (response) => {
      await own.settle(response)
      uploads.notice() // the outbox still holds what was decided
    },
  }
  const listeners = new Set<() => void>()
  const ended = new AbortController()
  let generation = Math.floor(random.fraction() * 2 ** 40)
  let libraryGeneration = 0
  let storeFacts: ClientState['store'] = { bytes: 0, isProtected: null }

  const tell = () => {
    for (const listener of listeners) listener()
  }
  const move = () => {
    generation++
    libraryGeneration++
    tell()
  }
  const breathe = () => clock.sleep(0)
  const places = await openPlaces({
    ...{ store, breathe },
    files: ports.files,
    ask: createWebApi(ports.caller).places,
    onLearned: move,
    onBug: ports.onBug,
  })
  const identity = () => store.state().identity
  const deviceName = () => identity()?.deviceName ?? 'This browser'
  const view = createViewer(store, { clock, deviceName })
  const uploads = ports.createUploads({
    store,
    replica,
    identity,
    api: () => loop.api(),
    away: () => serverAwayOf(loop.state().away),
    wake: () => loop.hurry(),
  })
  const onMoved = () => {
    arriving.end()
    move()
    uploads.notice()
    places.notice()
  }
  const onChange = () => {
    tell()
    // Offline nobody can be asked; the first words of a loop that was online before come with it.
    if (loop.state().isOnline) places.notice()
  }
  const onFirstTier = (tier: FirstTier) => {
    // A library that is read anew goes on to be shown as it was.
    if (store.state().cursor === null) arriving.begin(tier)
    generation++
    tell()
  }
  const loop = createSyncLoop(ports, { store, replica, uploads, onMoved, onFirstTier, onChange })
  const badges = () => uploads.badges()
  const counted = createCounter(store, view, () => libraryGeneration, tell)
  const timelines = createTimelines(
    {
      ...{ store, view, badges, clock, breathe, places },
      handles: createHandles(store, firstEra),
      offsetMinutes: ports.offsetMinutes,
      generation: () => generation,
      onMore: () => {
        generation++
        tell()
      },
    },
    () => libraryGeneration,
  )
  const deeds = {
    ...{ store, replica, clock, deviceName },
    idKey: () => identity()?.libraries[0]?.idKey ?? null,
    hmacSha256: ports.hmacSha256,
  }
  let shownBadges = uploads.badges()
  const unsubscribe = uploads.subscribe(() => {
    const now = uploads.badges()
    const isSame =
      now.size === shownBadges.size && [...now].every(([id, badge]) => shownBadges.get(id) === badge)
    shownBadges = now
    if (isSame) tell()
    else move()
  })
  const running = loop.run(ended.signal).catch(ports.onBug)
  measureStore().catch(ports.onBug)

  function state(): ClientState {
    const { inProgress, waiting, blocked, safe, excluded } = uploads.roll().counts
    const { coming, ...rest } = loop.state()
    return {
      ...rest,
      coming: coming === null ? null : { ...coming, share: arriving.share() },
      generation,
      assets: counted(),
      unsent: countUndecided(store.state()),
      uploads: uploads.entries(),
      roll: { safe, inProgress, waiting, blocked, excluded },
      store: storeFacts,
    }
  }

  async function cells(handles: Uint32Array): Promise<readonly (CellPhoto | null)[]> {
    const libraryId = identity()?.libraries[0]?.libraryId
    const wanted = [...handles.slice(0, CELLS_MAX)].map((handle, at) => ({
      at,
      id: timelines.idOf(handle),
    }))
    const cell: (CellPhoto | null)[] = wanted.map(() => null)
    if (libraryId === undefined) return cell
    const seen = await view()
    const { columns } = store.base()
    const cellOf = (asset: Asset, badge: CellPhoto['badge']) =>
      cellPhotoOf(asset, badge, {
        ...{ libraryId, sha256OfText: ports.sha256OfText },
        placeOf: places.namesOf,
      })
    const blockOf = (id: AssetId | null) => columns.block()[(id && columns.slotOf(id)) ?? -1] ?? NO_BLOCK
    // Block by block, so that each is decoded once.
    for (const { at, id } of wanted.toSorted((one, other) => blockOf(one.id) - blockOf(other.id))) {
      const asset = id === null ? null : await seen.asset(id)
      if (asset === null) continue
      const badge = badges().get(asset.id) ?? (seen.touched.has(asset.id) ? 'edit_pending' : null)
      cell[at] = await cellOf(asset, badge)
    }
    for (const { at, id } of wanted) {
      const asset = id === null ? await arriving.assetOf(handles[at] ?? 0) : null
      if (asset !== null) cell[at] = await cellOf(asset, null)
    }
    return cell
  }

  async function measureStore(): Promise<void> {
    storeFacts = await ports.storeFacts()
    tell()
  }

  async function records<Kind extends RecordKind>(kind: Kind): Promise<readonly RecordOf<Kind>[]> {
    return recordsOfKind((await view()).records, kind)
  }

  return {
    state,
    cells,
    subscribe: (onChange) => {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    wake: () => loop.wake(),
    timeline: async (query) =>
      (query.kind === 'library' ? arriving.timeline(generation) : null) ?? (await timelines.timeline(query)),
    placesIn: async (groups) => {
      const { columns } = store.base()
      const numberOf = (handle: number) => {
        const id = timelines.idOf(handle)
        const slot = id === null ? null : columns.slotOf(id)
        return slot === null ? -1 : (columns.no()[slot] ?? -1)
      }
      return groups
        .slice(0, GROUPS_MAX)
        .map((handles) => placesOfGroup([...handles].map(numberOf), places.register))
    },
    filterNames: async () =>
      countNames(store.base().columns, places.register, createAddedFrom((await view()).records)),
    asset: async (id) => await (await view()).asset(id),
    albums: () => records('album'),
    albumsOf: async (id) =>
      (await view()).records.entriesWithAsset(id).flatMap(({ isIn, albumId }) => (isIn ? [albumId] : [])),
    versionsOf: async (id) =>
      (await view()).records
        .recordsIn(versionsOf(id))
        .flatMap((record) => (record.kind === 'version' && record.forgotten !== true ? [record] : [])),
    devices: () => records('device'),
    holds: () => records('hold'),
    commands: () => records('command'),
    journal: (before) =>
      readJournal(store, deeds, {
        choose: pageAfter(before, JOURNAL_PAGE),
        createdMax: CREATED_SHOWN_MAX,
      }),
    duplicates: async () => await findDuplicatesHere(store, await view(), breathe),
    act: async (intents, batchId) => {
      if (loop.state().coming !== null) return { kind: 'refused', sentence: ARRIVING }
      const outcome = await act(deeds, intents, batchId)
      if (outcome.kind === 'done' && outcome.batchId !== null) afterDeed()
      return outcome
    },
    undo: async (batchId, as) => {
      const outcome = await undo(deeds, batchId, as)
      if (outcome.kind === 'done' && outcome.batchId !== null) afterDeed()
      return outcome
    },
    upload: (files) => uploads.add(files),
    retryUploads: uploads.retry,
    sendUploadsNow: uploads.sendNow,
    leaveOutUploads: (ids) => void uploads.leaveOut(ids).catch(ports.onBug),
    clear: async (even) => {
      const isOnlyHere = countUndecided(store.state()) > 0 || uploads.isOnlyHere()
      if (even === 'only_what_is_safe' && isOnlyHere) return false
      await uploads.clear()
      await places.clear()
      await store.clear()
      arriving.end()
      move()
      loop.wake()
      return true
    },
    close: async () => {
      ended.abort()
      unsubscribe()
      await running
      await places.close()
    },
  }

  function afterDeed(): void {
    move()
    loop.hurry()
  }
}

/** Why nothing can be done to a photo that is only looked at so far. */
const ARRIVING = 'Nothing was changed: your library is still on its way to this browser.'

/** Why the server does not answer, where that is what is in the way. */
function serverAwayOf(away: ClientState['away']) {
  const code = away === null ? null : AWAY_CODES.find((each) => each === away.code)
  return away === null || code === null || code === undefined ? null : { code, since: away.since }
}

const AWAY_CODES: readonly ServerAwayCode[] = [
  ...([
    'offline',
    'server_unreachable',
    'captive_portal',
    'tls_failed',
    'proxy_refused',
    'throttled',
  ] as const),
  ...(['signed_out', 'account_mismatch', 'auth_expired', 'device_removed'] as const),
  ...(['client_too_old', 'server_too_old'] as const),
]

function recordsOfKind<Kind extends RecordKind>(
  records: RecordsBelow,
  kind: Kind,
): readonly RecordOf<Kind>[] {
  return [...records.all()].flatMap((record) => (record.kind === kind ? [record as RecordOf<Kind>] : []))
}
