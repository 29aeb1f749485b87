import type { LibraryId, SpaceOffer } from '@rollcall/protocol'
import { OFFER_ITEMS_MAX, rankOffers } from '@rollcall/sync'
import type { LibraryReader } from '../store/store.ts'

/** Libraries whose offers are remembered: 1,000 ids of each kind, some hundred kilobytes a library. */
const LIBRARIES_MAX = 200

/** What would free space in a library, worked out once for every place in its feed. */
export type KnownOffers = (libraryId: LibraryId, reader: LibraryReader) => readonly SpaceOffer[]

/**
 * Remembers the last offers of each library. They follow from its assets and from what is kept of their files, and neither changes without
 * a new place in the feed; so what was worked out at the same place is still so, and whoever looks at the page again waits for nothing.
 */
export function rememberOffers(): KnownOffers {
  const known = new Map<LibraryId, { readonly at: string; readonly offers: readonly SpaceOffer[] }>()
  return (libraryId, reader) => {
    const { epoch, headSeq } = reader.library()
    const at = `${epoch}.${headSeq}`
    const last = known.get(libraryId)
    const offers = last?.at === at ? last.offers : findOffersIn(reader)
    known.delete(libraryId) // or the map keeps the place of the first question
    known.set(libraryId, { at, offers })
    for (const oldest of known.keys()) {
      if (known.size <= LIBRARIES_MAX) break
      known.delete(oldest)
    }
    return offers
  }
}

/** Works out what would free space, of what is known without a look at every photo. */
export function findOffersIn(reader: LibraryReader): readonly SpaceOffer[] {
  return rankOffers([
    reader.trashOffer(OFFER_ITEMS_MAX),
    reader.spaceOffer('large_videos', OFFER_ITEMS_MAX),
    reader.spaceOffer('screenshots', OFFER_ITEMS_MAX),
    reader.earlierEditsOffer(OFFER_ITEMS_MAX),
  ])
}
