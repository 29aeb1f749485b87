import type { AssetId, BatchId, Intent, RecordKind, RecordOf } from '@rollcall/protocol'
import type { RecordsBelow, ServerAwayCode } from '@rollcall/sync'
import { versionsOf } from '@rollcall/sync'
import { act, undo } from './deeds.ts'
import type { EnginePorts } from './engine-ports.ts'
import type { CellPhoto, ClientState, LibraryClient } from './library-client.ts'
import { countUndecided } from './replica/outbox.ts'
import type { WebReplica } from './replica/web-replica.ts'
import { createWebReplica } from './replica/web-replica.ts'
import { NO_BLOCK } from './store/columns.ts'
import { openLibraryStore } from './store/library-store.ts'
import { createSyncLoop } from './sync-loop.ts'
import { cellPhotoOf } from './view/cell-photo.ts'
import { createCounter } from './view/count-shown.ts'
import { findDuplicatesHere } from './view/find-duplicates-here.ts'
import { createHandles } from './view/handles.ts'
import { pageAfter, readJournal } from './view/journal-view.ts'
import { createViewer } from './view/library-view.ts'
import { createTimelines } from './view/timelines.ts'

/*
 * Stays whole: it only composes. What each part does is in the files beside it; here they get to know each other.
 */

/** Cells of one call, as {@link LibraryClient} promises. */
const CELLS_MAX = 500
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
  const own = createWebReplica(store, ports)
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
    move()
    uploads.notice()
  }
  const loop = createSyncLoop(ports, { store, replica, uploads, onMoved, onChange: tell })
  const badges = () => uploads.badges()
  const counted = createCounter(store, view, () => libraryGeneration, tell)
  const breathe = () => clock.sleep(0)
  const timelines = createTimelines(
    {
      ...{ store, view, badges, clock, breathe },
      handles: createHandles(store, Math.floor(random.fraction() * 256)),
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
    const { unsent, ...rest } = { unsent: countUndecided(store.state()), ...loop.state() }
    return {
      ...rest,
      generation,
      assets: counted(),
      unsent,
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
    const blockOf = (id: AssetId | null) => columns.block()[(id && columns.slotOf(id)) ?? -1] ?? NO_BLOCK
    // Block by block, so that each is decoded once.
    for (const { at, id } of wanted.toSorted((one, other) => blockOf(one.id) - blockOf(other.id))) {
      const asset = id === null ? null : await seen.asset(id)
      if (asset === null) continue
      const badge = badges().get(asset.id) ?? (seen.touched.has(asset.id) ? 'edit_pending' : null)
      cell[at] = await cellPhotoOf(asset, badge, { libraryId, sha256OfText: ports.sha256OfText })
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
    timeline: timelines.timeline,
    asset: async (id) => await (await view()).asset(id),
    albums: () => records('album'),
    albumsOf: async (id) =>
      (await view()).records.entriesWithAsset(id).flatMap(({ isIn, albumId }) => (isIn ? [albumId] : [])),
    versionsOf: async (id) =>
      (await view()).records
        .recordsIn(versionsOf(id))
        .flatMap((record) => (record.kind === 'version' ? [record] : [])),
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
      await store.clear()
      move()
      loop.wake()
      return true
    },
    close: async () => {
      ended.abort()
      unsubscribe()
      await running
    },
  }

  function afterDeed(): void {
    move()
    loop.hurry()
  }
}

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
