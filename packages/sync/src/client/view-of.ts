import type { Asset, AssetId, Mutation } from '@rollcall/protocol'
import type { RecordLayer, RecordsBelow } from '../library/layer-records.ts'
import { layerRecords } from '../library/layer-records.ts'
import { applyMutation } from '../merge/apply-mutation.ts'
import type { LibraryDraft, MutationContext } from '../merge/draft.ts'

/** The assets and records that an outbox touches, as they will look if nobody else was first. Others are as in the base. */
export interface Overlay {
  readonly assets: ReadonlyMap<AssetId, Asset>
  readonly records: RecordLayer
}

/** A client's base, as an overlay looks into it. */
export interface BaseLibrary extends RecordsBelow {
  readonly asset: (id: AssetId) => Asset | null
}

/**
 * Computes `base ⊕ outbox` with the same mutators that the server runs. Costs as much as the outbox is long, and the albums are that it
 * touches, whatever the size of the library. A mutation that the base now refuses just has no effect; the server's outcome tells why.
 * `apply` does them, and may look on.
 */
export function overlayOf(
  base: BaseLibrary,
  outbox: readonly Mutation[],
  context: MutationContext,
  apply: (draft: LibraryDraft, mutation: Mutation, context: MutationContext) => void = applyMutation,
): Overlay {
  const touched = new Map<AssetId, Asset>()
  const records = layerRecords(base)
  for (const mutation of outbox) {
    const draft: LibraryDraft = {
      ...records,
      asset: (id) => touched.get(id) ?? base.asset(id),
      putAsset: (asset) => touched.set(asset.id, asset),
      // Not confirmed: stands after everything that the base holds, and is replaced by the server's number.
      nextSeq: () => mutation.baseSeq,
      nextNo: () => 0,
      // A client queues `create` only once the server has said that the bytes are durable.
      blobBytes: (sha256) => declaredBytes(mutation, sha256),
      assetIdOf: () => declaredId(mutation),
      assetHolding: () => null,
    }
    apply(draft, mutation, context)
  }
  return { assets: touched, records }
}

function declaredBytes(mutation: Mutation, sha256: string): number | null {
  if (mutation.op !== 'create') return null
  return mutation.args.resources.find((resource) => resource.sha256 === sha256)?.bytes ?? null
}

/**
 * A client that was not told the library's secret knows the id of what it declares itself. Where a mutator looks for parts by their ids,
 * as for the albums of a duplicate's parts, it finds none; the server's answer brings them.
 */
function declaredId(mutation: Mutation): AssetId {
  return mutation.op === 'create' ? mutation.args.assetId : NOBODY
}

/** An id that no asset has: HMACs are not all zeros. */
const NOBODY = '0'.repeat(32) as AssetId
