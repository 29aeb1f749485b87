/*
 * The library of the reference model: no seqs, no marks, no places, only lists of what was said.
 */

/** Who did a mutation and when. In sight were the first `saw` steps of the history, and the client's own. */
export type Doer = Readonly<{ step: number; client: string; saw: number; at: number }>

/** An asset, an album or a hold. `ins`: what is in it, as `live`, keywords, assets. `words`: what stands, of each field and of `ins`. */
export interface Thing {
  readonly id: string
  readonly type: string
  readonly fields: Record<string, unknown>
  readonly ins: Set<string>
  readonly words: Record<string, readonly Doer[]>
  readonly files: { sha: string; role: string }[]
  readonly looks: string[]
  end: 'deleted' | 'merged' | null
  whole: string
  wholeSince: number
}

/** A library when `me` does something. `lists`: in order, the albums of a folder by its id, and what is or was in an album. */
export interface ModelTurn {
  readonly things: Map<string, Thing>
  readonly lists: Record<string, readonly string[]>
  readonly idOf: (sha: string, copyNo: number) => string
  readonly me: Doer
}

/** What the fields hold of which two assets that are united share what was said. */
export const UNSAID = { favourite: false, rating: 0, caption: '', title: '', dated: null, located: null }

/** An asset, an album or a hold of which nothing was said yet. */
export function thingOf(id: string, type: string, fields: object, files: Thing['files'] = []): Thing {
  const said = { fields: { ...UNSAID, ...fields }, ins: new Set(['live']), words: {}, looks: [], files }
  return { id, type, ...said, end: null, whole: id, wholeSince: -1 }
}

/** Whether a word was said by somebody else and out of sight. */
export const unseenBy = (me: Doer) => (word: Doer) => word.client !== me.client && word.step >= me.saw

/** Neither in the trash nor gone. */
export const isLive = (thing: Thing) => thing.end === null && thing.ins.has('live')

/** The asset itself, or what it became a part of. */
export function wholeOf(turn: ModelTurn, id: string): Thing | undefined {
  const thing = turn.things.get(id)
  return thing === undefined || thing.whole === id ? thing : wholeOf(turn, thing.whole)
}

/** The last word stands; of words said without sight of each other the later one, then that of the greater client. */
export function set({ me }: ModelTurn, thing: Thing, field: string, value: unknown): string {
  const last = thing.words[field]?.at(-1)
  const blind = last !== undefined && unseenBy(me)(last)
  if (blind && (last.at > me.at || (last.at === me.at && last.client > me.client))) return 'superseded'
  thing.words[field] = [...(thing.words[field] ?? []), me]
  thing.fields[field] = value
  return 'applied'
}

/** Puts something in, by one word or several. */
export function add(thing: Thing, element: string, words: readonly Doer[] = []): string {
  thing.words[element] = [...(thing.ins.has(element) ? (thing.words[element] ?? []) : []), ...words]
  thing.ins.add(element)
  return 'applied'
}

/** Takes something out; what several words brought in goes only when all of them were in sight. */
export function remove({ me }: ModelTurn, thing: Thing, element: string, isKept = unseenBy(me)): string {
  if (thing.ins.has(element) && thing.words[element]?.some(isKept) === true) return 'superseded'
  thing.ins.delete(element)
  thing.words[element] = [me]
  return 'applied'
}

/** Puts something into a list, or moves it there. */
export function place({ lists }: ModelTurn, list: string, id: string, after: string): string {
  const others = (lists[list] ?? []).filter((each) => each !== id)
  const at = after === 'start' ? 0 : others.includes(after) ? others.indexOf(after) + 1 : others.length
  lists[list] = others.toSpliced(at, 0, id)
  return 'applied'
}
