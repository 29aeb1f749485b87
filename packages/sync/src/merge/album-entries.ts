import type { AlbumEntry, AlbumId, ArgsOf, AssetId, MutationOutcome } from '@rollcall/protocol'
import { entriesOf } from '../library/record-scope.ts'
import { noAlbum, wrongType } from './albums.ts'
import type { LibraryDraft } from './draft.ts'
import type { EditStamp } from './edit-stamp.ts'
import { isChangedByOthers, markOf, markWithLost } from './edit-stamp.ts'
import { findEditable } from './find-editable.ts'
import { placeBetween, shortenPlaces } from './place-between.ts'
import type { After } from './place-between.ts'
import { standingOf } from './standing-of.ts'

/** The key of an asset's entry in an album. */
export function entryKey(albumId: AlbumId, assetId: AssetId): string {
  return `${albumId}:${assetId}`
}

/**
 * Puts an asset into an album, or moves it within: after another one of it, or at an end. The library works out the place, so the order
 * is the same everywhere. Adding beats a concurrent removal; of two concurrent moves the later one wins. A trashed album takes entries
 * too. Refuses `no_such_album`, `wrong_album_type` and `gone`.
 */
export function placeEntry(
  draft: LibraryDraft,
  { albumId, assetId, after }: ArgsOf<'placeEntry'>,
  edit: EditStamp,
): MutationOutcome {
  const album = draft.record('album', albumId)
  if (album === null) return noAlbum(albumId)
  if (album.type !== 'album') return wrongType(album)
  const asset = findEditable(draft, assetId)
  if (asset === null) return { kind: 'refused', code: 'gone', facts: { assetId } }
  const held = draft.record('entry', entryKey(albumId, asset.id))
  const standing = standingOf(edit, held?.edit)
  if (held?.isIn === true && standing === 'loses') {
    // Its place is not taken, but that it was wanted in counts: who has not seen that cannot take it out.
    const seq = draft.nextSeq()
    draft.putRecord({ ...held, seq, edit: markWithLost(held.edit, seq) })
    return { kind: 'superseded', facts: { field: 'place', albumId } }
  }
  const neighbour = neighbourOf(draft, albumId, asset.id, after)
  const place = placeBetween(draft, entriesOf(albumId), neighbour, held?.place ?? null)
  putEntry(draft, { albumId, assetId: asset.id, place, isIn: true }, edit)
  shortenPlaces(draft, entriesOf(albumId), place)
  return held?.isIn === false && standing !== 'after'
    ? { kind: 'applied', facts: { field: 'entry', albumId, overrode: false } }
    : { kind: 'applied' }
}

/** Takes an asset out of an album; it stays in the library. A concurrent addition or move beats it. */
export function removeEntry(
  draft: LibraryDraft,
  { albumId, assetId }: ArgsOf<'removeEntry'>,
  edit: EditStamp,
): MutationOutcome {
  if (draft.record('album', albumId) === null) return noAlbum(albumId)
  const id = findEditable(draft, assetId)?.id ?? assetId
  // What became part of another asset may still have an entry of its own.
  const keys = [...new Set([id, assetId])].map((each) => entryKey(albumId, each))
  const held = keys.flatMap((key) => draft.record('entry', key) ?? []).filter(({ isIn }) => isIn)
  if (held.length === 0) return { kind: 'unchanged' }
  if (held.some((entry) => isChangedByOthers(edit, entry.edit)))
    return { kind: 'superseded', facts: { field: 'entry', albumId, kept: true, lost: false } }
  for (const { place, assetId: each } of held)
    putEntry(draft, { albumId, assetId: each, place, isIn: false }, edit)
  return { kind: 'applied' }
}

/** Stores an entry as `edit` leaves it. */
export function putEntry(
  draft: LibraryDraft,
  entry: Pick<AlbumEntry, 'albumId' | 'assetId' | 'place' | 'isIn'>,
  edit: EditStamp,
): void {
  const seq = draft.nextSeq()
  const key = entryKey(entry.albumId, entry.assetId)
  const held = draft.record('entry', key)
  const last = held?.isIn === true && entry.isIn ? held.edit : undefined
  draft.putRecord({ ...held, kind: 'entry', key, ...entry, seq, edit: markOf(edit, seq, last) })
}

function neighbourOf(
  draft: LibraryDraft,
  albumId: AlbumId,
  assetId: AssetId,
  after: After<AssetId>,
): AlbumEntry | 'start' | 'end' {
  if (after === 'start') return 'start'
  if (after === 'end') return 'end'
  const entry =
    draft.record('entry', entryKey(albumId, findEditable(draft, after)?.id ?? after)) ??
    draft.record('entry', entryKey(albumId, after))
  return entry === null || entry.assetId === assetId ? 'end' : entry
}
