import type { AttestLine, LibraryId, Outcome, Problem, Sha256 } from '@rollcall/protocol'
import { accepted, attestLineSchema } from '@rollcall/protocol'
import type { Caller } from './server-api.ts'
import { createLeaseApi } from './lease-api.ts'
import { readJsonLines } from './read-json-lines.ts'

/** What the server says of an original: that it holds it, read back at a time, or why not. */
export type CheckedOriginal = Extract<AttestLine, { readonly kind: 'held' | 'missing' }>

/** Whether originals are on the server as they were sent. Refusals are values, as in `LibraryApi`. */
export interface ChecksApi {
  /**
   * Says of each original, `ATTEST_HASHES_MAX` at most, when it was last read back; what was not within `maxAgeMs` is read back before the
   * answer. Refuses `throttled` while another device of the library asks.
   */
  readonly checkOriginals: (
    hashes: readonly Sha256[],
    maxAgeMs: number,
  ) => Promise<Outcome<readonly CheckedOriginal[], Problem>>
}

/** The routes of one library by which its originals are checked. */
export function createChecksApi(caller: Caller, libraryId: LibraryId): ChecksApi {
  const { attest } = createLeaseApi(caller, libraryId)
  return {
    checkOriginals: async (hashes, maxAgeMs) => {
      const answer = await attest(hashes, maxAgeMs)
      if (!answer.ok) return answer
      const checked: CheckedOriginal[] = []
      for await (const line of readJsonLines(answer.value, attestLineSchema))
        if (line.kind === 'held' || line.kind === 'missing') checked.push(line)
      return accepted(checked)
    },
  }
}
