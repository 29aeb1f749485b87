/*
 * Words for what a photo is. They are understood without a field ("videos", "live photos") and with one ("type:video", "is:raw").
 */

/** What was meant: the marks of which an asset has at least one. */
export interface KindWords {
  readonly marks: readonly string[]
  readonly label: string
}

/** Words that say a kind take at most so many words. */
export const KIND_WORDS_MAX = 3

/** Words, their marks and what they are called. An `s` at the end of a word makes no difference. */
const KINDS: readonly (readonly [words: readonly string[], marks: readonly string[], label: string])[] = [
  [['photo', 'picture', 'image', 'pic'], ['kind:photo'], 'photos'],
  [['video', 'movie', 'film', 'clip'], ['kind:video'], 'videos'],
  [['sidecar', 'sidecar file'], ['kind:sidecar'], 'sidecar files'],
  [['live photo', 'live picture'], ['subtype:live_photo'], 'Live Photos'],
  [['motion photo', 'motion picture'], ['subtype:motion_photo'], 'motion photos'],
  [['burst'], ['subtype:burst'], 'bursts'],
  [['panorama', 'pano', 'panoramic'], ['subtype:panorama'], 'panoramas'],
  [['photo sphere', '360 photo', '360 picture'], ['subtype:photo_sphere'], 'photo spheres'],
  [['portrait'], ['subtype:portrait'], 'portraits'],
  [['slow motion', 'slo mo', 'slomo', 'slow mo'], ['subtype:slow_motion'], 'slow motion'],
  [['time lapse', 'timelapse'], ['subtype:time_lapse'], 'time lapses'],
  [['screenshot', 'screen shot', 'screen capture'], ['subtype:screenshot'], 'screenshots'],
  [['hdr'], ['subtype:hdr'], 'HDR'],
  [['raw', 'raw photo', 'raw file'], ['subtype:raw'], 'raw files'],
  [['edited', 'edited photo'], ['edited'], 'edited'],
  [['animated', 'animation', 'gif'], ['subtype:animated', 'format:gif'], 'animations'],
  [['favourite', 'favorite', 'starred'], ['favourite'], 'favourites'],
]

/** Words that need `is:` or `type:` before them, as they mean too much else. */
const FIELD_KINDS: readonly (readonly [word: string, marks: readonly string[], label: string])[] = [
  ['live', ['subtype:live_photo', 'subtype:motion_photo'], 'live photos'],
  ['hidden', ['hidden'], 'hidden'],
  ['trashed', ['trashed'], 'in the trash'],
  ['trash', ['trashed'], 'in the trash'],
  ['deleted', ['trashed'], 'in the trash'],
  ['located', ['located'], 'with a place'],
]

const KIND_BY_WORDS: ReadonlyMap<string, KindWords> = new Map(
  KINDS.flatMap(([spellings, marks, label]) =>
    spellings.map((words): [string, KindWords] => [singular(words), { marks, label }]),
  ),
)
const FIELD_KIND_BY_WORD: ReadonlyMap<string, KindWords> = new Map(
  FIELD_KINDS.map(([word, marks, label]) => [singular(word), { marks, label }]),
)

/** Formats whose file names end otherwise than their media type. */
const FORMAT_BY_ENDING: Readonly<Record<string, string>> = { jpg: 'jpeg', tif: 'tiff', mov: 'quicktime' }

/** Reads words for a kind, without a field. Null when they are none. */
export function readKindWords(text: string): KindWords | null {
  const words = text.toLowerCase().replaceAll('-', ' ')
  const stars = /^([1-5]) stars?$/.exec(words)
  if (stars !== null) return { marks: [`rating:${stars[1]}`], label: words }
  return KIND_BY_WORDS.get(singular(words)) ?? null
}

/** Reads what follows `is:` or `type:`; a word that is no kind is taken for the format of a file. */
export function readFieldKind(text: string): KindWords | null {
  const known = readKindWords(text) ?? FIELD_KIND_BY_WORD.get(singular(text.toLowerCase()))
  if (known !== undefined && known !== null) return known
  const format = /^\.?([a-z0-9+]{2,12})$/i.exec(text)?.[1]?.toLowerCase()
  return format === undefined ? null : { marks: [formatMark(format)], label: `${format} files` }
}

/** The mark of a file's format, given as its ending or the latter part of its media type: `format:jpeg`. */
export function formatMark(format: string): string {
  const plain = format.toLowerCase().replace(/^x-/, '')
  return `format:${FORMAT_BY_ENDING[plain] ?? plain}`
}

function singular(words: string): string {
  return words
    .split(' ')
    .map((word) => word.replace(/s$/, ''))
    .join(' ')
}
