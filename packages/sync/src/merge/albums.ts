import type { Album, AlbumId, ArgsOf, MutationOutcome } from '@rollcall/protocol'
import { ALBUM_DEPTH_MAX } from '@rollcall/protocol'
import { albumsIn } from '../library/record-scope.ts'
import type { LibraryDraft } from './draft.ts'
import type { EditStamp } from './edit-stamp.ts'
import { isChangedByOthers, markOf } from './edit-stamp.ts'
import { judgeValue } from './judge-value.ts'
import { placeBetween, shortenPlaces } from './place-between.ts'
import { standingOf } from './standing-of.ts'

/*
 * Albums, folders of albums and saved searches. Each field merges on its own, as the fields of an asset do. A trashed album keeps its
 * entries and goes on taking new ones, so that a restore brings all of it back.
 */

/** Makes an album at the end of its folder. Making one that is there changes nothing. Refuses a folder that is none, or too deep. */
export function createAlbum(
  draft: LibraryDraft,
  { albumId, type, name, parentId, search }: ArgsOf<'createAlbum'>,
): MutationOutcome {
  if (draft.record('album', albumId) !== null) return { kind: 'unchanged' }
  const refusal = refuseParent(draft, albumId, parentId)
  if (refusal !== null) return refusal
  draft.putRecord({
    kind: 'album',
    key: albumId,
    seq: draft.nextSeq(),
    type,
    name,
    parentId,
    place: placeBetween(draft, albumsIn(parentId), 'end', null),
    cover: null,
    sort: type === 'album' ? 'manual' : 'newest',
    search: type === 'smart' ? (search ?? '') : null,
    state: 'live',
    trashedAt: null,
    trashedBy: null,
    edits: {},
  })
  return { kind: 'applied' }
}

/** Fields of an album of which the later edit wins. */
type AlbumField = 'name' | 'cover' | 'sort' | 'search'

/** Sets one field of an album. Refuses `no_such_album`, and `wrong_album_type` for the search of one that has none. */
export function setAlbumField<Field extends AlbumField>(
  draft: LibraryDraft,
  albumId: AlbumId,
  field: Field,
  value: Album[Field],
  edit: EditStamp,
): MutationOutcome {
  const album = draft.record('album', albumId)
  if (album === null) return noAlbum(albumId)
  if (field === 'search' && album.type !== 'smart') return wrongType(album)
  const outcome = judgeValue(field, { held: album[field], value }, edit, album.edits[field])
  if (outcome.kind === 'superseded') return outcome
  const seq = draft.nextSeq()
  const edits = { ...album.edits, [field]: markOf(edit, seq, album.edits[field]) }
  draft.putRecord({ ...album, [field]: value, edits, seq })
  return outcome
}

/**
 * Moves an album into a folder, or among its siblings. Among concurrent moves the later one wins; a move that would put a folder into
 * itself, as two concurrent ones can, is refused `album_in_itself`.
 */
export function moveAlbum(
  draft: LibraryDraft,
  { albumId, parentId, after }: ArgsOf<'moveAlbum'>,
  edit: EditStamp,
): MutationOutcome {
  const album = draft.record('album', albumId)
  if (album === null) return noAlbum(albumId)
  const refusal = refuseParent(draft, albumId, parentId, heightOf(draft, album))
  if (refusal !== null) return refusal
  const standing = standingOf(edit, album.edits.parent)
  if (standing === 'loses')
    return { kind: 'superseded', facts: { field: 'parent', kept: album.parentId, lost: parentId } }
  const sibling = after === 'start' || after === 'end' ? null : draft.record('album', after)
  const isSibling = sibling !== null && sibling.parentId === parentId && sibling.key !== albumId
  const target = isSibling ? sibling : after === 'start' ? 'start' : 'end'
  const own = album.parentId === parentId ? album.place : null
  const place = placeBetween(draft, albumsIn(parentId), target, own)
  const seq = draft.nextSeq()
  const edits = { ...album.edits, parent: markOf(edit, seq, album.edits.parent) }
  draft.putRecord({ ...album, parentId, place, edits, seq })
  shortenPlaces(draft, albumsIn(parentId), place)
  return { kind: 'applied' }
}

/** Moves an album to the trash; a concurrent restore beats it. The photos in it stay where they are. */
export function trashAlbum(draft: LibraryDraft, albumId: AlbumId, edit: EditStamp): MutationOutcome {
  const album = draft.record('album', albumId)
  if (album === null) return noAlbum(albumId)
  if (album.state === 'trashed') return { kind: 'unchanged' }
  if (isChangedByOthers(edit, album.edits.state))
    return { kind: 'superseded', facts: { field: 'state', kept: 'live', lost: 'trashed' } }
  putState(draft, album, edit, { state: 'trashed', trashedAt: edit.editedAt, trashedBy: edit.deviceName })
  return { kind: 'applied' }
}

/** Takes an album out of the trash, with its entries and all that was added meanwhile. */
export function restoreAlbum(draft: LibraryDraft, albumId: AlbumId, edit: EditStamp): MutationOutcome {
  const album = draft.record('album', albumId)
  if (album === null) return noAlbum(albumId)
  putState(draft, album, edit, { state: 'live', trashedAt: null, trashedBy: null })
  return { kind: 'applied' }
}

function putState(
  draft: LibraryDraft,
  album: Album,
  edit: EditStamp,
  state: Pick<Album, 'state' | 'trashedAt' | 'trashedBy'>,
): void {
  const seq = draft.nextSeq()
  const isKept = album.state === 'live' && state.state === 'live'
  const mark = markOf(edit, seq, isKept ? album.edits.state : undefined)
  draft.putRecord({ ...album, ...state, seq, edits: { ...album.edits, state: mark } })
}

/** How many levels lie below an album. */
function heightOf(draft: LibraryDraft, { key, type }: Album): number {
  if (type !== 'folder') return 0
  const within = draft.recordsIn(albumsIn(key)).filter((row): row is Album => row.kind === 'album')
  return Math.max(0, ...within.map((album) => 1 + heightOf(draft, album)))
}

/** Why an album, with `height` levels below it, cannot lie in a folder; null when it can. */
function refuseParent(
  draft: LibraryDraft,
  albumId: AlbumId,
  parentId: AlbumId | null,
  height = 0,
): MutationOutcome | null {
  let depth = height
  for (let id = parentId; id !== null; depth++) {
    if (id === albumId) return { kind: 'refused', code: 'album_in_itself', facts: { albumId } }
    const folder = draft.record('album', id)
    if (folder === null) return noAlbum(id)
    if (folder.type !== 'folder') return wrongType(folder)
    id = folder.parentId
  }
  return depth >= ALBUM_DEPTH_MAX
    ? { kind: 'refused', code: 'too_deep', facts: { albumId, most: ALBUM_DEPTH_MAX } }
    : null
}

/** The refusal of an album that is not there. */
export function noAlbum(albumId: AlbumId): MutationOutcome {
  return { kind: 'refused', code: 'no_such_album', facts: { albumId } }
}

/** The refusal of an album that cannot take what was asked of it. */
export function wrongType({ key, type }: Album): MutationOutcome {
  return { kind: 'refused', code: 'wrong_album_type', facts: { albumId: key, type } }
}
