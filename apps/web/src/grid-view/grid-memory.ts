import type { TimelineQuery } from '../engine/library-client.ts'
import type { GridPlace } from './grid-engine.ts'
import { textOfQuery } from './query-address.ts'

/*
 * Where somebody was in a timeline, for as long as the tab is open: who comes back from a photo finds it where it was.
 */

const KEY = 'rollcall.place.'

/** There while the keys of somebody who was in a grid are nowhere, until a grid is shown again. */
const AWAY_KEY = 'rollcall.in-photo'

/** Keeps the place of a timeline. */
export function rememberPlace(query: TimelineQuery, place: GridPlace): void {
  const text = textOfQuery(query)
  if (text !== null) sessionStorage.setItem(KEY + text, JSON.stringify(place))
}

/** Keeps which photo of a timeline was looked at last. */
export function rememberFocus(query: TimelineQuery, focus: number): void {
  rememberPlace(query, { anchor: recallPlace(query)?.anchor ?? null, focus })
  expectReturn()
}

/** Has the grid that is shown next take the browser's focus, if nothing else has it by then. */
export function expectReturn(): void {
  sessionStorage.setItem(AWAY_KEY, 'yes')
}

/** Whether somebody comes back to a grid, so that the keys go on from where they were. True once. */
export function takeReturn(): boolean {
  const isBack = sessionStorage.getItem(AWAY_KEY) !== null
  sessionStorage.removeItem(AWAY_KEY)
  return isBack
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
