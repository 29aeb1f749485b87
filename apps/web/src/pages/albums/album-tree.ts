import type { Album, AlbumId, AssetId, Intent } from '@rollcall/protocol'

/** The albums that lie in a folder, null: at the top, in the order in which people put them; none that was deleted. */
export function albumsWithin(albums: readonly Album[], parentId: AlbumId | null): readonly Album[] {
  return albums
    .filter((album) => album.state === 'live' && album.parentId === parentId)
    .toSorted((one, other) => (one.place < other.place ? -1 : one.place > other.place ? 1 : 0))
}

/** The folders above an album, the outermost first. A folder that was deleted, or is in itself, ends it. */
export function foldersAbove(albums: readonly Album[], album: Album): readonly Album[] {
  const byId = new Map(albums.map((each) => [each.key, each]))
  const above: Album[] = []
  let parentId = album.parentId
  while (parentId !== null && above.length < albums.length) {
    const parent = byId.get(parentId)
    if (parent === undefined) break
    above.push(parent)
    parentId = parent.parentId
  }
  return above.toReversed()
}

/** Whether an album can be seen: neither it nor a folder above it was deleted. */
export function isShown(albums: readonly Album[], album: Album): boolean {
  return album.state === 'live' && foldersAbove(albums, album).every(({ state }) => state === 'live')
}

/** Folders that an album can be moved into: all that are shown, but itself, what lies in it, and where it is. */
export function foldersFor(albums: readonly Album[], album: Album): readonly Album[] {
  return albums.filter(
    (folder) =>
      folder.type === 'folder' &&
      folder.key !== album.key &&
      folder.key !== album.parentId &&
      isShown(albums, folder) &&
      !foldersAbove(albums, folder).some(({ key }) => key === album.key),
  )
}

/** Where photos go among those of an album in its own order. */
export type PlaceStep = 'start' | 'earlier' | 'later' | 'end'

/** Moves photos of an album, which stay together in their order, by a step or to an end. None when they are there already. */
export function placeIntents(
  albumId: AlbumId,
  order: readonly AssetId[],
  moved: readonly AssetId[],
  step: PlaceStep,
): readonly Intent[] {
  const isMoved = new Set(moved)
  const chosen = order.filter((id) => isMoved.has(id))
  const rest = order.filter((id) => !isMoved.has(id))
  const [first] = chosen
  const last = chosen.at(-1)
  if (first === undefined || last === undefined) return []
  const at = landingOf(order, rest, { first, last }, step)
  const next = [...rest.slice(0, at), ...chosen, ...rest.slice(at)]
  if (next.every((id, index) => id === order[index])) return []
  let after: AssetId | 'start' = rest[at - 1] ?? 'start'
  return chosen.map((assetId): Intent => {
    const intent: Intent = { op: 'placeEntry', args: { albumId, assetId, after } }
    after = assetId
    return intent
  })
}

/** How many of the rest then stand before them. */
function landingOf(
  order: readonly AssetId[],
  rest: readonly AssetId[],
  { first, last }: { readonly first: AssetId; readonly last: AssetId },
  step: PlaceStep,
): number {
  const isRest = new Set(rest)
  const before = (id: AssetId) => order.slice(0, order.indexOf(id)).filter((each) => isRest.has(each)).length
  switch (step) {
    case 'start':
      return 0
    case 'earlier':
      return Math.max(0, before(first) - 1)
    case 'later':
      return Math.min(rest.length, before(last) + 1)
    case 'end':
      return rest.length
  }
}
