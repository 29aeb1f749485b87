import type { Asset, BootstrapManifest, FeedPage, FieldEdit, LibraryRecord } from '@rollcall/protocol'
import { accepted } from '@rollcall/protocol'
import type { LibraryWriter } from '@rollcall/server'
import type { PlantedBug } from './planted-bugs.ts'
import { withReplica, withWriter } from './planted-bugs.ts'

/*
 * Planted bugs of what people say of photos, of albums, the journal, the trash and its end, and of segments. See `planted-bugs.ts`.
 */

/** The catalogue. */
export const LIBRARY_BUGS: readonly PlantedBug[] = [
  {
    name: 'removal_beats_addition',
    what: 'Taking a keyword off also takes it from under an addition that was not seen',
    serverStore: (store) =>
      withAssets(store, (asset) => {
        const { keywords } = asset.edits
        return keywords === undefined
          ? asset
          : { ...asset, edits: { ...asset.edits, keywords: mapValues(keywords, unmarked) } }
      }),
  },
  {
    name: 'last_to_arrive_wins',
    what: 'Of two concurrent edits the one that arrives later wins, whenever it was made [R13]',
    serverStore: (store) =>
      withAssets(store, (asset) => {
        const { state, keywords, ...fields } = asset.edits
        const edits = mapValues(fields as Readonly<Record<string, FieldEdit>>, unmarked)
        return {
          ...asset,
          edits: {
            ...edits,
            ...(state === undefined ? {} : { state }),
            ...(keywords === undefined ? {} : { keywords }),
          },
        }
      }),
  },
  {
    name: 'trash_beats_restore',
    what: 'A photo that was restored goes to the trash by a deletion that had not seen the restoring',
    serverStore: (store) =>
      withAssets(store, (asset) => {
        const { state: _, ...edits } = asset.edits
        return asset.state === 'live' ? { ...asset, edits } : asset
      }),
  },
  {
    name: 'deletes_what_changed',
    what: 'A photo is deleted for good although somebody said something of it since',
    serverStore: (store) =>
      withAssets(store, (asset) => (asset.state === 'trashed' ? { ...asset, edits: {} } : asset)),
  },
  {
    name: 'keeps_trash_a_day',
    what: 'The trash is emptied after a day',
    serverStore: (store) =>
      withWriter(store, (writer) => ({
        ...writer,
        putAsset: (asset) =>
          writer.putAsset(
            asset.purgeAt === undefined ? asset : { ...asset, purgeAt: asset.purgeAt - 29 * DAY_MS },
          ),
      })),
  },
  {
    name: 'imports_deleted',
    what: 'A photo that was deleted for good comes back when a folder still has it',
    serverStore: (store) => withWriter(store, forgetDeleted),
  },
  {
    name: 'trashes_what_is_held',
    what: 'Deletions that are held are done all the same [R17]',
    serverStore: (store) => withWriter(store, trashHeld),
  },
  {
    name: 'forgets_journal_rows',
    what: 'Some of what was done does not stand in the journal',
    serverStore: (store, random) =>
      withRecords(store, (record) => record.kind === 'batch' && random.chance(0.2)),
  },
  {
    name: 'forgets_versions',
    what: 'A version that lost is not kept',
    serverStore: (store, random) =>
      withRecords(store, (record) => record.kind === 'version' && random.chance(0.3)),
  },
  {
    name: 'places_without_looking',
    what: 'A photo gets its place in an album without regard to what others have put there',
    serverStore: (store) =>
      withWriter(store, (writer) => ({ ...writer, placeAfter: () => null, lastPlace: () => null })),
  },
  {
    name: 'folders_in_themselves',
    what: 'Two devices can move two folders into each other',
    serverStore: (store) =>
      withWriter(store, (writer) => ({
        ...writer,
        record: (kind, key) => {
          const record = writer.record(kind, key)
          const isFolder = record?.kind === 'album' && record.type === 'folder'
          return isFolder ? { ...record, parentId: null } : record
        },
      })),
  },
  {
    name: 'letting_go_beats_keeping',
    what: 'An earlier edit goes although somebody has taken it back out of sight of who let go of it',
    serverStore: (store) =>
      withAssets(store, (asset) => {
        const { files } = asset.edits
        return files === undefined
          ? asset
          : { ...asset, edits: { ...asset.edits, files: mapValues(files, unmarked) } }
      }),
  },
  {
    name: 'forgets_the_rest_of_a_release',
    what: 'Held deletions that one turn did not come to stay for ever, after a person has let all of them go',
    serverStore: (store) =>
      withWriter(store, (writer) => ({
        ...writer,
        putRecord: (record) => {
          if (record.kind !== 'hold') return writer.putRecord(record)
          const { release: _, ...whole } = record
          writer.putRecord(whole)
        },
      })),
  },
  {
    name: 'goes_on_from_head',
    what: 'A new device goes on from the head instead of where its oldest segment was built',
    deviceApi: (api) => ({
      ...api,
      bootstrap: async () => {
        const manifest = await api.bootstrap()
        return manifest.ok ? accepted(builtNow(manifest.value)) : manifest
      },
    }),
  },
  {
    name: 'takes_any_page',
    what: 'The device takes a page of the feed that was the answer to an earlier question',
    deviceApi: (api, random) => {
      let earlier: FeedPage | null = null
      return {
        ...api,
        changes: async (cursor, clientId) => {
          const page = await api.changes(cursor, clientId)
          const given = earlier !== null && page.ok && random.chance(0.1) ? accepted(earlier) : page
          if (page.ok) earlier = page.value
          return given
        },
      }
    },
  },
  {
    name: 'drops_records',
    what: 'The device leaves out an album now and then when it adopts what it has read',
    deviceState: (state, random) =>
      withReplica(state, ({ stage }) => ({
        stage: (page, pile) => {
          const isKept = ({ kind }: { readonly kind: string }) => kind === 'asset' || !random.chance(0.1)
          return stage({ ...page, changes: page.changes.filter(isKept) }, pile)
        },
      })),
  },
]

const DAY_MS = 24 * 3600 * 1000

type Planted = Parameters<typeof withWriter>[0]

/** Mutators find other assets than there are. */
function withAssets(store: Planted, change: (asset: Asset) => Asset): Planted {
  return withWriter(store, (writer) => ({
    ...writer,
    asset: (id) => {
      const asset = writer.asset(id)
      return asset === null ? null : change(asset)
    },
  }))
}

/** Some records are not stored. */
function withRecords(store: Planted, isForgotten: (record: LibraryRecord) => boolean): Planted {
  return withWriter(store, (writer) => ({
    ...writer,
    putRecord: (record) => {
      if (!isForgotten(record)) writer.putRecord(record)
    },
  }))
}

/** Pushes find no asset that was deleted for good; the turns that end its time do, which look up no client. */
function forgetDeleted(writer: LibraryWriter): LibraryWriter {
  let isPush = false
  return {
    ...writer,
    clientLine: (clientId) => {
      isPush = true
      return writer.clientLine(clientId)
    },
    asset: (id) => {
      const asset = writer.asset(id)
      return isPush && asset?.state === 'deleted' ? null : asset
    },
    assetsWithBlob: (sha256) => writer.assetsWithBlob(sha256).filter(({ state }) => state !== 'deleted'),
  }
}

function trashHeld(writer: LibraryWriter): LibraryWriter {
  return {
    ...writer,
    putRecord: (record) => {
      writer.putRecord(record)
      if (record.kind !== 'hold' || record.state !== 'waiting') return
      for (const id of record.assetIds) {
        const asset = writer.asset(id)
        if (asset?.state !== 'live') continue
        const trashed = { state: 'trashed', trashedAt: record.heldAt, trashedBy: record.deviceName } as const
        writer.putAsset({ ...asset, ...trashed, seq: writer.nextSeq(), purgeAt: record.heldAt + 60 * DAY_MS })
      }
    },
  }
}

function builtNow(manifest: BootstrapManifest): BootstrapManifest {
  const { headSeq, assets, records } = manifest
  return {
    ...manifest,
    assets: assets.map((part) => ({ ...part, builtSeq: headSeq })),
    records: records.map((part) => ({ ...part, builtSeq: headSeq })),
  }
}

/** As if nobody had ever edited the field. */
function unmarked(edit: FieldEdit): FieldEdit {
  return { ...edit, seq: 0 }
}

function mapValues<Value>(
  values: Readonly<Record<string, Value>>,
  change: (value: Value) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]))
}
