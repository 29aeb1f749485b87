import type { Outcome, Problem, Usage } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import type { BlobRow } from '../store/blob-row.ts'

/**
 * Decides whether `bytes` more fit into a library's quota, beside what is used and reserved. Refuses `too_large_for_quota`
 * when they would not even fit alone, which freeing space cannot mend, and `quota_full` otherwise [R8]. Only bytes that
 * are not yet held are asked about: a full library still takes what it has, and smaller files that fit.
 */
export function admitBytes(usage: Usage, bytes: number): Outcome<null, Problem> {
  const { usedBytes, reservedBytes, quotaBytes } = usage
  if (quotaBytes === null) return accepted(null)
  const facts = { usedBytes, reservedBytes, quotaBytes, bytes }
  if (bytes > quotaBytes) return refused(problem('too_large_for_quota', facts))
  if (usedBytes + reservedBytes + bytes > quotaBytes) return refused(problem('quota_full', facts))
  return accepted(null)
}

/**
 * Whether bytes come back that the library had taken and that were lost since. They were admitted once, and a photo names them: no quota,
 * lowered meanwhile perhaps, keeps a photo from being healed [R4] [R8].
 */
export function comesBack(held: BlobRow | null, bytes: number): boolean {
  return held?.state === 'lost' && held.bytes === bytes
}
