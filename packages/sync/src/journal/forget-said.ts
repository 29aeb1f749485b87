import type { MutationOutcome, Version } from '@rollcall/protocol'

/** What an outcome may go on telling of a photo that was purged: which field it was about, and nothing of what stood there. */
const FACTS_KEPT: ReadonlySet<string> = new Set(['field', 'assetId', 'albumId', 'holdId', 'count'])

/**
 * A version of a purged photo without how it looked [S77]: that there was one, when and by which device it was made, stays, so that its
 * number is not used again. Null when there is nothing to forget. The row keeps its `seq`; whoever stores it gives it the next one.
 */
export function forgetLook(version: Version): Version | null {
  if (version.forgotten === true) return null
  const { kind, key, seq, assetId, rev, madeAt, madeBy } = version
  // Written out field by field: what a newer release says of a look goes too.
  return { kind, key, seq, assetId, rev, recipe: null, sha256: null, madeAt, madeBy, forgotten: true }
}

/**
 * An outcome of a mutation of a purged photo without the values that it names [S77]: what became of the mutation stays, and a retry is told
 * that still. Doing it twice changes nothing the second time.
 */
export function forgetValues(outcome: MutationOutcome): MutationOutcome {
  if (outcome.kind === 'unchanged' || outcome.facts === undefined) return outcome
  const told = Object.entries(outcome.facts).filter(([name]) => FACTS_KEPT.has(name))
  return { ...outcome, facts: Object.fromEntries(told) }
}
