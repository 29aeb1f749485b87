import type { Zoom } from '@rollcall/grid'
import type { Formats } from '../words/formats.ts'
import type { Words } from '../words/en.ts'
import type { SeenCell } from './cell-view.ts'
import type { GridWords } from './grid-drawing.ts'

/** A header tells so many places, and that there are more. */
const PLACES_TOLD = 2

/** Days, months and years that are kept as they are written. Writing one costs more than drawing a cell. */
const KEPT_MAX = 1_000
const DAY_S = 86_400

/** What the grid says in a language. To be kept: it knows the days that it has written. */
export function gridWordsOf(words: Words, formats: Formats): GridWords & { readonly scrubber: string } {
  const { grid } = words
  const kept = { day: onceADay(formats.day), month: onceADay(formats.month), year: onceADay(formats.year) }
  return {
    label: (seen) => labelOf(seen, words, kept.day),
    badge: (badge) => grid.badge[badge],
    duration: formats.duration,
    select: () => grid.select,
    title: (timeS, zoom) => titleOf(timeS, zoom, kept),
    dayAt: (title, places) => grid.dayAt(title, places.slice(0, PLACES_TOLD), places.length > PLACES_TOLD),
    scrubber: grid.scrubber,
  }
}

/** `Photo, Saturday 14 November 2026, Lisbon, favourite, not yet synced`. */
function labelOf(
  { timeS, isVideo, isFavourite, photo }: SeenCell,
  { grid }: Words,
  dayOf: (timeS: number) => string,
): string {
  const kind = isVideo ? grid.video : photo?.isLive === true ? grid.livePhoto : grid.photo
  const parts = [kind, dayOf(timeS)]
  if (photo?.place) parts.push(photo.place.town ?? photo.place.region ?? photo.place.country ?? '')
  if (isFavourite) parts.push(grid.favourite)
  if (photo?.isEdited === true) parts.push(grid.edited)
  if (photo?.badge) parts.push(grid.badge[photo.badge])
  return parts.filter((part) => part !== '').join(', ')
}

type Written = Readonly<Record<'day' | 'month' | 'year', (timeS: number) => string>>

function titleOf(timeS: number, zoom: Zoom, { day, month, year }: Written): string {
  if (zoom === 'days') return day(timeS)
  return zoom === 'years' ? year(timeS) : month(timeS)
}

/** Formats a time by its day, and each day once. */
function onceADay(format: (localMs: number) => string): (timeS: number) => string {
  const kept = new Map<number, string>()
  return (timeS) => {
    const day = Math.floor(timeS / DAY_S)
    const known = kept.get(day)
    if (known !== undefined) return known
    if (kept.size >= KEPT_MAX) kept.clear()
    const text = format(timeS * 1_000)
    kept.set(day, text)
    return text
  }
}
