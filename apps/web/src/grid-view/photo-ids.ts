import type { CellPhoto, LibraryClient } from '../engine/library-client.ts'

/** Photos of one question; see `LibraryClient.cells`. */
const PAGE_MAX = 500

/** The photos behind handles, in their order, without those that are gone. For what is selected: never for a whole library. */
export async function photosOf(
  library: Pick<LibraryClient, 'cells'>,
  handles: Uint32Array,
): Promise<readonly CellPhoto[]> {
  const photos: CellPhoto[] = []
  for (let from = 0; from < handles.length; from += PAGE_MAX)
    for (const photo of await library.cells(handles.slice(from, from + PAGE_MAX)))
      if (photo !== null) photos.push(photo)
  return photos
}
