import type { Outcome } from '@rollcall/protocol'
import { accepted, refused } from '@rollcall/protocol'
import { parseSize } from '@rollcall/sync'

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
