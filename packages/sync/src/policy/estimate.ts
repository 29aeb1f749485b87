import type { DeviceSettings } from '@rollcall/protocol'
import type { Conditions } from './conditions.ts'
import { decide } from './decide.ts'
import type { ItemFacts } from './decision.ts'
import { formatBytes } from './format-bytes.ts'
import type { ReasonCode } from './reasons.ts'

/*
 * How long it takes until everything that can move has moved, and what would make it sooner. What waits for Wi-Fi, power or the hour
 * is taken to move at night, when devices lie at home and charge. What somebody must mend first is not guessed at.
 */

/** How fast originals have moved of late, bytes a second in both directions; null while nothing was measured. */
export type MeasuredRate = number | null

/** A way to be done, with the time that bytes take, in milliseconds. */
export interface Estimate {
  readonly items: number
  readonly bytes: number
  /** Nights with the rules as they are; 0 when nothing waits for one. */
  readonly nights: number
  /** Time with the rules as they are, for what may move at once. */
  readonly nowMs: number
  /** The same if all of it were allowed at once; null when that changes nothing. `mobileBytes`: of them over a network that is paid for. */
  readonly anyway: { readonly milliseconds: number; readonly mobileBytes: number } | null
}

/** A night without hours of its own. */
const NIGHT_MINUTES = 8 * 60

const DAY_MINUTES = 24 * 60

/** Reasons that end at night, at home. */
const UNTIL_NIGHT: ReadonlySet<ReasonCode> = new Set([
  'waiting_wifi',
  'mobile_data_off',
  'unlimited_updates_off',
  'roaming',
  'low_data_mode',
  'needs_charging',
  'battery_below',
  'low_power_mode',
  'too_hot',
  'outside_schedule',
])

/** Estimates the rest of the work of a device; null while no rate is known, or when nothing is to be moved. */
export function estimate(
  settings: DeviceSettings,
  conditions: Conditions,
  entries: Iterable<ItemFacts>,
  measuredRate: MeasuredRate,
): Estimate | null {
  const rate = Math.min(measuredRate ?? 0, settings.bandwidth ?? Number.POSITIVE_INFINITY)
  if (rate <= 0) return null
  let items = 0
  let nowBytes = 0
  let nightBytes = 0
  for (const facts of entries) {
    const { action, state, because } = decide(settings, conditions, facts)
    const bytes = Math.max(0, facts.item.bytes - (facts.active?.bytesDone ?? 0))
    if (action === 'upload' || action === 'download' || state === 'inProgress') nowBytes += bytes
    else if (state === 'waiting' && UNTIL_NIGHT.has(because[0].code)) nightBytes += bytes
    else continue
    items++
  }
  if (items === 0) return null
  const { network, isMetered } = conditions.measured
  const isPaidFor = network === 'mobile' || isMetered === true
  const all = nowBytes + nightBytes
  const milliseconds = timeFor(all, rate)
  return {
    items,
    bytes: all,
    nights: Math.ceil(timeFor(nightBytes, rate) / (nightMinutes(settings) * 60_000)),
    nowMs: timeFor(nowBytes, rate),
    anyway: nightBytes === 0 ? null : { milliseconds, mobileBytes: isPaidFor ? all : 0 },
  }
}

/** An estimate in words: `two nights with these rules; 3 h and 11 GB with mobile data`. */
export function estimateWords({ nights, nowMs, anyway }: Estimate): string {
  if (anyway === null) return spanWords(nowMs)
  const withRules = `${nightWords(nights)} with these rules`
  const { milliseconds, mobileBytes } = anyway
  return mobileBytes === 0
    ? `${withRules}; ${spanWords(milliseconds)} with sync now`
    : `${withRules}; ${spanWords(milliseconds)} and ${formatBytes(mobileBytes)} with mobile data`
}

function timeFor(bytes: number, rate: number): number {
  return Math.ceil((bytes / rate) * 1000)
}

function nightMinutes({ schedule }: DeviceSettings): number {
  if (schedule === null || schedule.fromMinute === schedule.toMinute) return NIGHT_MINUTES
  return (schedule.toMinute - schedule.fromMinute + DAY_MINUTES) % DAY_MINUTES
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

function nightWords(nights: number): string {
  const count = Math.max(1, nights)
  return `${NUMBERS[count] ?? count} ${count === 1 ? 'night' : 'nights'}`
}

/** A span as people say it, rounded up: `40 s`, `12 min`, `3 h`, `2 days`. */
function spanWords(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds <= 90 * 60) return `${Math.ceil(seconds / 60)} min`
  const hours = Math.ceil(seconds / 3_600)
  return hours <= 48 ? `${hours} h` : `${Math.ceil(hours / 24)} days`
}
