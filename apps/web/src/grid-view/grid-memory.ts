import type { TimelineQuery } from '../engine/library-client.ts'
import type { GridPlace } from './grid-engine.ts'
import { textOfQuery } from './query-address.ts'

/*
 * Where somebody was in a timeline, for as long as the tab is open: who comes back from a photo finds it where it was.
 */

const KEY = 'rollcall.place.'

/** Keeps the place of a timeline. */
export function rememberPlace(query: TimelineQuery, place: GridPlace): void {
  const text = textOfQuery(query)
  if (text !== null) sessionStorage.setItem(KEY + text, JSON.stringify(place))
}

/** Keeps which photo of a timeline was looked at last. */
export function rememberFocus(query: TimelineQuery, focus: number): void {
  rememberPlace(query, { anchor: recallPlace(query)?.anchor ?? null, focus })
}

/** The place of a timeline; null when nobody was there. */
export function recallPlace(query: TimelineQuery): GridPlace | null {
  const text = textOfQuery(query)
  const kept = text === null ? null : sessionStorage.getItem(KEY + text)
  return kept === null ? null : placeIn(kept)
}

function placeIn(text: string): GridPlace | null {
  try {
    return JSON.parse(text) as GridPlace // written by this file only
  } catch {
    return null
  }
}
