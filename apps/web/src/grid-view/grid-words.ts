import type { Zoom } from '@rollcall/grid'
import type { Formats } from '../words/formats.ts'
import type { Words } from '../words/en.ts'
import type { SeenCell } from './cell-view.ts'
import type { GridWords } from './grid-drawing.ts'

/** What the grid says in a language. */
export function gridWordsOf(words: Words, formats: Formats): GridWords & { readonly scrubber: string } {
  const { grid } = words
  return {
    label: (seen) => labelOf(seen, words, formats),
    badge: (badge) => grid.badge[badge],
    duration: formats.duration,
    select: () => grid.select,
    title: (timeS, zoom) => titleOf(timeS, zoom, formats),
    scrubber: grid.scrubber,
  }
}

/** `Photo, Saturday 14 November 2026, favourite, not yet synced`. */
function labelOf(
  { timeS, isVideo, isFavourite, photo }: SeenCell,
  { grid }: Words,
  formats: Formats,
): string {
  const kind = isVideo ? grid.video : photo?.isLive === true ? grid.livePhoto : grid.photo
  const parts = [kind, formats.day(timeS * 1_000)]
  if (isFavourite) parts.push(grid.favourite)
  if (photo?.isEdited === true) parts.push(grid.edited)
  if (photo?.badge) parts.push(grid.badge[photo.badge])
  return parts.join(', ')
}

function titleOf(timeS: number, zoom: Zoom, formats: Formats): string {
  if (zoom === 'days') return formats.day(timeS * 1_000)
  return zoom === 'years' ? formats.year(timeS * 1_000) : formats.month(timeS * 1_000)
}
