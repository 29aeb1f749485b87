import type { AssetId, LibraryId, Outcome, Problem, ZipOffer } from '@rollcall/protocol'
import { zipOfferSchema } from '@rollcall/protocol'
import type { Caller } from './server-api.ts'

/** The originals of many photos as one file. Refusals are values, as in `LibraryApi`. */
export interface ZipsApi {
  /** Asks for them; then they are at {@link zipPath} for ten minutes. Refuses `reauthentication_required` for hidden ones. */
  readonly zip: (assetIds: readonly AssetId[]) => Promise<Outcome<ZipOffer, Problem>>
}

/** The routes about zips of one library. */
export function createZipsApi({ ask }: Caller, libraryId: LibraryId): ZipsApi {
  return {
    zip: (assetIds) =>
      ask({ method: 'POST', path: `libraries/${libraryId}/zips`, json: { assetIds } }, zipOfferSchema),
  }
}

/** The path on the server where a zip is fetched, with the session of the browser. */
export function zipPath(libraryId: LibraryId, zipId: string): string {
  return `/api/v1/libraries/${libraryId}/zips/${zipId}`
}
