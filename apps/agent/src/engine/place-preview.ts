import type { Asset, Problem, Resource, Sha256 } from '@rollcall/protocol'
import type { FolderPath, Item, LocalContent } from '@rollcall/sync'
import { previewPlaceOf } from '@rollcall/sync'
import { putInPlace } from '../transfer/download-original.ts'
import { downloadPreview } from '../transfer/download-preview.ts'
import type { OnBytes } from '../transfer/transfer-ports.ts'
import { claimPlaces } from './claim-places.ts'
import type { MovePorts } from './move-ports.ts'
import { incomingPreview } from './share-room.ts'

/**
 * Brings the smaller version of an original that is not here, and lays it beside where the original would lie. It is known by its
 * hash before it has a name, so it never passes for an original [R9]. If those very bytes lie here already, as after the device was
 * linked anew, they are recognised instead. Where there is no room for it, it is left for another time. Killed at any line, the next survey
 * recognises what is there.
 */
export async function placePreview(ports: MovePorts, item: Item, onBytes: OnBytes): Promise<Problem | null> {
  if (item.standing.kind !== 'to_download') return null
  const { asset, resource } = item.standing
  try {
    return await fetchAndPlace(ports, { path: item.path, asset, resource }, onBytes)
  } finally {
    ports.room.release(incomingPreview(resource.sha256))
  }
}

async function fetchAndPlace(
  ports: MovePorts,
  {
    path: lasting,
    asset,
    resource,
  }: { readonly path: FolderPath; readonly asset: Asset; readonly resource: Resource },
  onBytes: OnBytes,
): Promise<Problem | null> {
  const { state } = ports
  const original = resource.sha256
  const fetched = await downloadPreview(ports, resource, {
    known: state.folder.previewsOf(original),
    mayTake: (size) => ports.room.reservePreview(original, size),
    onBytes,
  })
  if (!fetched.ok) return fetched.refusal
  if (fetched.value === 'no_room') return null
  const { from, sha256, bytes } = fetched.value
  state.transaction(() => state.folder.putPreview(sha256, { originalSha256: original, bytes }))
  const there = state.folder.scanned(previewPlaceOf(lasting))?.content
  if (there?.kind === 'original' && there.sha256 === sha256) {
    await ports.disk.remove(from)
    return null
  }
  const { release, ...claims } = claimPlaces(ports)
  try {
    const placed = await putInPlace(ports, from, { resource, path: lasting, ...claims }, previewPlaceOf)
    const { path, stat } = placed
    const content = previewContent(sha256, original)
    state.transaction(() => {
      state.folder.putScan([{ path, stat, content }], [])
      state.folder.agreePreview({ path, assetId: asset.id, sha256: original }, sha256, lasting)
    })
    return null
  } finally {
    release()
  }
}

/** What the scanner would say of a smaller version. */
export function previewContent(sha256: Sha256, original: Sha256): LocalContent {
  return { kind: 'original', sha256, assetKind: 'photo', mime: 'image/jpeg', derivativeOf: original }
}
