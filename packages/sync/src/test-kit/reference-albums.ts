import type { ArgsOf, Mutation } from '@rollcall/protocol'
import type { ModelTurn, Thing } from './reference-library.ts'
import { add, place, remove, set, thingOf, unseenBy, wholeOf } from './reference-library.ts'

// The albums of the reference model.

/** What can be done to an album that is there. */
export function onAlbum(turn: ModelTurn, album: Thing, { op, args }: Mutation): string {
  if (op === 'trashAlbum') return album.ins.has('live') ? remove(turn, album, 'live') : 'unchanged'
  if (op === 'restoreAlbum') return add(album, 'live', [turn.me])
  if (op === 'placeEntry') return placeEntry(turn, album, args)
  if (op === 'removeEntry') {
    const ids = [wholeOf(turn, args.assetId)?.id ?? '', args.assetId].filter((id) => album.ins.has(id))
    const kept = ids.flatMap((id) => album.words[id] ?? []).some(unseenBy(turn.me))
    for (const id of kept ? [] : ids) remove(turn, album, id)
    return ids.length === 0 ? 'unchanged' : kept ? 'superseded' : 'applied'
  }
  if (op === 'setAlbumSearch' && album.type !== 'smart') return 'wrong_album_type'
  if (op !== 'moveAlbum')
    return set(turn, album, op.slice(8).toLowerCase(), 'value' in args ? args.value : null)
  const from = String(album.fields['parent'])
  const outcome = refuseParent(turn, album.id, args.parentId) ?? set(turn, album, 'parent', args.parentId)
  if (outcome !== 'applied') return outcome
  turn.lists[from] = (turn.lists[from] ?? []).filter((id) => id !== album.id)
  return place(turn, String(args.parentId), album.id, args.after)
}

function placeEntry(turn: ModelTurn, album: Thing, { assetId, after }: ArgsOf<'placeEntry'>): string {
  const asset = wholeOf(turn, assetId)
  if (album.type !== 'album') return 'wrong_album_type'
  if (asset === undefined || asset.end === 'deleted') return 'gone'
  if (!album.ins.has(asset.id)) add(album, asset.id, [turn.me])
  else if (set(turn, album, asset.id, true) !== 'applied') {
    const said = album.words[asset.id] ?? []
    album.words[asset.id] = said.toSpliced(-1, 0, { ...turn.me, client: 'nobody' })
    return 'superseded'
  }
  const whole = wholeOf(turn, after)
  const anchor = whole?.end === null && turn.lists[album.id]?.includes(whole.id) === true ? whole.id : after
  return place(turn, album.id, asset.id, anchor)
}

/** Makes an album at the end of its folder. */
export function createAlbum(
  turn: ModelTurn,
  { albumId, type, name, parentId, search }: ArgsOf<'createAlbum'>,
): string {
  if (turn.things.has(albumId)) return 'unchanged'
  const refusal = refuseParent(turn, albumId, parentId)
  if (refusal !== null) return refusal
  const sort = type === 'album' ? 'manual' : 'newest'
  const fields = {
    name,
    parent: parentId,
    cover: null,
    sort,
    search: type === 'smart' ? (search ?? '') : null,
  }
  turn.things.set(albumId, thingOf(albumId, type, fields))
  return place(turn, String(parentId), albumId, 'end')
}

function refuseParent(turn: ModelTurn, id: string, parentId: unknown): string | null {
  if (parentId === null || parentId === id) return parentId === null ? null : 'album_in_itself'
  const folder = turn.things.get(String(parentId))
  if (folder === undefined || folder.type !== 'folder') return folder ? 'wrong_album_type' : 'no_such_album'
  return refuseParent(turn, id, folder.fields['parent'])
}
