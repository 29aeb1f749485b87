import type { Album, AlbumId } from '@rollcall/protocol'
import type { NamedMark } from './resolve-names.ts'
import { albumMark } from './search-row.ts'
import { hasPhrase, wordsIn } from './words-in.ts'

/** Of an album, what finding it by name takes. */
export type NamedAlbum = Pick<Album, 'key' | 'name' | 'parentId' | 'state' | 'type'>

/**
 * Finds the marks of albums whose own name, or that of a folder that they lie in, has these words. Albums in the trash and smart
 * albums have no marks: what the latter show is a search of its own.
 */
export function findAlbums(
  albums: Iterable<NamedAlbum>,
  words: readonly string[],
  isPrefix: boolean,
): readonly NamedMark[] {
  const children = new Map<AlbumId | null, NamedAlbum[]>()
  const found: NamedAlbum[] = []
  for (const album of albums) {
    if (album.state !== 'live') continue
    const siblings = children.get(album.parentId)
    if (siblings === undefined) children.set(album.parentId, [album])
    else siblings.push(album)
    if (hasPhrase(wordsIn(album.name), words, isPrefix)) found.push(album)
  }
  const marks = new Map<AlbumId, NamedMark>()
  const seen = new Set<AlbumId>()
  for (let album = found.pop(); album !== undefined; album = found.pop()) {
    if (seen.has(album.key)) continue
    seen.add(album.key)
    if (album.type === 'album')
      marks.set(album.key, { mark: albumMark(album.key), label: `album ${album.name}` })
    found.push(...(children.get(album.key) ?? []))
  }
  return [...marks.values()]
}
