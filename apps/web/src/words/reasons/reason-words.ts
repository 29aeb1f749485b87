import type { CheckId, Facts } from '@rollcall/protocol'
import type { FixKind, ReasonCode } from '@rollcall/sync'
import type { Formats } from '../formats.ts'

/** Makes a sentence of a reason's facts; numbers, sizes and times as `formats` writes them. */
export type ReasonSentence = (facts: Facts, formats: Formats) => string

/**
 * The sentences of `packages/sync` in a language other than its own: those of reasons, fixes and the doctor. A reason or a fix without a
 * sentence does not compile.
 */
export interface ReasonWords {
  readonly reasons: { readonly [Code in ReasonCode]: ReasonSentence }
  readonly fixes: { readonly [Kind in FixKind]: string }
  /** What follows a number of originals that have a reason, of several and of one: `31 originals …`. */
  readonly leads: { readonly [Code in ReasonCode]?: readonly [several: string, one: string] }
  readonly originals: (count: string, number: number) => string
  /** What a check says in which nothing is found. */
  readonly checks: {
    readonly [Check in CheckId]: Readonly<Record<'ok' | 'waiting' | 'attention' | 'unknown', string>>
  }
  readonly verdicts: {
    readonly allSafe: string
    readonly onTheWay: string
    readonly notSafe: (sentence: string) => string
  }
  readonly heard: (device: string, ago: string) => string
  readonly fixPreview: (originals: string | null, bytes: string) => string
  readonly forecasts: {
    readonly early: string
    readonly full: string
    readonly lasts: string
    readonly still: string
    readonly fullIn: (days: string, number: number) => string
  }
}
