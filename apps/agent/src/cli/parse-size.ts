const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 }

/** Reads `200MB`, `2 GB`, `1.5t` or `4096`, in bytes, a kilobyte being 1000. Null for anything else. */
export function parseSize(text: string): number | null {
  const found = /^(\d+(?:[.,]\d+)?) ?([kmgt]?)b?$/.exec(text.trim().toLowerCase())
  if (found === null) return null
  const bytes = Math.round(Number((found[1] ?? '').replace(',', '.')) * (UNITS[found[2] ?? ''] ?? 0))
  return Number.isSafeInteger(bytes) ? bytes : null
}
