/**
 * JSON with one spelling for each value, so that what is signed on one machine is checked on another: no space, object keys in order of
 * their UTF-16 units, at every depth (RFC 8785 for values as ours). Throws for what JSON does not have, such as `undefined`, and for
 * numbers that are not whole: only those are spelt the same everywhere without further rules.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return String(value)
    throw new Error(`Cannot write canonical JSON: ${value} is not a whole number`)
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object') throw new Error(`Cannot write canonical JSON: it has no ${typeof value}`)
  const fields = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1))
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join(',')}}`
}
