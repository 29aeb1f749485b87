import type { FocusKey, Zoom } from '@rollcall/grid'

/** What a key does in the grid. */
export type GridDeed =
  | { readonly kind: 'move'; readonly key: FocusKey; readonly extends: boolean }
  | { readonly kind: 'open' | 'toggle' | 'selectAll' | 'clear' }
  | { readonly kind: 'zoom'; readonly zoom: Zoom }

/** A key as a browser tells it. */
export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

const MOVES: ReadonlySet<string> = new Set<FocusKey>([
  ...(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'] as const),
  ...(['[', ']', '{', '}'] as const),
])

const ZOOM_BY_KEY: Readonly<Record<string, Zoom>> = { 1: 'years', 2: 'months', 3: 'days', 4: 'all' }

/** What a key does while the focus is in the grid; null when it is none of the grid's. */
export function gridDeedOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): GridDeed | null {
  const isCommand = ctrlKey || metaKey
  if (altKey) return null
  if (isCommand && key.toLowerCase() === 'a') return { kind: 'selectAll' }
  if (isCommand && (key === 'Home' || key === 'End'))
    return { kind: 'move', key: key === 'Home' ? 'Control+Home' : 'Control+End', extends: shiftKey }
  if (isCommand) return null
  if (isMove(key)) return { kind: 'move', key, extends: shiftKey && !/[[\]{}]/.test(key) }
  if (key === 'Enter') return { kind: 'open' }
  if (key === ' ' || key === 'x' || key === 'X') return { kind: 'toggle' }
  if (key === 'Escape') return { kind: 'clear' }
  const zoom = ZOOM_BY_KEY[key]
  return zoom === undefined ? null : { kind: 'zoom', zoom }
}

function isMove(key: string): key is FocusKey {
  return MOVES.has(key)
}
