const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** A size for people, in powers of 1000 as disks are sold: `999 bytes`, `3.2 MB`. Three digits at most. */
export function formatBytes(bytes: number): string {
  if (bytes === 1) return '1 byte'
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1
  return `${value.toFixed(digits)} ${UNITS[unit]}`
}
