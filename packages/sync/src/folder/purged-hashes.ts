import type { Asset, Sha256 } from '@rollcall/protocol'

/**
 * Hashes of files whose photos, or which themselves, the server has purged, and that no other asset has: what a device has set aside of them may go. Never
 * sooner: until then an explicit import or a restore may ask for them.
 */
export function purgedHashes(assets: Iterable<Asset>): ReadonlySet<Sha256> {
  const purged = new Set<Sha256>()
  const kept = new Set<Sha256>()
  for (const { purgedAt, state, resources, droppedFiles = [] } of assets) {
    if (state === 'merged') continue // its files are those of the whole
    const which = state === 'deleted' && purgedAt !== undefined ? purged : kept
    for (const { sha256 } of resources) which.add(sha256)
    for (const file of droppedFiles) (file.purgedAt === undefined ? kept : purged).add(file.sha256)
  }
  for (const sha256 of kept) purged.delete(sha256)
  return purged
}
