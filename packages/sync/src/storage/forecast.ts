import type { Storage } from '@rollcall/protocol'

/** How many bytes a library used at a time, by the server's clock. */
export interface UsageSample {
  readonly at: number
  readonly usedBytes: number
}

/** What a library's growth comes to; see `Storage` in protocol. */
export type Forecast = NonNullable<Storage['forecast']>

const DAY_MS = 24 * 3600_000

/** Growth is measured over so many days at most: what somebody did last year says little about next month. */
const DAYS_MAX = 90

/** Below so many days there is too little to go by. */
const DAYS_MIN = 3

/** From so many samples on, one day's leap can be told from growth. */
const LEAP_SAMPLES_MIN = 14

/** Beyond so many days nobody can tell. */
const AHEAD_DAYS_MAX = 3_653

/**
 * When a library will be full, by its growth over the last 90 days: the median slope over all pairs of samples (Theil 1950, Sen 1968), without
 * the one day that moved more than all others together, so that one great import or tidying-up does not decide it. `now` and the samples, in any order, are by the server's clock; samples after `now` are
 * left out. Null below three days. `fullAt` is `now` when it is full already, and null without a quota, without growth, and beyond ten years.
 */
export function forecastUsage(
  samples: readonly UsageSample[],
  { usedBytes, quotaBytes, now }: { usedBytes: number; quotaBytes: number | null; now: number },
): Forecast | null {
  const recent = samples
    .filter(({ at }) => at <= now && at >= now - DAYS_MAX * DAY_MS)
    .toSorted((one, other) => one.at - other.at)
  const [first] = recent
  const last = recent.at(-1)
  if (first === undefined || last === undefined || last.at - first.at < DAYS_MIN * DAY_MS) return null
  const bytesADay = Math.round(medianSlope(withoutLeap(recent)) * DAY_MS)
  const overDays = Math.floor((last.at - first.at) / DAY_MS)
  return { bytesADay, overDays, fullAt: fullAt(bytesADay, { usedBytes, quotaBytes, now }) }
}

function fullAt(
  bytesADay: number,
  { usedBytes, quotaBytes, now }: { usedBytes: number; quotaBytes: number | null; now: number },
): number | null {
  if (quotaBytes === null) return null
  if (usedBytes >= quotaBytes) return now
  const days = bytesADay > 0 ? (quotaBytes - usedBytes) / bytesADay : Number.POSITIVE_INFINITY
  return days > AHEAD_DAYS_MAX ? null : Math.round(now + days * DAY_MS)
}

/** The samples as they would be without the step that is greater than all others together, if there is one. */
function withoutLeap(samples: readonly UsageSample[]): readonly UsageSample[] {
  if (samples.length < LEAP_SAMPLES_MIN) return samples
  const steps = samples.map(
    ({ usedBytes }, index) => usedBytes - (samples[index - 1]?.usedBytes ?? usedBytes),
  )
  const sizes = steps.map(Math.abs)
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0)
  const all = sizes.reduce((sum, size) => sum + size, 0)
  if (largest * 2 <= all) return samples
  const at = sizes.indexOf(largest)
  const leap = steps[at] ?? 0
  return samples.map((sample, index) =>
    index < at ? sample : { ...sample, usedBytes: sample.usedBytes - leap },
  )
}

/** Bytes a millisecond. */
function medianSlope(samples: readonly UsageSample[]): number {
  const slopes: number[] = []
  for (const [index, one] of samples.entries())
    for (const other of samples.slice(index + 1))
      if (other.at > one.at) slopes.push((other.usedBytes - one.usedBytes) / (other.at - one.at))
  const sorted = slopes.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

/** When a library will be full, in words for people: `Full in 41 days, as it has grown lately.` */
export function forecastWords(forecast: Forecast | null, now: number): string {
  if (forecast === null) return 'How fast it grows is known after three days.'
  const { bytesADay, fullAt: at } = forecast
  if (at !== null && at <= now) return 'It is full.'
  if (at === null) return bytesADay > 0 ? 'As it grows now, it lasts for years.' : 'It has not grown lately.'
  const days = Math.ceil((at - now) / DAY_MS)
  return `Full in ${days === 1 ? 'a day' : `${days} days`}, as it has grown lately.`
}
