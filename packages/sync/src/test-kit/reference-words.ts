// What the reference model is made of: things, and who said what of them. See reference-model.ts.

/** Who did a mutation and when. In sight were the first `saw` steps of the history, and the client's own. */
export type Doer = Readonly<{ step: number; client: string; saw: number; at: number }>
/** An asset, an album, a hold, or nothing (type ''). Some fields: `#keyword`, `in album`, `file hash` (its role), `look number`. */
export type Thing = { id: string; type: string; whole: Thing | null; live: boolean; [field: string]: unknown }
/** A library when `me` does something: words by thing and field, and in one order all that is or was somewhere. */
export type Turn = { things: Map<string, Thing>; words: Map<string, Doer[]>; order: string[]; me: Doer }

/** What has an id, or a fresh nothing. */
export const find = ({ things }: Turn, id: string) =>
  things.get(id) ?? { id, type: '', whole: null, live: false }
/** A thing, or what it became a part of. */
export const wholeOf = (thing: Thing): Thing => (thing.whole === null ? thing : wholeOf(thing.whole))
/** Never there, or deleted for good. */
export const isGone = ({ type }: Thing) => type === '' || type === 'deleted'
/** Who brought a field to what it is. */
export const wordsOf = ({ words }: Turn, { id }: Thing, field: string) => words.get(`${id} ${field}`) ?? []
/** Those of them that others said out of sight. */
export const unseenOf = (turn: Turn, thing: Thing, field: string) =>
  wordsOf(turn, thing, field).filter(({ client, step }) => client !== turn.me.client && step >= turn.me.saw)

/** Whether an asset looks like this file, with or without a recipe. */
export const isShown = ({ version }: Thing, sha256: string | null) =>
  typeof version === 'object' && version !== null && 'sha256' in version && version.sha256 === sha256

/** The last word stands; of words said out of sight of each other the later one, then that of the greater client. But what can be in and
    out stays in while a word that put it in is out of sight, and words about it are forgotten as it comes and goes. */
export function say(turn: Turn, thing: Thing, field: string, value: unknown): string {
  const [me, held] = [turn.me, thing[field]]
  const [words, unseen] = [wordsOf(turn, thing, field), unseenOf(turn, thing, field)]
  const canBeIn = /^(live|#|kept)/.test(field) || (field.startsWith('in ') && held !== value)
  const last = words.slice(-1).find((word) => unseen.includes(word))
  const isLost = last !== undefined && (last.at === me.at ? last.client > me.client : last.at > me.at)
  if (field === 'version') thing[`look ${Object.keys(thing).length}`] = value
  if (canBeIn ? held && !value && unseen.length > 0 : isLost) return 'superseded'
  turn.words.set(`${thing.id} ${field}`, canBeIn && !(held && value) ? [me] : [...words, me])
  thing[field] = value
  return 'applied'
}
