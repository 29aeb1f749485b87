import type { LibraryId, SpaceOffer } from '@rollcall/protocol'
import { OFFER_ITEMS_MAX, rankOffers } from '@rollcall/sync'
import type { LibraryReader } from '../store/store.ts'

/** Libraries whose offers are remembered: 1,000 ids of each kind, some hundred kilobytes a library. */
const LIBRARIES_MAX = 200

/** What would free space in a library, worked out when assets have changed. `duplicates`: the offer of those; null: none. */
export type KnownOffers = (
  libraryId: LibraryId,
  reader: LibraryReader,
  duplicates: SpaceOffer | null,
) => readonly SpaceOffer[]

/**
 * Remembers the last offers of each library. They follow from its assets and from what is kept of their files, and neither changes without
 * an asset that gets a new place in the feed; so what was worked out is so until then, and whoever looks at the page again waits for nothing.
 */
export function rememberOffers(): KnownOffers {
  const known = new Map<LibraryId, Remembered>()
  return (libraryId, reader, duplicates) => {
    const { epoch, headSeq } = reader.library()
    const last = known.get(libraryId)
    const isSo = last?.epoch === epoch && reader.assetsBySeq(last.seq, headSeq, 1).length === 0
    const offers = isSo ? last.offers : findOffersIn(reader)
    known.delete(libraryId) // or the map keeps the place of the first question
    known.set(libraryId, { epoch, seq: headSeq, offers })
    for (const oldest of known.keys()) {
      if (known.size <= LIBRARIES_MAX) break
      known.delete(oldest)
    }
    return withDuplicates(offers, duplicates)
  }
}

interface Remembered {
  readonly epoch: number
  readonly seq: number
  readonly offers: readonly SpaceOffer[]
}

/** What would free space, worked out now. */
export const findOffersNow: KnownOffers = (_, reader, duplicates) =>
  withDuplicates(findOffersIn(reader), duplicates)

function withDuplicates(offers: readonly SpaceOffer[], duplicates: SpaceOffer | null): readonly SpaceOffer[] {
  return duplicates === null ? offers : rankOffers([...offers, duplicates])
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
