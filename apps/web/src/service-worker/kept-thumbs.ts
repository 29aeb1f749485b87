import type { LibraryId, Sha256 } from '@rollcall/protocol'
import type { ThumbPlace } from '../engine/thumbs/thumb-index.ts'
import { decodePlaces, indexName, packName, THUMBS_FOLDER } from '../engine/thumbs/thumb-index.ts'

/** Answers for pictures out of what this browser keeps of them. */
export interface KeptThumbs {
  /** An answer to a request for a picture of a photo; null where it is about something else. */
  readonly answer: (request: Request) => Promise<Response> | null
}

const PICTURE =
  /^\/api\/v1\/libraries\/([0-9a-f]{32})\/derivatives\/\d+\/([0-9a-f]{64})\/(small|medium|preview)$/

/** Makes what answers for pictures. `openRoot` is the browser's private file system; `onShown` hears which packs are of use. */
export function createKeptThumbs(
  openRoot: () => Promise<FileSystemDirectoryHandle>,
  fetch: (request: Request) => Promise<Response>,
  onShown: (pack: number) => void,
): KeptThumbs {
  let read: {
    readonly libraryId: LibraryId
    readonly bytes: number
    readonly places: ReadonlyMap<Sha256, ThumbPlace>
  } | null = null

  async function fileOf(name: string): Promise<File | null> {
    try {
      const folder = await (await openRoot()).getDirectoryHandle(THUMBS_FOLDER)
      return await (await (await folder.getDirectoryHandle('files')).getFileHandle(name)).getFile()
    } catch {
      return null // it is not kept
    }
  }

  async function placeOf(libraryId: LibraryId, sha256: Sha256): Promise<ThumbPlace | null> {
    const known = read?.libraryId === libraryId ? read.places.get(sha256) : undefined
    if (known !== undefined) return known
    const file = await fileOf(indexName(libraryId))
    if (file === null) return null
    // With anything new in it, it is longer or shorter; what it lost without that is found out by its pack.
    if (read?.libraryId === libraryId && read.bytes === file.size) return null
    const places = decodePlaces(new Uint8Array(await file.arrayBuffer()))
    read = { libraryId, bytes: file.size, places }
    return places.get(sha256) ?? null
  }

  async function kept(libraryId: LibraryId, sha256: Sha256): Promise<Response | null> {
    const place = await placeOf(libraryId, sha256)
    const file = place === null ? null : await fileOf(packName(libraryId, place.pack))
    if (place !== null && file === null) read = null // the pack made way: the index is another one by now
    if (place === null || file === null || file.size < place.from + place.length) return null
    onShown(place.pack)
    const picture = file.slice(place.from, place.from + place.length)
    const [first] = new Uint8Array(await picture.slice(0, 1).arrayBuffer())
    const headers = {
      'content-type': first === 0xff ? 'image/jpeg' : 'image/webp',
      'cross-origin-resource-policy': 'same-origin',
    }
    return new Response(picture, { headers })
  }

  return {
    answer: (request) => {
      const { origin, pathname } = new URL(request.url)
      const found = PICTURE.exec(pathname)
      if (request.method !== 'GET' || origin !== location.origin || found === null) return null
      const [libraryId, sha256] = [found[1] as LibraryId, found[2] as Sha256]
      if (found[3] === 'small')
        return kept(libraryId, sha256).then(async (here) => here ?? (await fetch(request)))
      // Larger ones are not kept; without a network a small one is better than none.
      return fetch(request).catch(async (failure: unknown) => {
        const small = await kept(libraryId, sha256)
        if (small === null) throw failure
        return small
      })
    },
  }
}
