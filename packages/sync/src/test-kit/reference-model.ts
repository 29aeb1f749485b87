import type { ArgsOf } from '@rollcall/protocol'
import type { LibraryMutation } from './reference-mutations.ts'
import type { Thing, Turn } from './reference-words.ts'
import { find, isGone, isShown, say, unseenOf, wholeOf, wordsOf } from './reference-words.ts'

// What a library is to look like after a history of mutations, said a second time and as naively as can be: values by field, and whose
// words brought them there. No seqs, no places, no bytes, no limits, and no code that `merge/` has. The rules are those of SPEC.md.

/** Does one mutation; answers `applied`, `unchanged`, `superseded` or the code of a refusal. */
export function doInModel(turn: Turn, { op, args }: LibraryMutation): string {
  if (op === 'create') return create(turn, args)
  if (op === 'answerHold') {
    const hold = find(turn, args.holdId)
    if (hold.type === '') return 'no_such_hold'
    if ('answer' in hold) return hold['answer'] === args.answer ? 'unchanged' : 'superseded'
    const isLeft = (each: Thing) => each['hold'] === hold.id && wordsOf(turn, each, 'live').length === 0
    const due = args.answer === 'release' ? [...turn.things.values()].filter(isLeft) : []
    for (const each of due) trash({ ...turn, me: { ...turn.me, saw: 0 } }, each)
    return say(turn, hold, 'answer', args.answer)
  }
  if (op === 'createAlbum') {
    if (turn.things.has(args.albumId)) return 'unchanged'
    const album = { ...find(turn, args.albumId), ...args, live: true }
    return moveAlbum({ ...turn, words: new Map() }, album, args.parentId, 'end')
  }
  if ('albumId' in args && !turn.things.has(args.albumId)) return 'no_such_album'
  const part = find(turn, 'assetId' in args ? args.assetId : args.albumId)
  const thing = wholeOf(part)
  if (op === 'trash' || op === 'trashAlbum') return trash(turn, part)
  if (op === 'removeEntry') {
    const held = [part, isGone(thing) ? part : thing].filter((each) => each[`in ${args.albumId}`])
    if (held.some((each) => unseenOf(turn, each, `in ${args.albumId}`).length > 0)) return 'superseded'
    return held.map((each) => say(turn, each, `in ${args.albumId}`, false))[0] ?? 'unchanged'
  }
  if (op === 'deleteForGood') {
    if (isGone(thing)) return thing.type === '' ? 'gone' : 'unchanged'
    if (thing.live) return 'not_in_trash'
    const fields = Object.keys(thing).filter((field) => thing[field] !== false || !field.startsWith('in '))
    if (fields.some((field) => unseenOf(turn, thing, field).length > 0)) return 'changed_since'
    thing.type = 'deleted'
    return 'applied'
  }
  if (op === 'placeEntry' && find(turn, args.albumId).type !== 'album') return 'wrong_album_type'
  if (op === 'setAlbumSearch' && thing.type !== 'smart') return 'wrong_album_type'
  if (isGone(thing) || (op === 'uniteDuplicates' && !thing.live)) return 'gone'
  if (op === 'restore' || op === 'restoreAlbum') return say(turn, thing, 'live', true)
  if (op === 'setKeyword') return say(turn, thing, `#${args.keyword}`, args.isOn)
  if (op === 'placeEntry') return place(turn, thing, `in ${args.albumId}`, true, args.after)
  if (op === 'moveAlbum') return moveAlbum(turn, thing, args.parentId, args.after)
  if (op === 'uniteDuplicates') {
    const ids = args.duplicates.filter((id) => id !== thing.id && trash(turn, find(turn, id)) === 'applied')
    for (const other of ids.map((id) => find(turn, id))) {
      unite(turn, thing, other)
      say(turn, thing, 'live', true)
      const albums = Object.keys(other).filter((key) => key.startsWith('in ') && other[key] && !thing[key])
      for (const album of albums) place(turn, thing, album, true, other.id)
    }
    return ids.length > 0 ? 'applied' : 'unchanged'
  }
  if (op === 'setEditKept' || (op === 'setVersion' && args.sha256 !== null)) {
    const [file, isKept] = [`file ${args.sha256}`, op === 'setVersion' || args.isKept]
    const isOut = thing[file] === 'dropped'
    if (!isOut && thing[file] !== 'edit') return 'no_such_file'
    if (!isKept && (isOut || isShown(thing, args.sha256))) return isOut ? 'unchanged' : 'superseded'
    const end = op === 'setEditKept' || isOut ? say(turn, thing, `kept ${args.sha256}`, isKept) : ''
    if (end === 'applied') thing[file] = isKept ? 'edit' : 'dropped'
    if (op === 'setEditKept') return end
  }
  return say(turn, thing, op.replace(/set(Album)?/, '').toLowerCase(), 'value' in args ? args.value : args)
}

// Says that something is in an album or a folder, and puts it after something else there. That it was wanted in an album counts.
function place(turn: Turn, thing: Thing, field: string, value: unknown, after: string): string {
  const [words, list] = [wordsOf(turn, thing, field), `${field} ${value} `]
  const isLost = say(turn, thing, field, value) === 'superseded'
  if (isLost && value === true)
    turn.words.set(`${thing.id} ${field}`, [{ ...turn.me, client: 'nobody' }, ...words])
  if (isLost) return 'superseded'
  const others = turn.order.filter((key) => !key.startsWith(field) || !key.endsWith(thing.id))
  const whole = wholeOf(find(turn, after))
  const anchor = list + (!isGone(whole) && turn.order.includes(list + whole.id) ? whole.id : after)
  const at = after === 'start' ? 0 : others.includes(anchor) ? others.indexOf(anchor) + 1 : others.length
  turn.order.splice(0, turn.order.length, ...others.toSpliced(at, 0, list + thing.id))
  return 'applied'
}

function create(turn: Turn, { assetId, copyNo, resources: all, source }: ArgsOf<'create'>): string {
  const first: unknown = all[0]?.sha256
  const wholes = [...turn.things.values()].filter(({ whole }) => whole === null)
  const holders = wholes.filter((each) => copyNo === 0 && (each[`file ${first}`] ?? 'dropped') !== 'dropped')
  const known = wholeOf(find(turn, assetId))
  const held = known.type === '' ? (holders.find(({ live }) => live) ?? holders[0]) : known
  if (held?.live === false && source === 'automatic') return 'deleted_by_you'
  const asset = held ?? { id: assetId, type: '', whole: null, live: true, original: copyNo === 0 && first }
  const isOut = ({ sha256 }: { sha256: string }) => asset[`file ${sha256}`] === 'dropped'
  const named = all.filter((each) => source === 'explicit' || !isOut(each))
  const others: unknown[] = named.map(({ sha256 }) => sha256).filter((sha256) => sha256 !== first)
  const fresh = named.filter((each) => !(`file ${each.sha256}` in asset) || isOut(each))
  const parts = wholes.filter((each) => each.live && each !== asset && others.includes(each['original']))
  const isNew = held?.live !== true || fresh.length + parts.length > 0
  if (!asset.live) say(turn, asset, 'live', true)
  turn.things.set(asset.id, Object.assign(asset, { type: 'asset' }))
  for (const each of fresh) if (isOut(each)) say(turn, asset, `kept ${each.sha256}`, true)
  for (const { role, sha256 } of fresh) asset[`file ${sha256}`] = role
  for (const part of parts) unite(turn, asset, Object.assign(part, { whole: asset, live: false }), 'file')
  if (parts.length > 0) turn.words.set(`${asset.id} whole`, [{ ...turn.me, client: 'nobody' }])
  for (const { role, sha256 } of fresh) if (role === 'edit') say(turn, asset, 'version', { sha256 })
  return isNew ? 'applied' : 'unchanged'
}

// What was said of the other and not of the keeper is said of the keeper.
function unite(turn: Turn, keeper: Thing, other: Thing, also = '#'): void {
  for (const [field, value] of Object.entries(other)) {
    const isSaid = /^(#|favourite|rating|caption|title|dated|located)/.test(field) || field.startsWith(also)
    const held = keeper[field] === 'dropped' ? false : keeper[field]
    const isMore = field === 'rating' ? Number(value) > Number(held ?? 0) : value && !held
    if (!isSaid || !isMore) continue
    keeper[field] = value
    turn.words.set(`${keeper.id} ${field}`, wordsOf(turn, other, field))
  }
}

function trash(turn: Turn, thing: Thing): string {
  if (thing.live && unseenOf(turn, thing, 'whole').length === 0) return say(turn, thing, 'live', false)
  return thing.type === '' ? 'gone' : thing.live || thing.whole !== null ? 'superseded' : 'unchanged'
}

function moveAlbum(turn: Turn, album: Thing, parentId: string | null, after: string): string {
  for (let id: unknown = parentId; typeof id === 'string'; id = find(turn, id)['parent']) {
    const { type } = find(turn, id)
    if (id === album.id) return 'album_in_itself'
    if (type !== 'folder') return type === '' ? 'no_such_album' : 'wrong_album_type'
  }
  turn.things.set(album.id, album)
  return place(turn, album, 'parent', parentId, after)
}
