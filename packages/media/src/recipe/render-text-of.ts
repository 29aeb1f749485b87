import type { Recipe, Sha256 } from '@rollcall/protocol'

/**
 * The text whose SHA-256, in lower-case hex, is the render id of a look: by it the derivatives of a recipe done to a file are fetched,
 * as those of a file are by its own hash. The same recipe gives the same text in whatever order its fields stand; fields that this
 * release does not know are part of it.
 *
 * @param sha256 of the file that the recipe is done to
 */
export function renderTextOf(sha256: Sha256, recipe: Recipe): string {
  return `render:${sha256}${canonicalJson(recipe)}`
}

/** JSON with the fields of every object in order of their code units, and without those that are undefined. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join(',')}}`
}
