import type { Asset, Intent } from '@rollcall/protocol'
import { CAPTION_MAX, keywordSchema, RATING_MAX, TITLE_MAX } from '@rollcall/protocol'
import { changePhotos } from './change-photos.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import { printable } from './print-table.ts'

/** Options of commands that set a mark, or take it away. */
export type MarkOptions = FolderOptions & { readonly off?: boolean }

/** `rollcall favourite`: marks photos as favourites, or takes the mark away. */
export function favouriteCommand(names: readonly string[], options: MarkOptions): void {
  const value = options.off !== true
  changePhotos(names, options, {
    intentsFor: ({ id }) => [{ op: 'setFavourite', args: { assetId: id, value } }],
    words: ({ favourite }) => (favourite ? 'is a favourite.' : 'is no favourite.'),
  })
}

/** `rollcall hide`: keeps photos out of lists, albums and searches unless they are asked for, or shows them again. */
export function hideCommand(names: readonly string[], options: MarkOptions): void {
  const value = options.off !== true
  changePhotos(names, options, {
    intentsFor: ({ id }) => [{ op: 'setHidden', args: { assetId: id, value } }],
    words: ({ hidden }) => (hidden ? 'is hidden. Hidden ones: rollcall list --hidden' : 'is shown.'),
  })
}

/** `rollcall rate`: gives photos stars, or none. */
export function rateCommand(
  names: readonly string[],
  options: FolderOptions & { readonly stars: string },
): void {
  const value = Number(options.stars)
  if (!Number.isInteger(value) || value < 0 || value > RATING_MAX)
    throw new CommandStop(`Stars are a number from 0 to ${RATING_MAX}.`, EXIT.wrongUse)
  changePhotos(names, options, {
    intentsFor: ({ id }) => [{ op: 'setRating', args: { assetId: id, value } }],
    words: ({ rating = 0 }) => (rating === 0 ? 'has no stars.' : `has ${'★'.repeat(rating)}.`),
  })
}

/** `rollcall caption`: says what a photo shows; an empty text takes the caption away. */
export function captionCommand(name: string, text: string, options: FolderOptions): void {
  const value = shortText(text, CAPTION_MAX, 'caption')
  changePhotos([name], options, {
    intentsFor: ({ id }) => [{ op: 'setCaption', args: { assetId: id, value } }],
    words: ({ caption }) => (caption === '' ? 'has no caption.' : `has the caption "${printable(caption)}".`),
  })
}

/** `rollcall title`: gives a photo a title; an empty text takes it away. */
export function titleCommand(name: string, text: string, options: FolderOptions): void {
  const value = shortText(text, TITLE_MAX, 'title')
  changePhotos([name], options, {
    intentsFor: ({ id }) => [{ op: 'setTitle', args: { assetId: id, value } }],
    words: ({ title = '' }) => (title === '' ? 'has no title.' : `has the title "${printable(title)}".`),
  })
}

/** Options of `rollcall keyword`. */
export type KeywordOptions = FolderOptions & {
  readonly add?: readonly string[]
  readonly remove?: readonly string[]
}

/** `rollcall keyword`: files photos under keywords, or takes them away; without either, tells which they have. */
export function keywordCommand(names: readonly string[], options: KeywordOptions): void {
  const added = (options.add ?? []).map(parseKeyword)
  const removed = (options.remove ?? []).map(parseKeyword)
  changePhotos(names, options, {
    intentsFor: (asset) => [
      ...removed
        .flatMap((word) => keywordsLike(asset, word))
        .map((word) => keywordIntent(asset, word, false)),
      ...added.map((word) => keywordIntent(asset, word, true)),
    ],
    words: ({ keywords = [] }) =>
      keywords.length === 0 ? 'has no keywords.' : `has the keywords ${keywords.map(printable).join(', ')}.`,
  })
}

function keywordIntent({ id }: Asset, keyword: string, isOn: boolean): Intent {
  return { op: 'setKeyword', args: { assetId: id, keyword, isOn } }
}

/** Keywords of a photo that differ from a word in their capitals only. */
function keywordsLike({ keywords = [] }: Asset, word: string): readonly string[] {
  return keywords.filter((keyword) => keyword.toLowerCase() === word.toLowerCase())
}

function parseKeyword(text: string): string {
  const parsed = keywordSchema.safeParse(text.trim())
  if (!parsed.success)
    throw new CommandStop(`'${printable(text)}' cannot be a keyword: it is empty or too long.`, EXIT.wrongUse)
  return parsed.data
}

function shortText(text: string, most: number, what: string): string {
  if (text.length > most)
    throw new CommandStop(`A ${what} has at most ${most.toLocaleString('en')} characters.`, EXIT.wrongUse)
  return text
}
