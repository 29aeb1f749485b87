/*
 * Keys that do something without Ctrl or ⌘: one key, or `g` and another one after it. Pure; who listens to the keyboard is
 * `use-shortcuts.tsx`.
 */

/** What is known of a key that was pressed. */
export interface PressedKey {
  /** As the browser calls it: `a`, `?`, `Escape`. */
  readonly key: string
  /** Whether Ctrl, Alt or ⌘ was held: those belong to the browser and the system. */
  readonly hasModifier: boolean
  /** Whether it was pressed where somebody types. */
  readonly isTyping: boolean
}

/** `g l`: two keys one after the other; otherwise one key. */
export type Shortcut = string

/** What was pressed before, that the next key may go on from; null: nothing. */
export interface Begun {
  readonly key: string
  readonly at: number
}

/** The first key of a sequence waits so long for the second, in milliseconds. */
const SEQUENCE_MAX_MS = 1_200

/** What a pressed key comes to. */
export interface Matched {
  /** The shortcut that is now complete; null: none. */
  readonly shortcut: Shortcut | null
  readonly begun: Begun | null
}

/**
 * Finds which of the shortcuts a key completes. `now` is on any clock of milliseconds that does not go back. Keys where somebody types are
 * their own business, but for Escape; and Shift is part of the key: `?` is `?`, however it is typed.
 */
export function matchShortcut(
  shortcuts: ReadonlySet<Shortcut>,
  pressed: PressedKey,
  begun: Begun | null,
  now: number,
): Matched {
  const nothing = { shortcut: null, begun: null }
  const { key, hasModifier, isTyping } = pressed
  if (hasModifier || (isTyping && key !== 'Escape')) return nothing
  const isTimely = begun !== null && now - begun.at <= SEQUENCE_MAX_MS
  const sequence = isTimely ? `${begun.key} ${key}` : null
  if (sequence !== null && shortcuts.has(sequence)) return { shortcut: sequence, begun: null }
  if (shortcuts.has(key)) return { shortcut: key, begun: null }
  const begins = [...shortcuts].some((each) => each.startsWith(`${key} `))
  return begins ? { shortcut: null, begun: { key, at: now } } : nothing
}
