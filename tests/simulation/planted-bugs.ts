import type { DeviceState, EnginePorts, WipePorts } from '@rollcall/agent'
import { createSha256 } from '@rollcall/platform-node'
import type { Outcome, Problem, ProblemCode, Sha256 } from '@rollcall/protocol'
import { accepted } from '@rollcall/protocol'
import type { Blobs, LibraryReader, LibraryWriter, Store } from '@rollcall/server'
import type { Clock, Disk, DiskFile } from '@rollcall/sync'
import type { SeededRandom } from './seeded-random.ts'

/*
 * Bugs that we plant to see whether the simulation finds them: it is what tests the simulation. Each changes what a process
 * is given, as the bug in the product would have; the product itself knows nothing of them.
 */

type Plant<Port> = (port: Port, random: SeededRandom) => Port

/** A bug that is switched on only in a simulation. */
export interface PlantedBug {
  readonly name: string
  /** What is wrong, as one would write it into a bug report. */
  readonly what: string
  readonly serverDisk?: Plant<Disk>
  readonly serverBlobs?: Plant<Blobs>
  readonly serverStore?: Plant<Store>
  readonly deviceDisk?: Plant<Pick<EnginePorts, 'disk' | 'createSha256'>>
  readonly deviceState?: Plant<DeviceState>
  readonly deviceApi?: Plant<EnginePorts['api']>
  readonly deviceClock?: Plant<Clock>
  readonly deviceWipe?: Plant<WipePorts>
}

const SERVER_BUGS: readonly PlantedBug[] = [
  {
    name: 'acks_before_fsync',
    what: 'The server calls bytes durable that were never synced',
    serverDisk: (disk) => withFiles(disk, (file) => ({ ...file, sync: async () => undefined })),
  },
  {
    name: 'forgets_folder_sync',
    what: 'The server syncs the file and not its name in the folder',
    serverDisk: (disk) => ({ ...disk, syncFolder: async () => undefined }),
  },
  {
    name: 'acks_failed_storage',
    what: 'The server takes a full or broken disk for success',
    serverBlobs: (blobs) => withStore(blobs, ['storage_failed', 'server_disk_full']),
  },
  {
    name: 'stores_what_came',
    what: 'The server does not compare what arrived with its hash',
    serverBlobs: (blobs) => withStore(blobs, ['digest_mismatch']),
  },
  {
    name: 'takes_cut_bodies',
    what: 'The server takes a body that broke off for a whole one',
    serverBlobs: (blobs) => withStore(blobs, ['body_cut_short']),
  },
  {
    name: 'skips_newest_change',
    what: 'A reader takes the head before the newest row is visible, and never sees that row',
    serverStore: (store, random) =>
      withReader(store, (reader) => ({
        ...reader,
        assetsBySeq: (after, upTo, limit) => {
          const rows = reader.assetsBySeq(after, upTo, limit)
          return rows.length > 0 && random.chance(0.2) ? rows.slice(0, -1) : rows
        },
      })),
  },
  {
    name: 'reads_past_the_head',
    what: 'A reader does not bound its rows by the head that it took first [R10]',
    serverStore: (store) =>
      withReader(store, (reader) => ({
        ...reader,
        library: () => ({ ...reader.library(), headSeq: Math.max(0, reader.library().headSeq - 1) }),
        assetsBySeq: (after, _upTo, limit) => reader.assetsBySeq(after, Number.MAX_SAFE_INTEGER, limit),
      })),
  },
  {
    name: 'replays_mutations',
    what: 'The server forgets which mutations of a client it has done [R12]',
    serverStore: (store) =>
      withWriter(store, (writer) => ({
        ...writer,
        clientLine: (clientId) => {
          const line = writer.clientLine(clientId)
          return line === null ? null : { ...line, lastMutation: Math.max(0, line.lastMutation - 1) }
        },
      })),
  },
  {
    name: 'keeps_epoch',
    what: 'The epoch is not broken when an older database is put back [R11]',
    serverStore: (store) => withWriter(store, (writer) => ({ ...writer, breakEpoch: () => undefined })),
  },
  {
    name: 'edits_bring_back',
    what: 'A favourite or a caption set on a deleted photo takes it out of the trash',
    serverStore: (store) =>
      withWriter(store, (writer) => ({
        ...writer,
        putAsset: (asset) => {
          const isTrashedNow = asset.edits.state?.seq === asset.seq
          writer.putAsset(
            isTrashedNow ? asset : { ...asset, state: 'live', trashedAt: null, trashedBy: null },
          )
        },
      })),
  },
  {
    name: 'forgets_halves',
    what: 'A half of a Live Photo that came later than the other stays an asset of its own',
    serverStore: (store) => withWriter(store, (writer) => ({ ...writer, putPairingKey: () => undefined })),
  },
  {
    name: 'forgets_to_derive',
    what: 'A file whose derivatives were begun when the server died is never looked at again',
    serverStore: (store) =>
      withWriter(store, (writer) => ({
        ...writer,
        claimDerivation: (sha256) => writer.claimDerivation(sha256, Number.MAX_SAFE_INTEGER),
        postponeDerivation: () => undefined,
      })),
  },
  {
    name: 'charges_twice',
    what: 'Bytes are charged twice to the quota',
    serverStore: (store) =>
      withWriter(store, (writer) => ({
        ...writer,
        putBlob: (blob) => writer.putBlob({ ...blob, bytes: 2 * blob.bytes }),
      })),
  },
]

const DEVICE_BUGS: readonly PlantedBug[] = [
  {
    name: 'ages_by_wall_clock',
    what: 'The age of an edit is measured by the wall clock [R13]',
    deviceClock: (clock, random) => ({
      ...clock,
      get bootId() {
        return random.hex(8)
      },
    }),
  },
  {
    name: 'thaws_batches',
    what: 'A retried push shows a new token, so the device takes itself for a clone [R12]',
    deviceState: (state) =>
      withReplica(state, ({ nextBatch }) => ({
        nextBatch: () => {
          state.transaction(() => state.values.put('frozen_batch', null))
          return nextBatch()
        },
      })),
  },
  {
    name: 'trims_too_much',
    what: 'The device counts a mutation as done that the server has not seen',
    deviceState: (state) =>
      withReplica(state, ({ adopt }) => ({ adopt: (to, lastMutation) => adopt(to, lastMutation + 1) })),
  },
  {
    name: 'shows_unfinished_pages',
    what: 'The device shows a page before it has read to the head',
    deviceApi: (api) => ({
      ...api,
      changes: async (cursor, clientId) => {
        const page = await api.changes(cursor, clientId)
        return page.ok ? accepted({ ...page.value, complete: true }) : page
      },
    }),
  },
  {
    name: 'empty_for_unreadable',
    what: 'A folder that cannot be read counts as empty, so its photos count as deleted',
    deviceDisk: ({ disk, createSha256 }) => ({
      createSha256,
      disk: { ...disk, list: (path) => disk.list(path).catch(() => []) },
    }),
  },
  {
    name: 'no_firewall',
    what: 'Deletions are never held [R17]',
    deviceState: (state) =>
      withFolder(state, ({ agreed }) => ({ approved: () => new Set(agreed().map(({ path }) => path)) })),
  },
  {
    name: 'trashes_at_first_sight',
    what: 'A file that one scan overlooked counts as deleted',
    deviceState: (state) =>
      withFolder(state, ({ agreed, scanned }) => ({
        confirmedMissing: () =>
          new Set(agreed().flatMap(({ path }) => (scanned(path) === null ? [path] : []))),
      })),
  },
  {
    name: 'overwrites_on_download',
    what: 'A download moves over a file that came to lie in its place',
    deviceDisk: ({ disk, createSha256 }) => ({ createSha256, disk: { ...disk, renameToNew: disk.rename } }),
  },
  {
    name: 'trusts_downloads',
    what: 'A download is not compared with its hash',
    deviceDisk: trustDownloads,
  },
  {
    name: 'forgets_download_sync',
    what: 'A download counts as here before its bytes are synced',
    deviceDisk: ({ disk, createSha256 }) => ({
      createSha256,
      disk: withFiles(disk, (file) => ({ ...file, sync: async () => undefined })),
    }),
  },
  {
    name: 'forgets_download_folder_sync',
    what: 'A download counts as here before its name is synced',
    deviceDisk: ({ disk, createSha256 }) => ({
      createSha256,
      disk: { ...disk, syncFolder: async () => undefined },
    }),
  },
  {
    name: 'hides_lost_bytes',
    what: 'An original whose bytes the server has lost still counts as safe [R4]',
    deviceState: (state) =>
      withReplica(state, ({ view }) => ({
        view: () => {
          const seen = view()
          const hidden = [...seen.assets].map((asset) => ({
            ...asset,
            resources: asset.resources.map((resource) => ({ ...resource, state: 'present' as const })),
          }))
          return { ...seen, assets: hidden }
        },
      })),
  },
]

/** The catalogue of bugs that lose or spoil files. */
export const FILE_BUGS: readonly PlantedBug[] = [...SERVER_BUGS, ...DEVICE_BUGS]

function withFiles(disk: Disk, change: (file: DiskFile) => DiskFile): Disk {
  return {
    ...disk,
    create: async (path) => change(await disk.create(path)),
    openToWrite: async (path) => change(await disk.openToWrite(path)),
  }
}

/** Blobs that take some refusals for acceptance. */
function withStore(blobs: Blobs, unseen: readonly ProblemCode[]): Blobs {
  const overlook = (outcome: Outcome<null, Problem>) =>
    !outcome.ok && unseen.includes(outcome.refusal.code) ? accepted(null) : outcome
  return { ...blobs, store: async (sha256, bytes, body) => overlook(await blobs.store(sha256, bytes, body)) }
}

function withReader(store: Store, change: (reader: LibraryReader) => LibraryReader): Store {
  return { ...store, read: (libraryId, work) => store.read(libraryId, (reader) => work(change(reader))) }
}

/** A store whose turns go through changed hands. */
export function withWriter(store: Store, change: (writer: LibraryWriter) => LibraryWriter): Store {
  return { ...store, write: (libraryId, work) => store.write(libraryId, (writer) => work(change(writer))) }
}

/** A device whose replica behaves otherwise. */
export function withReplica(
  state: DeviceState,
  change: (replica: DeviceState['replica']) => Partial<DeviceState['replica']>,
): DeviceState {
  return { ...state, replica: { ...state.replica, ...change(state.replica) } }
}

/** A device whose folder's memory behaves otherwise. */
export function withFolder(
  state: DeviceState,
  change: (folder: DeviceState['folder']) => Partial<DeviceState['folder']>,
): DeviceState {
  return { ...state, folder: { ...state.folder, ...change(state.folder) } }
}

/** A sum over a download is its name, whatever its bytes are. */
function trustDownloads({
  disk,
}: Pick<EnginePorts, 'disk' | 'createSha256'>): Pick<EnginePorts, 'disk' | 'createSha256'> {
  let trusted: string | null = null
  return {
    disk: {
      ...disk,
      openToRead: async (path) => {
        const file = await disk.openToRead(path)
        trusted = path.includes('/incoming/') ? path.slice(path.lastIndexOf('/') + 1) : null
        return file
      },
    },
    createSha256: () => {
      const sum = createSha256()
      const name = trusted
      trusted = null
      return { update: sum.update, digestHex: () => (name === null ? sum.digestHex() : (name as Sha256)) }
    },
  }
}
