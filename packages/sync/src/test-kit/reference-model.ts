import type { ArgsOf, Mutation } from '@rollcall/protocol'
import { createAlbum, onAlbum } from './reference-albums.ts'
import type { ModelTurn, Thing } from './reference-library.ts'
import { add, isLive, place, remove, set, thingOf, unseenBy, UNSAID, wholeOf } from './reference-library.ts'

// What a library is to look like after a history of mutations, said a second time and as naively as can be. It shares no code with
// `merge/`, and knows no bytes and no limits. The rules are those of SPEC.md.

/** Does one mutation; answers `applied`, `unchanged`, `superseded` or the code of a refusal. */
export function doInModel(turn: ModelTurn, mutation: Mutation): string {
  const { op, args } = mutation
  if (op === 'create') return create(turn, args)
  if (op === 'answerHold') return answerHold(turn, turn.things.get(args.holdId), args.answer)
  if (op === 'createAlbum') return createAlbum(turn, args)
  const album = 'albumId' in args ? turn.things.get(args.albumId) : undefined
  if ('albumId' in args) return album === undefined ? 'no_such_album' : onAlbum(turn, album, mutation)
  if (op === 'trash') return trash(turn, turn.things.get(args.assetId))
  const asset = wholeOf(turn, args.assetId)
  if (op === 'deleteForGood') return deleteForGood(turn, asset)
  if (asset === undefined || asset.end === 'deleted') return 'gone'
  if (op === 'restore') return add(asset, 'live', [turn.me])
  if (
    op === 'setVersion' &&
    args.sha256 !== null &&
    !asset.files.some((file) => file.role === 'edit' && file.sha === args.sha256)
  )
    return 'no_such_file'
  if (op === 'setVersion') return show(turn, asset, args.recipe, args.sha256)
  if (op === 'uniteDuplicates') return isLive(asset) ? uniteDuplicates(turn, asset, args.duplicates) : 'gone'
  if (op !== 'setKeyword') return set(turn, asset, op.slice(3).toLowerCase(), args.value)
  return args.isOn ? add(asset, args.keyword, [turn.me]) : remove(turn, asset, args.keyword)
}

const has = (thing: Thing, sha: string) => thing.files.some((file) => file.sha === sha)

function trash(turn: ModelTurn, asset: Thing | undefined, isKept = unseenBy(turn.me)): string {
  if (asset === undefined) return 'gone'
  if (!isLive(asset)) return asset.end === 'merged' ? 'superseded' : 'unchanged'
  return asset.wholeSince >= turn.me.saw ? 'superseded' : remove(turn, asset, 'live', isKept)
}

function unite(keeper: Thing, other: Thing): void {
  for (const field of Object.keys(UNSAID)) {
    const [mine, theirs] = [keeper.fields[field], other.fields[field]]
    if (field === 'rating' ? Number(theirs) <= Number(mine) : Boolean(mine) || !theirs) continue
    keeper.fields[field] = theirs
    keeper.words[field] = other.words[field] ?? []
  }
  for (const word of other.ins) if (!keeper.ins.has(word)) add(keeper, word, other.words[word])
}

function show(turn: ModelTurn, asset: Thing, recipe: object | null, sha: string | null): string {
  const look = JSON.stringify([recipe === null || Object.keys(recipe).length === 0 ? null : recipe, sha])
  asset.looks.push(look)
  return set(turn, asset, 'version', look)
}

function create(turn: ModelTurn, { assetId, copyNo, resources, source }: ArgsOf<'create'>): string {
  const [first = '', ...parts] = resources.map(({ sha256 }) => String(sha256))
  const holders = [...turn.things.values()].filter((each) => each.end !== 'merged' && has(each, first))
  const held = wholeOf(turn, assetId) ?? (copyNo === 0 ? (holders.find(isLive) ?? holders[0]) : undefined)
  if (held !== undefined && !isLive(held) && source === 'automatic') return 'deleted_by_you'
  const asset = held ?? thingOf(assetId, 'asset', { hidden: false })
  turn.things.set(asset.id, asset)
  const fresh = resources.filter(({ sha256 }) => !has(asset, sha256))
  asset.files.push(...fresh.map(({ sha256, role }) => ({ sha: sha256, role })))
  const isNew = held === undefined || !isLive(held) || fresh.length > 0
  if (!isLive(asset)) add(Object.assign(asset, { end: null }), 'live', [turn.me])
  const merged = parts.flatMap((sha) => turn.things.get(turn.idOf(sha, 0)) ?? [])
  for (const part of merged.filter((each) => each !== asset && isLive(each))) {
    asset.files.push(...part.files.filter(({ sha }) => !has(asset, sha)))
    unite(asset, Object.assign(part, { end: 'merged', whole: asset.id }))
    asset.wholeSince = turn.me.step
  }
  for (const { role, sha256 } of fresh) if (role === 'edit') show(turn, asset, null, sha256)
  return isNew || asset.wholeSince === turn.me.step ? 'applied' : 'unchanged'
}

function uniteDuplicates(turn: ModelTurn, keeper: Thing, ids: readonly string[]): string {
  const others = ids.flatMap((id) => turn.things.get(id) ?? []).filter((other) => other !== keeper)
  const united = others.filter((other) => isLive(other) && trash(turn, other) === 'applied')
  for (const other of united) {
    unite(keeper, other)
    add(keeper, 'live', [turn.me])
    for (const album of turn.things.values()) {
      if (!album.ins.has(other.id) || album.ins.has(keeper.id)) continue
      add(album, keeper.id, [turn.me])
      place(turn, album.id, keeper.id, other.id)
    }
  }
  return united.length > 0 ? 'applied' : 'unchanged'
}

function deleteForGood({ things, me }: ModelTurn, asset: Thing | undefined): string {
  if (asset === undefined || asset.end === 'deleted') return asset === undefined ? 'gone' : 'unchanged'
  if (isLive(asset)) return 'not_in_trash'
  const albums = [...things.values()].filter(({ ins }) => ins.has(asset.id))
  if (albums.some(({ words }) => words[asset.id]?.some(unseenBy(me)))) return 'changed_since'
  if (asset.wholeSince >= me.saw || Object.values(asset.words).flat().some(unseenBy(me)))
    return 'changed_since'
  asset.end = 'deleted'
  return 'applied'
}

function answerHold(turn: ModelTurn, hold: Thing | undefined, answer: 'release' | 'undo'): string {
  if (hold === undefined) return 'no_such_hold'
  if (hold.fields['answer'] !== null) return hold.fields['answer'] === answer ? 'unchanged' : 'superseded'
  hold.fields['answer'] = answer
  const asHeld = { ...turn, me: { ...turn.me, saw: hold.wholeSince } }
  if (answer === 'release')
    for (const id of hold.ins) trash(asHeld, turn.things.get(id), ({ step }) => step >= hold.wholeSince)
  return 'applied'
}
