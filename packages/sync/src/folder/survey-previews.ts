import type { Sha256 } from '@rollcall/protocol'
import type { Previews } from './index-previews.ts'
import type { Item, Standing } from './item.ts'
import { originalPlaceOf } from './preview-place.ts'
import { trashedStanding } from './survey-away.ts'
import type { Step } from './step.ts'
import type { AgreedFile, FolderPath, FolderTrees, LocalFile } from './trees.ts'
import type { Here, Holding } from './what-is-here.ts'

/** How a known smaller version of `original` stands. `holding`: what the library has under the original's hash. */
export function standingOfPreview(
  path: FolderPath,
  original: Sha256,
  holding: Holding | null,
  { standIns }: Pick<Previews, 'standIns'>,
): Standing {
  if (holding === null) return { kind: 'preview', originalSha256: original, isOriginalHeld: false }
  const { asset, resource } = holding
  if (asset.state !== 'live') return trashedStanding(asset)
  if (standIns.get(original) !== path) {
    return { kind: 'preview', originalSha256: original, isOriginalHeld: true }
  }
  if (resource.state === 'lost') return { kind: 'lost_on_server' }
  return { kind: 'optimised', asset, resource, previewPath: path }
}

/** A smaller version is counted as the original that it stands for. */
export function previewItemOf(file: LocalFile, original: Sha256, standing: Standing): Item {
  const { path, bytes } = file
  if (standing.kind === 'preview') return { key: path, path, sha256: ownHashOf(file), bytes, standing }
  const counted = standing.kind === 'optimised' ? standing.resource.bytes : bytes
  return { key: path, path, sha256: original, bytes: counted, standing }
}

/** What follows from a known smaller version. */
export function previewSteps(
  { path, content }: LocalFile,
  standing: Standing,
  {
    original,
    agreed,
    trees,
    here,
    moved,
  }: {
    readonly original: Sha256
    readonly agreed: AgreedFile | null
    readonly trees: FolderTrees
    readonly here: Here
    readonly moved: ReadonlySet<Sha256>
  },
): Step[] {
  if (content.kind !== 'original') return []
  const { sha256 } = content
  const isAgreed = agreed?.sha256 === original
  if (standing.kind === 'optimised') {
    const { asset, resource } = standing
    if (isAgreed && agreed.assetId === asset.id && trees.previewPlaces.get(path) === sha256) return []
    const originalPath = originalPlaceOf(path, resource.name)
    const file = { path, assetId: asset.id, sha256: original }
    return [{ kind: 'agree_preview', file, preview: sha256, originalPath }]
  }
  if (standing.kind === 'trashed') {
    return isAgreed || moved.has(original) ? [{ kind: 'set_aside', path, sha256 }] : []
  }
  const originalPath = here.pathsBySha256.get(original)?.[0]
  if (standing.kind !== 'preview' || originalPath === undefined) return []
  return here.previews.isAtItsPlace(path, original) ? [{ kind: 'drop_preview', path, originalPath }] : []
}

function ownHashOf({ content }: LocalFile): Sha256 | null {
  return content.kind === 'original' ? content.sha256 : null
}
