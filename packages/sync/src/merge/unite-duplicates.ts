import type { ArgsOf, Asset, AssetId, MutationOutcome } from '@rollcall/protocol'
import { entriesOf } from '../library/record-scope.ts'
import { entryKey, putEntry } from './album-entries.ts'
import type { LibraryDraft } from './draft.ts'
import type { EditStamp } from './edit-stamp.ts'
import { markOf } from './edit-stamp.ts'
import { findEditable } from './find-editable.ts'
import { followMerges } from './follow-merges.ts'
import { placeBetween, shortenPlaces } from './place-between.ts'
import { trashAsset } from './trash-asset.ts'
import { uniteSaid } from './unite-said.ts'

/**
 * Keeps one of several assets that look the same: what a person said of the others is said of it, the albums that they are in have it,
 * and the others go to the trash, from where they can be restored. One that was restored or changed hands meanwhile stays; the keeper stays
 * when somebody trashes it who has not seen this. Refuses `gone` for a keeper that is not live.
 */
export function uniteDuplicates(
  draft: LibraryDraft,
  { assetId, duplicates }: ArgsOf<'uniteDuplicates'>,
  edit: EditStamp,
): MutationOutcome {
  const keeper = findEditable(draft, assetId)
  if (keeper?.state !== 'live') return { kind: 'refused', code: 'gone', facts: { assetId } }
  let united = 0
  for (const id of new Set(duplicates)) {
    const other = draft.asset(id)
    if (other?.state !== 'live' || other.id === keeper.id) continue
    if (trashAsset(draft, other.id, edit).kind !== 'applied') continue
    const now = draft.asset(keeper.id) ?? keeper
    const seq = draft.nextSeq()
    const said = uniteSaid(now, other)
    // Whoever trashes the keeper without having seen that the others went would be left with none of them.
    const edits = { ...said.edits, state: markOf(edit, seq, said.edits.state) }
    draft.putAsset({ ...now, ...said, edits, seq })
    joinAlbums(draft, keeper, other, edit)
    united++
  }
  return united === 0 ? { kind: 'unchanged' } : { kind: 'applied', facts: { united } }
}

/** The keeper stands beside the other in every album that has the other and not the keeper. */
function joinAlbums(draft: LibraryDraft, keeper: Asset, other: Asset, edit: EditStamp): void {
  for (const entry of [other.id, ...partsOf(draft, other)].flatMap((id) => draft.entriesWithAsset(id))) {
    const held = draft.record('entry', entryKey(entry.albumId, keeper.id))
    if (!entry.isIn || held?.isIn === true) continue
    const place = placeBetween(draft, entriesOf(entry.albumId), entry, held?.place ?? null)
    putEntry(draft, { albumId: entry.albumId, assetId: keeper.id, place, isIn: true }, edit)
    shortenPlaces(draft, entriesOf(entry.albumId), place)
  }
}

/** What has become part of an asset; its entries in albums are its own still. */
function partsOf(draft: LibraryDraft, { id, resources }: Asset): readonly AssetId[] {
  const parts = resources
    .map(({ sha256 }) => draft.assetIdOf(sha256, 0))
    .filter((each) => each !== id && followMerges(draft, each)?.id === id)
  return [...new Set(parts)]
}
