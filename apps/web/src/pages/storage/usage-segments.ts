import type { Usage } from '@rollcall/protocol'

/** What a part of the bar is of. */
export type SegmentKind = 'originals' | 'edits' | 'trash' | 'quarantine' | 'unnamed' | 'free'

/** A part of the bar of a library's space. */
export interface UsageSegment {
  readonly kind: SegmentKind
  readonly bytes: number
  /** Of the whole bar, from 0 to 1; all together are 1. */
  readonly share: number
}

const KINDS = ['originals', 'edits', 'trash', 'quarantine', 'unnamed'] as const

/** The bar of a library: at most six parts, none empty. Without a quota there is no free part, and the bar is all that is used. */
export function segmentsOf({ usedBytes, quotaBytes, byKind }: Usage): readonly UsageSegment[] {
  const told = KINDS.map((kind) => ({ kind, bytes: byKind?.[kind] ?? 0 }))
  const named = told.reduce((sum, { bytes }) => sum + bytes, 0)
  // An older server tells only the sum.
  const used = named > 0 || usedBytes === 0 ? told : [{ kind: 'originals', bytes: usedBytes } as const]
  const usedAll = Math.max(usedBytes, named)
  const free = quotaBytes === null ? 0 : Math.max(0, quotaBytes - usedAll)
  const whole = usedAll + free
  const parts = [...used, { kind: 'free', bytes: free } as const].filter(({ bytes }) => bytes > 0)
  return parts.map((part) => ({ ...part, share: whole === 0 ? 0 : part.bytes / whole }))
}
