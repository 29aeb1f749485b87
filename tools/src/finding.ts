/** One breach of a rule of the house. */
export interface Finding {
  /** File relative to the root, with `/`. */
  readonly path: string
  /** From 1. */
  readonly line: number
  readonly words: string
}

/** A finding as one line that terminals and editors can jump to. */
export function formatFinding({ path, line, words }: Finding): string {
  return `${path}:${line} ${words}`
}
