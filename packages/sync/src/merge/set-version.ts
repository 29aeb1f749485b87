import type { Asset, AssetId, MutationOutcome, Recipe, Sha256 } from '@rollcall/protocol'
import { RESOURCES_MAX } from '@rollcall/protocol'
import type { EditStamp } from './edit-stamp.ts'
import { markOf } from './edit-stamp.ts'
import type { LibraryDraft } from './draft.ts'
import { findEditable } from './find-editable.ts'
import { droppedFileOf, takeFileBack } from './set-edit-kept.ts'
import { standingOf } from './standing-of.ts'

/** How an asset is to look; see `CurrentVersion` in protocol. */
export interface Look {
  readonly recipe: Recipe | null
  readonly sha256: Sha256 | null
}

/**
 * Makes a version: a recipe as a whole, never two of them mixed. Among concurrent versions the later edit shows; the other one is kept
 * as well, as every version is, so that anybody can go back to it. The original is never touched. A file that somebody let go of is taken
 * back, as long as its bytes are kept. Refuses `gone`; `no_such_file` for a file that is none of the asset's edited ones, or whose bytes
 * went; and `too_many_resources` where there is no room to take one back.
 */
export function setVersion(
  draft: LibraryDraft,
  assetId: AssetId,
  look: Look,
  edit: EditStamp,
): MutationOutcome {
  const asset = findEditable(draft, assetId)
  if (asset === null) return { kind: 'refused', code: 'gone', facts: { assetId } }
  const { sha256 } = look
  const isFile = asset.resources.some((resource) => resource.role === 'edit' && resource.sha256 === sha256)
  if (sha256 === null || isFile) return addVersion(draft, asset, look, edit)
  const dropped = droppedFileOf(asset, sha256)
  if (dropped === null || dropped.purgedAt !== undefined)
    return { kind: 'refused', code: 'no_such_file', facts: { assetId, sha256 } }
  const count = asset.resources.length
  if (count >= RESOURCES_MAX)
    return { kind: 'refused', code: 'too_many_resources', facts: { assetId, count } }
  return addVersion(draft, takeFileBack(draft, asset, sha256, edit), look, edit)
}

/** See {@link setVersion}; of a look that the asset can have. */
export function addVersion(draft: LibraryDraft, asset: Asset, look: Look, edit: EditStamp): MutationOutcome {
  const { sha256 } = look
  const recipe = look.recipe !== null && Object.keys(look.recipe).length > 0 ? look.recipe : null
  const standing = standingOf(edit, asset.edits.version)
  const rev = (asset.versions ?? 0) + 1
  const seq = draft.nextSeq()
  const shown =
    standing === 'loses'
      ? {}
      : {
          version: { rev, recipe, sha256 },
          edits: { ...asset.edits, version: markOf(edit, seq, asset.edits.version) },
        }
  draft.putAsset({ ...asset, ...shown, versions: rev, seq })
  draft.putRecord({
    kind: 'version',
    key: `${asset.id}:${rev}`,
    seq: draft.nextSeq(),
    assetId: asset.id,
    rev,
    recipe,
    sha256,
    madeAt: edit.editedAt,
    madeBy: edit.deviceName,
  })
  const before = asset.version?.rev ?? 0
  if (standing === 'loses')
    return { kind: 'superseded', facts: { field: 'version', kept: before, lost: rev } }
  return standing === 'wins'
    ? { kind: 'applied', facts: { field: 'version', overrode: before } }
    : { kind: 'applied' }
}
