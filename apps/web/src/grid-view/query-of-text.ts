import { albumIdSchema } from '@rollcall/protocol'
import type { TimelineQuery } from '../engine/library-client.ts'
import { filterOf, queryOfFilter } from './filter-address.ts'

const PLAIN = ['favourites', 'videos', 'live', 'hidden', 'trash', 'not_synced'] as const

/** The timeline that letters stand for; that of the library for what is none. */
export function queryOfText(text: string | null): TimelineQuery {
  if (text === null) return { kind: 'library' }
  if (text.startsWith('search-')) return { kind: 'search', text: text.slice('search-'.length) }
  if (text.startsWith('filtered-'))
    return queryOfFilter(filterOf(new URLSearchParams(text.slice('filtered-'.length))))
  const albumId = albumIdSchema.safeParse(text.startsWith('album-') ? text.slice('album-'.length) : '')
  if (albumId.success) return { kind: 'album', albumId: albumId.data }
  const plain = PLAIN.find((kind) => kind === text)
  return plain === undefined ? { kind: 'library' } : { kind: plain }
}
