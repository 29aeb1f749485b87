import type { Asset, AssetId, Intent } from '@rollcall/protocol'
import { DUPLICATES_MAX } from '@rollcall/protocol'
import type { DuplicateGroup } from '@rollcall/sync'

/** Unites a group into the photo that somebody chose, in as many steps as the wire needs. */
export function uniteIntents(
  group: Pick<DuplicateGroup, 'keeper' | 'others'>,
  keep: AssetId,
): readonly Intent[] {
  const others = [group.keeper, ...group.others].filter(({ id }) => id !== keep)
  const intents: Intent[] = []
  for (let at = 0; at < others.length; at += DUPLICATES_MAX) {
    const duplicates = others.slice(at, at + DUPLICATES_MAX).map(({ id }) => id)
    intents.push({ op: 'uniteDuplicates', args: { assetId: keep, duplicates } })
  }
  return intents
}

/** Bytes of all files of some photos, as their owner counts them. */
export function bytesOfAll(assets: readonly Pick<Asset, 'resources'>[]): number {
  return assets.flatMap(({ resources }) => resources).reduce((sum, { bytes }) => sum + bytes, 0)
}
