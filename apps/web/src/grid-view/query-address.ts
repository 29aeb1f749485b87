import type { AssetId } from '@rollcall/protocol'
import type { PhotoFilter, TimelineQuery } from '../engine/library-client.ts'
import { paramsOfFilter } from './filter-address.ts'

/*
 * Timelines in addresses: the viewer shows a photo among those that it was opened from, also after a reload or from a link.
 */

/** A timeline in a few letters; null for one that has no address, such as a list of photos. */
export function textOfQuery(query: TimelineQuery): string | null {
  if (query.kind === 'album') return `album-${query.albumId}`
  if (query.kind === 'search') return `search-${query.text}`
  if (query.kind === 'filtered') return `filtered-${textOfFilter(query.filter)}`
  return query.kind === 'assets' ? null : query.kind
}

/** The address of a photo among those of a timeline. */
export function addressOfPhoto(id: AssetId, query: TimelineQuery): string {
  const text = textOfQuery(query)
  return text === null || text === 'library' ? `/photo/${id}` : `/photo/${id}?in=${encodeURIComponent(text)}`
}

/** The address of the page that shows a timeline. */
export function addressOfQuery(query: TimelineQuery): string {
  switch (query.kind) {
    case 'album':
      return `/albums/${query.albumId}`
    case 'search':
      return `/search?q=${encodeURIComponent(query.text)}`
    case 'filtered':
      return `/?${textOfFilter(query.filter)}`
    case 'hidden':
    case 'trash':
      return `/albums/${query.kind}`
    case 'favourites':
    case 'videos':
    case 'live':
    case 'not_synced':
      return `/?show=${query.kind}`
    default:
      return '/'
  }
}

function textOfFilter(filter: PhotoFilter): string {
  return new URLSearchParams(paramsOfFilter(filter)).toString()
}
