import type { Asset, AssetId, LibraryId, Outcome, Problem, Sha256 } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import { followMerges } from '@rollcall/sync'
import type { Store } from '../store/store.ts'
import { keepNamesApart } from './keep-names-apart.ts'
import type { ZipEntry } from './zip-format.ts'
import { zipBytes } from './zip-format.ts'

/** A file that goes into a zip. */
export interface ZipFile extends ZipEntry {
  readonly sha256: Sha256
}

/** A zip as it is going to be. */
export interface PlannedZip {
  readonly files: readonly ZipFile[]
  readonly bytes: number
  /** Photos of which nothing is on the server any more. */
  readonly missing: number
  /** Whether something in it is hidden: then it takes a device that is unlocked. */
  readonly hasHidden: boolean
}

/** Assets that are read in one transaction: others have their turn in between. */
const ASSETS_A_LOOK = 250

/**
 * Plans the zip of the originals of some photos: all their files as they were taken, none that another program made of them. Refuses
 * `not_found` when there is nothing to put into it, and `reauthentication_required` for hidden photos while the device is locked.
 */
export async function planZip(
  store: Store,
  libraryId: LibraryId,
  assetIds: readonly AssetId[],
  isUnlocked: boolean,
): Promise<Outcome<PlannedZip, Problem>> {
  const seen = new Set<AssetId>()
  const named: ZipFile[] = []
  let missing = 0
  let hasHidden = false
  for (let from = 0; from < assetIds.length; from += ASSETS_A_LOOK) {
    const some = assetIds.slice(from, from + ASSETS_A_LOOK)
    const found = await store.read(libraryId, (reader) => some.map((id) => followMerges(reader, id)))
    for (const asset of found) {
      if (asset !== null && seen.has(asset.id)) continue
      const files = asset === null ? [] : filesOf(asset)
      if (files.length === 0) missing++
      if (asset === null) continue
      seen.add(asset.id)
      hasHidden ||= asset.hidden === true && files.length > 0
      named.push(...files)
    }
  }
  if (hasHidden && !isUnlocked) return refused(problem('reauthentication_required'))
  if (named.length === 0) return refused(problem('not_found', { missing }))
  const names = keepNamesApart(named.map(({ name }) => name))
  const files = named.map((file, index) => ({ ...file, name: names[index] ?? file.name }))
  return accepted({ files, bytes: zipBytes(files), missing, hasHidden })
}

function filesOf({ state, resources }: Asset): readonly ZipFile[] {
  if (state === 'deleted') return []
  return resources
    .filter((resource) => resource.role !== 'edit' && resource.state === 'present')
    .map(({ sha256, name, bytes, modifiedAt }) => ({ sha256, name, bytes, modifiedAt }))
}
