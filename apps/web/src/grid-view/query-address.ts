import { albumIdSchema } from '@rollcall/protocol'
import type { AssetId } from '@rollcall/protocol'
import type { TimelineQuery } from '../engine/library-client.ts'

/*
 * Timelines in addresses: the viewer shows a photo among those that it was opened from, also after a reload or from a link.
 */

const PLAIN = ['favourites', 'videos', 'live', 'hidden', 'trash', 'not_synced'] as const

/** A timeline in a few letters; null for one that has no address, such as a list of photos. */
export function textOfQuery(query: TimelineQuery): string | null {
  if (query.kind === 'album') return `album-${query.albumId}`
  if (query.kind === 'search') return `search-${query.text}`
  return query.kind === 'assets' ? null : query.kind
}

/** The timeline that letters stand for; that of the library for what is none. */
export function queryOfText(text: string | null): TimelineQuery {
  if (text === null) return { kind: 'library' }
  if (text.startsWith('search-')) return { kind: 'search', text: text.slice('search-'.length) }
  const albumId = albumIdSchema.safeParse(text.startsWith('album-') ? text.slice('album-'.length) : '')
  if (albumId.success) return { kind: 'album', albumId: albumId.data }
  const plain = PLAIN.find((kind) => kind === text)
  return plain === undefined ? { kind: 'library' } : { kind: plain }
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
