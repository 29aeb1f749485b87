import type { AssetId, Batch, Mutation } from '@rollcall/protocol'
import type { BaseLibrary } from '../client/view-of.ts'
import { overlayOf } from '../client/view-of.ts'
import { createRecordIndex } from '../library/record-index.ts'
import type { MutationContext } from '../merge/draft.ts'
import { batchesIn, createJournalBook } from './journal-book.ts'
import { journalDeeds } from './journal-deeds.ts'
import type { Deed } from './record-mutation.ts'
import { recordMutation } from './record-mutation.ts'

/** What waits in an outbox, told as the server's journal will tell it if nobody else was first. */
export interface UnsentBatches {
  /** Oldest first. Their `seq` and `firstSeq` count in the outbox: the feed's places are not given yet. */
  readonly batches: readonly Batch[]
  /** The assets that they create; number 1 in `created` of a batch is the first of these. */
  readonly created: readonly AssetId[]
}

/** Works out the batches of mutations that the server has not decided yet. */
export function unsentBatches(
  base: BaseLibrary,
  outbox: readonly Mutation[],
  context: MutationContext,
): UnsentBatches {
  const deeds: Deed[] = []
  const created: AssetId[] = []
  overlayOf(base, outbox, context, (draft, mutation, asWhom) => {
    const { deed } = recordMutation(draft, mutation, asWhom)
    if (deed === null) return
    const numbered = deed.created.map(({ id }) => ({ id, no: created.push(id) }))
    deeds.push({ ...deed, firstSeq: deed.n, created: numbered })
  })
  const records = createRecordIndex()
  let seq = 0
  journalDeeds(
    createJournalBook(records, () => ++seq),
    deeds,
    context,
  )
  return { batches: batchesIn(records), created }
}
