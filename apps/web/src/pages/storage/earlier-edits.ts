import type { Asset, AssetId, DroppedFile, Intent, Resource, Sha256 } from '@rollcall/protocol'
import { daysUntilFree, offeredEditsOf } from '@rollcall/sync'

/** Days to milliseconds. */
const DAY_MS = 24 * 3_600_000

/** An edited file of a photo that nobody looks at any more. */
export interface EarlierEdit {
  readonly assetId: AssetId
  readonly file: Pick<Resource, 'sha256' | 'name' | 'bytes'>
}

/** The earlier edits of some photos that can be let go of, the largest first. */
export function earlierEditsIn(assets: readonly Asset[]): readonly EarlierEdit[] {
  return assets
    .flatMap((asset) => offeredEditsOf(asset).map((file) => ({ assetId: asset.id, file })))
    .toSorted(
      (one, other) => other.file.bytes - one.file.bytes || (one.file.sha256 < other.file.sha256 ? -1 : 1),
    )
}

/** The edited files of a photo that were let go of and can be brought back, and until when that is so at least. */
export function droppedEditsOf({
  droppedFiles = [],
}: Pick<Asset, 'droppedFiles'>): readonly (DroppedFile & { readonly keptUntil: number })[] {
  return droppedFiles
    .filter(({ purgedAt }) => purgedAt === undefined)
    .map((file) => ({ ...file, keptUntil: file.droppedAt + daysUntilFree('old_versions') * DAY_MS }))
}

/** Lets go of an edited file, or takes it back. */
export function keptIntent(assetId: AssetId, sha256: Sha256, isKept: boolean): Intent {
  return { op: 'setEditKept', args: { assetId, sha256, isKept } }
}
