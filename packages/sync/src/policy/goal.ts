import { hasPreview } from '../folder/index-previews.ts'
import type { Action, ItemFacts } from './decision.ts'

/** An item of at most so many bytes is a small update: it may go by battery, and by mobile data when that is on. */
export const SMALL_ITEM_BYTES = 10_000_000

/** What an item would do if nothing stood in its way. `record`: its bytes are on the server, and only the word is missing. */
export type Goal = Action | 'record'

/**
 * What an item is on its way to, whether or not it may go now. An original is dropped here only when its standing is `verified`, so
 * never one that is held, damaged on the server, or not there yet.
 */
export function goalOf({ item: { standing }, room, isLeased }: ItemFacts): Goal {
  switch (standing.kind) {
    case 'to_upload':
      return 'upload'
    case 'to_record':
      return 'record'
    case 'to_download':
      if (room === 'original') return 'download'
      return hasPreview(standing.resource) ? 'download_preview' : 'none'
    case 'optimised':
      return room === 'original' ? 'download' : 'none'
    case 'verified':
      if (room === 'original') return 'none'
      return isLeased ? 'evict' : 'request_lease'
    default:
      return 'none'
  }
}

/** Whether something of an original is to be moved between this device and the server. */
export function isTransfer(goal: Goal): boolean {
  return goal !== 'none' && goal !== 'record'
}

/** Whether more than a small update would travel. A smaller version is always small. */
export function isLarge(goal: Goal, { item }: ItemFacts): boolean {
  return (goal === 'upload' || goal === 'download') && item.bytes > SMALL_ITEM_BYTES
}
