import type { Outcome } from '@rollcall/protocol'
import { accepted, refused } from '@rollcall/protocol'

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
}

/** Bytes of a size as people write it: `5GB`, `200 MB`, `1.5 TiB`, `4096`. Null for anything else, and beyond 2^53. */
export function parseSize(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim())
  const unit = UNITS[(match?.[2] ?? '?').toUpperCase()]
  if (match?.[1] === undefined || unit === undefined) return null
  const bytes = Math.round(Number(match[1]) * unit)
  return Number.isSafeInteger(bytes) ? bytes : null
}

/** A quota as people write it: a size, or `none` for no limit, which is null. Refuses with the text itself. */
export function parseQuota(text: string): Outcome<number | null, string> {
  if (/^(none|no limit|unlimited)$/i.test(text.trim())) return accepted(null)
  const bytes = parseSize(text)
  return bytes === null ? refused(text) : accepted(bytes)
}

/** A size for people, in powers of a thousand, such as `1.2 GB`. */
export function formatSize(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB']
  let scaled = bytes
  let unit = 0
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1000
    unit++
  }
  const digits = unit === 0 || scaled >= 99.95 ? 0 : 1
  return `${Number(scaled.toFixed(digits))} ${units[unit] ?? ''}`
}
