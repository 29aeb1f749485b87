/** Bytes of each unit: powers of a thousand, and with an `i` of 1024. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
}

/** Bytes of a size as people write it: `200MB`, `1,5 GB`, `1.5 TiB`, `2t` or `4096`. Null for anything else, and beyond 2^53. */
export function parseSize(text: string): number | null {
  const found = /^(\d+(?:[.,]\d+)?)\s*([kmgt]?i?)b?$/.exec(text.trim().toLowerCase())
  const unit = UNITS[found?.[2] ?? '?']
  if (found?.[1] === undefined || unit === undefined) return null
  const bytes = Math.round(Number(found[1].replace(',', '.')) * unit)
  return Number.isSafeInteger(bytes) ? bytes : null
}
