import type { Asset, FieldEdit } from '@rollcall/protocol'
import { KEYWORDS_MAX } from '@rollcall/protocol'

/** What of two assets that are one is said of the keeper: its own, and what a person said of the other and not of it. */
export type Said = Pick<
  Asset,
  'favourite' | 'caption' | 'rating' | 'title' | 'keywords' | 'dated' | 'located' | 'edits'
>

/** See {@link Said}. A field that is taken over brings its mark with it. Whether it is hidden is the keeper's alone. */
export function uniteSaid(keeper: Asset, other: Asset): Said {
  const takes = {
    favourite: other.favourite && !keeper.favourite,
    caption: keeper.caption === '' && other.caption !== '',
    rating: (other.rating ?? 0) > (keeper.rating ?? 0),
    title: (keeper.title ?? '') === '' && (other.title ?? '') !== '',
    dated: !keeper.dated && Boolean(other.dated),
    located: !keeper.located && Boolean(other.located),
  }
  const { rating, title, dated, located } = other
  const marks: Record<string, FieldEdit> = {}
  for (const field of ['favourite', 'caption', 'rating', 'title', 'dated', 'located'] as const) {
    const mark = other.edits[field]
    if (takes[field] && mark !== undefined) marks[field] = mark
  }
  return {
    favourite: keeper.favourite || other.favourite,
    caption: takes.caption ? other.caption : keeper.caption,
    ...(takes.rating && rating !== undefined ? { rating } : {}),
    ...(takes.title && title !== undefined ? { title } : {}),
    ...(takes.dated && dated !== undefined ? { dated } : {}),
    ...(takes.located && located !== undefined ? { located } : {}),
    ...uniteKeywords(keeper, other),
    edits: { ...keeper.edits, ...marks, ...keywordMarks(keeper, other) },
  }
}

function uniteKeywords(keeper: Asset, other: Asset): Pick<Asset, 'keywords'> {
  if (other.keywords === undefined || other.keywords.length === 0) return {}
  const all = new Set([...(keeper.keywords ?? []), ...other.keywords])
  return { keywords: [...all].slice(0, KEYWORDS_MAX).toSorted() }
}

/** The other's marks of the words that it adds; the keeper's own stay. */
function keywordMarks(keeper: Asset, other: Asset): Pick<Asset['edits'], 'keywords'> {
  const held = new Set(keeper.keywords)
  const added = new Set(other.keywords?.filter((word) => !held.has(word)))
  const taken = Object.entries(other.edits.keywords ?? {}).filter(([word]) => added.has(word))
  if (taken.length === 0) return {}
  return { keywords: { ...keeper.edits.keywords, ...Object.fromEntries(taken) } }
}
