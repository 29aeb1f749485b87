import type { FolderPath, Item } from '@rollcall/sync'
import { DiskFailure, originalPlaceOfItem, pathKey, previewPlaceOf } from '@rollcall/sync'
import { isUntouched } from '../folder/is-untouched.ts'
import { statPlaced } from '../transfer/stat-placed.ts'
import type { MovePorts } from './move-ports.ts'

/**
 * Gives a smaller version its usual name when somebody has given it exactly the one that its original returns to. Does nothing when another
 * file has the usual name, or when the smaller version is not the one that was scanned: the original finds a free name then. Killed
 * anywhere, the next survey knows the smaller version by its hash. Rejects with a DiskFailure.
 */
export async function makeWay(ports: MovePorts, { path, standing }: Item): Promise<void> {
  if (standing.kind !== 'optimised' || standing.previewPath !== path) return
  const { state, disk, root, placing } = ports
  const { folder } = state
  const place = previewPlaceOf(path)
  const scanned = folder.scanned(path)
  if (originalPlaceOfItem(path, standing) !== path || scanned?.content.kind !== 'original') return
  if (folder.isTaken(pathKey(place)) || placing.has(pathKey(place))) return
  if (!isUntouched(scanned, await disk.stat(`${root}/${path}`))) return
  try {
    await disk.renameToNew(`${root}/${path}`, `${root}/${place}`)
  } catch (error) {
    if (error instanceof DiskFailure && (error.kind === 'exists' || error.kind === 'not_found')) return
    throw error
  }
  await disk.syncFolder(folderOf(`${root}/${place}`))
  const stat = await statPlaced(disk, `${root}/${place}`, scanned.stat)
  if (stat === null) return
  const { content } = scanned
  const file = { path: place, assetId: standing.asset.id, sha256: standing.resource.sha256 }
  state.transaction(() => {
    folder.putScan([{ path: place, stat, content }], [path])
    folder.agreePreview(file, content.sha256, path)
    folder.forget(path)
  })
}

function folderOf(path: FolderPath): FolderPath {
  return path.slice(0, path.lastIndexOf('/'))
}
