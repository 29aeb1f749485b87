/** Paths whose parts are remembered. */
const KNOWN_PATHS_MAX = 10_000

const knownParts = new Map<string, readonly string[]>()

/** The names that a path is made of, outermost first. Remembers them: a world uses few paths, again and again. */
export function partsOf(path: string): readonly string[] {
  const known = knownParts.get(path)
  if (known !== undefined) return known
  if (knownParts.size >= KNOWN_PATHS_MAX) knownParts.clear()
  const parts = path.split('/').filter((part) => part !== '')
  knownParts.set(path, parts)
  return parts
}
