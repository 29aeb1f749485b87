import type { Asset, AssetId, Mutation } from '@rollcall/protocol'
import { applyMutation } from '../merge/apply-mutation.ts'
import type { LibraryDraft, MutationContext } from '../merge/draft.ts'

/** The assets that an outbox touches, as they will look if nobody else was first. Untouched assets are as in the base. */
export type Overlay = ReadonlyMap<AssetId, Asset>

/**
 * Computes `base ⊕ outbox` with the same mutators that the server runs. Costs as much as the outbox is long, whatever the
 * size of the library. A mutation that the base now refuses just has no effect; the server's outcome tells why.
 */
export function overlayOf(
  baseAsset: (id: AssetId) => Asset | null,
  outbox: readonly Mutation[],
  context: MutationContext,
): Overlay {
  const touched = new Map<AssetId, Asset>()
  for (const mutation of outbox) {
    const draft: LibraryDraft = {
      asset: (id) => touched.get(id) ?? baseAsset(id),
      putAsset: (asset) => touched.set(asset.id, asset),
      // Not confirmed: stands after everything that the base holds, and is replaced by the server's number.
      nextSeq: () => mutation.baseSeq,
      nextNo: () => 0,
      // A client queues `create` only once the server has said that the bytes are durable.
      blobBytes: (sha256) => declaredBytes(mutation, sha256),
      assetIdOf: () => mutation.args.assetId,
    }
    applyMutation(draft, mutation, context)
  }
  return touched
}

function declaredBytes(mutation: Mutation, sha256: string): number | null {
  if (mutation.op !== 'create') return null
  return mutation.args.resources.find((resource) => resource.sha256 === sha256)?.bytes ?? null
}
