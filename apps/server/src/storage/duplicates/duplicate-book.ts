import type { AssetId, LibraryId, SpaceOffer } from '@rollcall/protocol'
import type { LibraryReader } from '../../store/store.ts'

/** Duplicates of a library that could be united, as they were at a place of its feed. */
export interface FoundDuplicates {
  readonly epoch: number
  readonly seq: number
  /** When they were found, by the server's clock. */
  readonly foundAt: number
  /** Those that would go, the largest first, and those that each group keeps. */
  readonly others: readonly AssetId[]
  readonly keepers: readonly AssetId[]
}

/** What is known of duplicates when somebody asks. */
export interface KnownDuplicates {
  /** Null: they have not been looked for yet. */
  readonly foundAt: number | null
  /** The library has changed since: they are being looked for anew. */
  readonly isLooking: boolean
  /** Null while nothing would be gained, or nothing is known. What it says is so now: see `duplicatesOffer`. */
  readonly offer: SpaceOffer | null
}

/**
 * What is known of the duplicates of each library, and who asked for them. It is forgotten when the server ends: all of it follows from the
 * assets.
 */
export interface DuplicateBook {
  /** What there is to say of one state of a library, at once. Whatever is not up to date is looked for soon. */
  readonly ask: (libraryId: LibraryId, reader: LibraryReader) => KnownDuplicates
  readonly put: (libraryId: LibraryId, found: FoundDuplicates) => void
  readonly found: (libraryId: LibraryId) => FoundDuplicates | null
  readonly isAsked: (libraryId: LibraryId) => boolean
  /** Forgets that somebody asked. To be called before the library is looked at, so that whoever asks meanwhile is not forgotten. */
  readonly begin: (libraryId: LibraryId) => void
  /** Calls `listener` when somebody asks for what is not up to date. One listener at a time. */
  readonly onAsk: (listener: () => void) => void
}

/** A book in which nothing stands. */
export function createDuplicateBook(): DuplicateBook {
  const known = new Map<LibraryId, FoundDuplicates>()
  const asked = new Set<LibraryId>()
  const offered = new Map<LibraryId, { readonly at: string; readonly offer: SpaceOffer | null }>()
  let tell = () => {}

  /** Worked out once for every place in the feed. */
  function offerOf(libraryId: LibraryId, reader: LibraryReader, found: FoundDuplicates): SpaceOffer | null {
    const { epoch, headSeq } = reader.library()
    if (found.epoch !== epoch) return null
    const at = `${epoch}.${headSeq}.${found.seq}.${found.foundAt}`
    const last = offered.get(libraryId)
    const offer = last?.at === at ? last.offer : reader.duplicatesOffer(found)
    offered.set(libraryId, { at, offer })
    return offer
  }

  return {
    ask: (libraryId, reader) => {
      const found = known.get(libraryId) ?? null
      const { epoch, headSeq } = reader.library()
      const isLooking = found === null || found.epoch !== epoch || found.seq !== headSeq
      if (isLooking) {
        asked.add(libraryId)
        tell()
      }
      const offer = found === null ? null : offerOf(libraryId, reader, found)
      return { foundAt: found?.foundAt ?? null, isLooking, offer }
    },
    put: (libraryId, found) => known.set(libraryId, found),
    found: (libraryId) => known.get(libraryId) ?? null,
    isAsked: (libraryId) => asked.has(libraryId),
    begin: (libraryId) => asked.delete(libraryId),
    onAsk: (listener) => {
      tell = listener
    },
  }
}
