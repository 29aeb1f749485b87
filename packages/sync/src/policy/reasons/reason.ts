import type { CheckId, Facts } from '@rollcall/protocol'
import type { FixKind } from '../fix-kind.ts'
import { formatBytes } from '../format-bytes.ts'

/** Where an item is counted [R1]. */
export type ItemState = 'safe' | 'inProgress' | 'waiting' | 'blocked' | 'excluded' | 'deleted'

/** Who can mend it: time alone, the person with this device, or whoever runs the server. */
export type Mender = 'nobody' | 'you' | 'server_owner'

/** Which of the doctor's seven checks a reason belongs to; `item`: it is about one photo alone. */
export type ReasonCheck = CheckId | 'item'

/** The words and the weight of a reason. */
export interface Reason {
  readonly check: ReasonCheck
  readonly state: ItemState
  readonly mender: Mender
  /** What is so, and what it means for the photo. */
  readonly sentence: (facts: Facts) => string
  /** What to do, in words; null when nothing needs doing. */
  readonly fix: string | null
  /** The fixes out of the catalogue that can mend it, the best first. */
  readonly fixes: readonly FixKind[]
}

/** How a table of one check makes its reasons. */
export interface ReasonMaker {
  readonly safe: (sentence: Reason['sentence']) => Reason
  readonly moving: (sentence: Reason['sentence']) => Reason
  readonly waiting: (
    mender: Mender,
    sentence: Reason['sentence'],
    fix: string | null,
    fixes: readonly FixKind[],
  ) => Reason
  readonly blocked: (
    mender: Exclude<Mender, 'nobody'>,
    sentence: Reason['sentence'],
    fix: string,
    fixes: readonly FixKind[],
  ) => Reason
  readonly excluded: (
    mender: Mender,
    sentence: Reason['sentence'],
    fix: string | null,
    fixes: readonly FixKind[],
  ) => Reason
}

/** Makes reasons of one check. */
export function reasonsOf(check: ReasonCheck): ReasonMaker {
  const calm = { check, mender: 'nobody', fix: null, fixes: [] } as const
  return {
    safe: (sentence) => ({ ...calm, state: 'safe', sentence }),
    moving: (sentence) => ({ ...calm, state: 'inProgress', sentence }),
    waiting: (mender, sentence, fix, fixes) => ({ check, state: 'waiting', mender, sentence, fix, fixes }),
    blocked: (mender, sentence, fix, fixes) => ({ check, state: 'blocked', mender, sentence, fix, fixes }),
    excluded: (mender, sentence, fix, fixes) => ({ check, state: 'excluded', mender, sentence, fix, fixes }),
  }
}

/** A fact that is a number of bytes, in words. */
export function sizeOf(value: Facts[string] | undefined): string {
  return typeof value === 'number' ? formatBytes(value) : 'a size not measured'
}

/** A fact that is a time in milliseconds, as a day in UTC: `2026-05-03`. */
export function dayOf(value: Facts[string] | undefined): string {
  return typeof value === 'number' ? new Date(value).toISOString().slice(0, 10) : 'a day not recorded'
}

/** A fact that is a minute of the day, as a clock shows it: `07:05`. */
export function clockOf(value: Facts[string] | undefined): string {
  if (typeof value !== 'number') return 'a time not recorded'
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.floor(value / 60))}:${two(value % 60)}`
}

/** What follows a sentence's beginning when a fact is there: ` at https://…`, or nothing. */
export function withFact(before: string, value: Facts[string] | undefined, after = ''): string {
  return value === undefined || value === null || value === '' ? '' : `${before}${value}${after}`
}
