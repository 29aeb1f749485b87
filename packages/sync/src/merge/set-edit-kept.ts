import type { ArgsOf, Asset, DroppedFile, FieldEdit, MutationOutcome, Sha256 } from '@rollcall/protocol'
import { DROPPED_FILES_MAX, RESOURCES_MAX } from '@rollcall/protocol'
import type { EditStamp } from './edit-stamp.ts'
import { isChangedByOthers, markOf } from './edit-stamp.ts'
import type { LibraryDraft } from './draft.ts'
import { findEditable } from './find-editable.ts'

/*
 * An edited file that nobody looks at any more takes room that somebody may want back:
 *
 *   one of the files ──let go──▶ dropped ──30 days──▶ purged
 *          ▲                        │                   │
 *          ├── kept, or shown again ┘                   │
 *          └───────────── explicit import ──────────────┘
 *
 * Its name and hash stay with the asset, so that no device uploads it as something new. The versions that it stood for stay as well.
 */

/**
 * Lets go of an edited file, or takes it back. Never the original, nor the file of how the asset looks: then it is `superseded`, as it is
 * when somebody else wanted the file kept out of sight. Taking back beats a concurrent letting go, whichever was made later: in doubt a
 * file is kept. Refuses `gone`; `no_such_file` for what is no edited file of the asset, or is one whose bytes went; and
 * `too_many_resources` when no room is left on either side.
 */
export function setEditKept(
  draft: LibraryDraft,
  { assetId, sha256, isKept }: ArgsOf<'setEditKept'>,
  edit: EditStamp,
): MutationOutcome {
  const asset = findEditable(draft, assetId)
  if (asset === null) return { kind: 'refused', code: 'gone', facts: { assetId } }
  const file = asset.resources.find((each) => isEdit(asset, each) && each.sha256 === sha256)
  const dropped = droppedFileOf(asset, sha256)
  if (file === undefined && (dropped === null || dropped.purgedAt !== undefined))
    return { kind: 'refused', code: 'no_such_file', facts: { assetId, sha256 } }
  if (isKept) return keep(draft, asset, sha256, edit)
  if (file === undefined) return { kind: 'unchanged' }
  const last = markIn(asset, sha256)
  if (asset.version?.sha256 === sha256 || isChangedByOthers(edit, last))
    return { kind: 'superseded', facts: { field: 'dropped', element: sha256, kept: false, lost: true } }
  const before = asset.droppedFiles ?? []
  if (before.length >= DROPPED_FILES_MAX) return tooMany(asset, before.length)
  const seq = draft.nextSeq()
  draft.putAsset({
    ...asset,
    seq,
    resources: asset.resources.filter((each) => each !== file),
    droppedFiles: [...before, { ...file, droppedAt: edit.now, droppedBy: edit.deviceName }],
    edits: withFileMark(asset, sha256, markOf(edit, seq, undefined)),
  })
  return { kind: 'applied' }
}

function keep(draft: LibraryDraft, asset: Asset, sha256: Sha256, edit: EditStamp): MutationOutcome {
  const last = markIn(asset, sha256)
  if (droppedFileOf(asset, sha256) !== null) {
    if (asset.resources.length >= RESOURCES_MAX) return tooMany(asset, asset.resources.length)
    takeFileBack(draft, asset, sha256, edit)
    return isChangedByOthers(edit, last)
      ? { kind: 'applied', facts: { field: 'dropped', element: sha256, overrode: true } }
      : { kind: 'applied' }
  }
  // It is kept already: the mark makes a concurrent letting go yield.
  const seq = draft.nextSeq()
  draft.putAsset({ ...asset, seq, edits: withFileMark(asset, sha256, markOf(edit, seq, last)) })
  return { kind: 'applied' }
}

/**
 * Makes a dropped file one of the asset's files again, in the name of `edit`. Answers the asset as it is then. To be called for a file
 * whose bytes are kept, where the asset has room for it; without such a file changes nothing.
 */
export function takeFileBack(draft: LibraryDraft, asset: Asset, sha256: Sha256, edit: EditStamp): Asset {
  const dropped = droppedFileOf(asset, sha256)
  if (dropped === null) return asset
  const { droppedAt: _at, droppedBy: _by, purgedAt: _purged, ...file } = dropped
  const seq = draft.nextSeq()
  const back = {
    ...withoutDropped(asset, new Set([sha256])),
    seq,
    resources: [...asset.resources, file],
    edits: withFileMark(asset, sha256, markOf(edit, seq, undefined)),
  }
  draft.putAsset(back)
  return back
}

/** The asset's dropped file with this hash; null: none. */
export function droppedFileOf({ droppedFiles }: Asset, sha256: Sha256): DroppedFile | null {
  return droppedFiles?.find((file) => file.sha256 === sha256) ?? null
}

/** The asset without these among its dropped files. */
export function withoutDropped(asset: Asset, hashes: ReadonlySet<Sha256>): Asset {
  const { droppedFiles, ...rest } = asset
  const left = droppedFiles?.filter(({ sha256 }) => !hashes.has(sha256)) ?? []
  return left.length === 0 ? rest : { ...rest, droppedFiles: left }
}

/** Edited files of an asset that it could let go of: those that are not how it looks, and whose bytes the server has. */
export function earlierEditsOf(asset: Asset): readonly Asset['resources'][number][] {
  return asset.resources.filter(
    (file) => isEdit(asset, file) && file.sha256 !== asset.version?.sha256 && file.state === 'present',
  )
}

/** The edits of an asset with a mark for one of its files. Marks of files that it does not know any more go. */
export function withFileMark(asset: Asset, sha256: Sha256, mark: FieldEdit): Asset['edits'] {
  const known = new Set<string>(
    [...asset.resources, ...(asset.droppedFiles ?? [])].map((file) => file.sha256),
  )
  const marks = Object.entries(asset.edits.files ?? {}).filter(([hash]) => known.has(hash))
  return { ...asset.edits, files: { ...Object.fromEntries(marks), [sha256]: mark } }
}

function markIn({ edits }: Asset, sha256: Sha256): FieldEdit | undefined {
  return edits.files?.[sha256]
}

function isEdit({ primarySha256 }: Asset, { role, sha256 }: Asset['resources'][number]): boolean {
  return role === 'edit' && sha256 !== primarySha256
}

function tooMany({ id }: Asset, count: number): MutationOutcome {
  return { kind: 'refused', code: 'too_many_resources', facts: { assetId: id, count } }
}
