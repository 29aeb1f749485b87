import { pairingKeysOf } from '@rollcall/media'
import type { Asset, AssetId, Sha256 } from '@rollcall/protocol'
import { followMerges, mergeAssets } from '@rollcall/sync'
import type { LibraryWriter } from '../store/store.ts'
import type { KnownResource } from './describe-asset.ts'
import { describeAsset } from './describe-asset.ts'
import type { PairingKind } from './pair-assets.ts'
import { pairAssets } from './pair-assets.ts'
import { noteRendition } from './renditions.ts'

/** Assets looked at under one key; the frames of the longest burst that one asset can hold, several times over. */
const ASSETS_OF_KEY_MAX = 128

/**
 * Brings an asset up to what is known of its files and its look, makes work of a look that is new, and unites it with the assets that prove to be parts of the same photo,
 * in whichever order they arrived. Run again, it changes nothing.
 */
export function refreshAsset(writer: LibraryWriter, assetId: AssetId): void {
  const asset = followMerges(writer, assetId)
  // Of what was purged nothing is left to be said, whatever becomes of its bytes.
  if (asset === null || asset.purgedAt !== undefined) return
  noteRendition(writer, asset)
  describe(writer, asset)
  for (const key of keysOf(writer, asset)) {
    writer.putPairingKey(key, asset.id)
    const kind = key.slice(0, key.indexOf(':')) as PairingKind
    const others = writer.assetsWithPairingKey(key, ASSETS_OF_KEY_MAX)
    const pairing = pairAssets(kind, others, (other) => isRaw(writer, other))
    if (pairing === null) continue
    for (const part of pairing.parts) mergeAssets(writer, pairing.keeper, part, pairing.role)
    const keeper = writer.asset(pairing.keeper)
    if (keeper === null) continue
    noteRendition(writer, keeper)
    describe(writer, keeper)
    // What waits for a part of it waits for the whole now.
    for (const inherited of keysOf(writer, keeper)) writer.putPairingKey(inherited, keeper.id)
  }
}

/** As {@link refreshAsset}, for every asset that names an original. */
export function refreshAssetsWith(writer: LibraryWriter, sha256: Sha256): void {
  for (const { id } of writer.assetsWithBlob(sha256)) refreshAsset(writer, id)
}

function describe(writer: LibraryWriter, asset: Asset): void {
  const described = describeAsset(asset, (sha256) => knownResource(writer, sha256))
  if (JSON.stringify(described) === JSON.stringify(asset)) return
  writer.putAsset({ ...described, seq: writer.nextSeq() })
}

function keysOf(writer: LibraryWriter, asset: Asset): readonly string[] {
  const keys = asset.resources.flatMap(({ sha256, name }) => {
    const facts = writer.derivation(sha256)?.facts ?? null
    return facts === null ? [] : pairingKeysOf(facts, name)
  })
  return [...new Set(keys)]
}

function isRaw(writer: LibraryWriter, { primarySha256 }: Asset): boolean {
  return writer.derivation(primarySha256)?.facts?.subtypes.includes('raw') ?? false
}

function knownResource(writer: LibraryWriter, sha256: Sha256): KnownResource | null {
  const derivation = writer.derivation(sha256)
  return derivation === null ? null : { derivation, derivatives: writer.derivatives(sha256) }
}
