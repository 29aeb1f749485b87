/** The keys of LOOK.md, by what they are about. */
export const KEY_GROUPS = {
  everywhere: ['?', '/', 's', 'g l', 'g a', 'g d', 'g s', 'g ,'],
  library: ['← ↑ → ↓', '[ ]', '{ }', 't', '1–4', 'Enter', 'Esc', 'Space'],
  photos: ['x', '⇧ x', 'f', 'h', 'e', 'a', 'i', 'Del'],
} as const

type KeyName = (typeof KEY_GROUPS)[keyof typeof KEY_GROUPS][number]

/** What the catalogue says of a key. */
export type KeyWords = Readonly<Record<KeyName, string>>
