import { openGazetteer } from '@rollcall/platform-node'
import type { AlbumEntry, AlbumId, Asset, AssetId } from '@rollcall/protocol'
import { clientIdSchema } from '@rollcall/protocol'
import type { NamedAlbum, Overlay, SearchRow } from '@rollcall/sync'
import { followMerges, overlayOf, searchRowOf } from '@rollcall/sync'
import type { DeviceState } from '../state/device-state.ts'

/** A device that never queued anything has no client id yet, and an outbox that never shows it. */
const NO_CLIENT = clientIdSchema.parse('0'.repeat(32))

/** What a search sees of a device's view: base ⊕ outbox, without reading the base as a whole. */
export interface SearchView {
  /** Assets that look other than the base, and so the index, has them. */
  readonly touched: ReadonlySet<AssetId>
  readonly asset: (id: AssetId) => Asset | null
  /** What a search finds an asset by; null for one that no search finds. */
  readonly rowOf: (id: AssetId) => SearchRow | null
  /** The same as the base has it, and the index. */
  readonly baseRowOf: (id: AssetId) => SearchRow | null
  readonly albums: () => Iterable<NamedAlbum>
}

/** Opens the view as of now. The index must be up to date. */
export async function openSearchView(
  state: DeviceState,
  deviceName: string,
  now: number,
): Promise<SearchView> {
  const { search: store } = state
  const overlay = overlayOfOutbox(state, deviceName, now)
  const asset = (id: AssetId) => overlay?.assets.get(id) ?? store.baseAsset(id)
  const entries = new Map<AssetId, AlbumEntry[]>()
  const albums = new Map<AlbumId, NamedAlbum>()
  for (const record of overlay?.records.changed() ?? []) {
    if (record.kind === 'album') albums.set(record.key, record)
    if (record.kind !== 'entry') continue
    const id = followMerges({ asset }, record.assetId)?.id ?? record.assetId
    entries.set(id, [...(entries.get(id) ?? []), record])
  }
  await learnPlaces(state, overlay)

  function albumIdsOf(id: AssetId): readonly AlbumId[] {
    const changed = entries.get(id) ?? []
    const isChanged = new Set(changed.map(({ key }) => key))
    const held = store.entriesOf(id).filter((each) => !isChanged.has(`${each.albumId}:${each.assetId}`))
    return albumsOf([...held, ...changed.filter(({ isIn }) => isIn)])
  }

  function row(of: Asset | null, albumIds: readonly AlbumId[]): SearchRow | null {
    if (of === null) return null
    const placeMarks = store.placeMarksOf(of, null) ?? []
    return searchRowOf(of, { albumIds, placeMarks, deviceName: store.deviceNameOf(of.no) })
  }

  return {
    touched: new Set([...(overlay?.assets.keys() ?? []), ...entries.keys()]),
    asset,
    rowOf: (id) => row(asset(id), albumIdsOf(id)),
    baseRowOf: (id) => row(store.baseAsset(id), albumsOf(store.entriesOf(id))),
    albums: () => [...store.albums().filter(({ key }) => !albums.has(key)), ...albums.values()],
  }
}

function albumsOf(entries: readonly Pick<AlbumEntry, 'albumId'>[]): readonly AlbumId[] {
  return [...new Set(entries.map(({ albumId }) => albumId))]
}

/** What the outbox makes of the base; null when it is empty. Records are read as a whole when it touches some. */
function overlayOfOutbox(
  { replica, search, values }: DeviceState,
  deviceName: string,
  now: number,
): Overlay | null {
  const mutations = replica.mutations()
  if (mutations.length === 0) return null
  const clientId = clientIdSchema.safeParse(values.get('client_id')).data ?? NO_CLIENT
  const records = () => replica.baseRecords()
  return overlayOf(
    {
      asset: search.baseAsset,
      record: (kind, key) => records().record(kind, key),
      recordsIn: (scope) => records().recordsIn(scope),
      placeAfter: (scope, place) => records().placeAfter(scope, place),
      lastPlace: (scope) => records().lastPlace(scope),
      entriesWithAsset: (assetId) => records().entriesWithAsset(assetId),
      all: () => records().all(),
    },
    mutations,
    { clientId, deviceName, now },
  )
}

/** Asks the gazetteer about places that only the outbox has. */
async function learnPlaces(state: DeviceState, overlay: Overlay | null): Promise<void> {
  const { search, transaction } = state
  const unknown = [...(overlay?.assets.values() ?? [])].filter(
    (asset) => search.placeMarksOf(asset, null) === null,
  )
  if (unknown.length === 0) return
  const gazetteer = await openGazetteer()
  transaction(() => {
    for (const asset of unknown) search.placeMarksOf(asset, gazetteer)
  })
}
