import type { Asset, AssetId, FieldEdit, MutationOutcome } from '@rollcall/protocol'
import { KEYWORDS_MAX } from '@rollcall/protocol'
import type { EditStamp } from './edit-stamp.ts'
import { isChangedByOthers, markOf } from './edit-stamp.ts'
import type { LibraryDraft } from './draft.ts'
import { findEditable } from './find-editable.ts'

/**
 * Files an asset under a keyword, or takes it away again. Each keyword merges on its own, and adding it beats a concurrent removal,
 * whichever was made later: in doubt what somebody said stays said. Refuses `gone` and `too_many_keywords`.
 */
export function setKeyword(
  draft: LibraryDraft,
  { assetId, keyword, isOn }: { readonly assetId: AssetId; readonly keyword: string; readonly isOn: boolean },
  edit: EditStamp,
): MutationOutcome {
  const asset = findEditable(draft, assetId)
  if (asset === null) return { kind: 'refused', code: 'gone', facts: { assetId } }
  const held = new Set(asset.keywords)
  const isHeld = held.has(keyword)
  if (isOn && !isHeld && held.size >= KEYWORDS_MAX)
    return { kind: 'refused', code: 'too_many_keywords', facts: { assetId, most: KEYWORDS_MAX } }
  const marks = asset.edits.keywords ?? {}
  // A keyword may be called like something that every object has.
  const last = Object.hasOwn(marks, keyword) ? marks[keyword] : undefined
  const isConcurrent = isChangedByOthers(edit, last)
  if (!isOn && isHeld && isConcurrent)
    return { kind: 'superseded', facts: { field: 'keywords', element: keyword, kept: true, lost: false } }
  if (isOn) held.add(keyword)
  else held.delete(keyword)
  const seq = draft.nextSeq()
  const mark = markOf(edit, seq, isHeld && isOn ? last : undefined)
  draft.putAsset({
    ...asset,
    seq,
    keywords: [...held].toSorted(),
    edits: { ...asset.edits, keywords: markKeyword(marks, held, keyword, mark) },
  })
  return isOn && !isHeld && isConcurrent
    ? { kind: 'applied', facts: { field: 'keywords', element: keyword, overrode: false } }
    : { kind: 'applied' }
}

/** Removals are remembered for a while, so that an addition made without sight of one is known to be concurrent. */
function markKeyword(
  marks: Readonly<Record<string, FieldEdit>>,
  held: ReadonlySet<string>,
  keyword: string,
  mark: FieldEdit,
): NonNullable<Asset['edits']['keywords']> {
  const all = Object.entries({ ...marks, [keyword]: mark })
  const removed = all
    .filter(([word]) => !held.has(word))
    .toSorted(([, one], [, other]) => other.seq - one.seq)
    .slice(0, KEYWORDS_MAX)
  return Object.fromEntries([...all.filter(([word]) => held.has(word)), ...removed])
}
