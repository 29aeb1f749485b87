import type { AssetId, Batch, BatchChange } from '@rollcall/protocol'

/** Fields that tell what became of a photo, and nothing that anybody said of it. */
const TOLD_FOR_EVER: ReadonlySet<string> = new Set(['state', 'created', 'entry', 'bytes'])

/**
 * A row of the journal without what was said of photos that were purged: who did something, when, and what kind of thing, stays; captions,
 * keywords, places, looks and names of files go. `isPurged` is asked of each photo that the row names. Null when there is nothing to
 * forget, so twice is as good as once. The row keeps its `seq`; whoever stores it gives it the next one.
 */
export function forgetWords(batch: Batch, isPurged: (assetId: AssetId) => boolean): Batch | null {
  let isOther = false
  const changes = batch.changes.map((change) => {
    const { assetId } = change
    if (assetId === undefined || isSilent(change) || !isPurged(assetId)) return change
    isOther = true
    return forgotten(change, assetId)
  })
  return isOther ? { ...batch, changes } : null
}

/** Nothing that a person said, or forgotten already. */
function isSilent({ field, forgotten: isForgotten }: BatchChange): boolean {
  return TOLD_FOR_EVER.has(field) || isForgotten === true
}

/** Written out field by field: what a newer release says of a change goes too. */
function forgotten({ albumId, field, seq, verdict }: BatchChange, assetId: AssetId): BatchChange {
  const target = albumId === undefined ? { assetId } : { assetId, albumId }
  return { ...target, field, before: null, after: null, seq, verdict, forgotten: true }
}
