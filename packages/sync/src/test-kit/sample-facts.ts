import type { Item, Standing } from '../folder/item.ts'
import type { Conditions } from '../policy/conditions.ts'
import { NOTHING_MEASURED } from '../policy/conditions.ts'
import type { ItemFacts } from '../policy/decision.ts'
import { sampleAsset, sampleAssetId, sampleHash, sampleResource } from './sample-asset.ts'
import { sampleOriginal } from './sample-trees.ts'

/** One of each way in which an original can stand between a folder and its library. */
export const SAMPLE_STANDINGS: { readonly [Kind in Standing['kind']]: Extract<Standing, { kind: Kind }> } = {
  verified: { kind: 'verified', duplicateOf: null },
  to_upload: { kind: 'to_upload', file: sampleOriginal('a.jpg', 1) },
  to_record: { kind: 'to_record', file: sampleOriginal('a.jpg', 1) },
  to_download: { kind: 'to_download', asset: sampleAsset(1), resource: sampleResource(1) },
  optimised: {
    kind: 'optimised',
    asset: sampleAsset(1),
    resource: sampleResource(1),
    previewPath: 'a.jpg.preview.jpg',
  },
  lost_on_server: { kind: 'lost_on_server' },
  trashed: {
    kind: 'trashed',
    assetId: sampleAssetId(1),
    trashedAt: Date.UTC(2026, 4, 3),
    trashedBy: 'iPad',
    isForGood: false,
  },
  held: { kind: 'held', by: 'device', missing: 300, of: 400 },
  preview: { kind: 'preview', originalSha256: sampleHash(1), isOriginalHeld: false },
  changing: { kind: 'changing' },
  unreadable: { kind: 'unreadable', failure: 'permission denied' },
  unsupported: { kind: 'unsupported', mime: 'text/plain' },
  ignored: { kind: 'ignored', because: 'system file' },
}

/** Conditions under which nothing stands in the way. */
export const GOOD_CONDITIONS: Conditions = {
  now: Date.UTC(2026, 10, 22),
  engine: 'running',
  server: { kind: 'reachable' },
  usage: { usedBytes: 0, reservedBytes: 0, quotaBytes: 5_000_000_000 },
  measured: { ...NOTHING_MEASURED, freeBytes: 1_000_000_000_000 },
}

/** An item of 1000 bytes that nobody has tried to move. */
export function sampleFacts(standing: Standing, changes: Partial<ItemFacts> = {}, bytes = 1_000): ItemFacts {
  const item: Item = { key: 'a.jpg', path: 'a.jpg', sha256: sampleHash(1), bytes, standing }
  return { item, attempt: null, active: null, grant: 'none', room: 'original', isLeased: false, ...changes }
}
