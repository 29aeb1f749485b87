import type { ZipsApi } from '@rollcall/platform-client'
import { ServerAway, zipPath } from '@rollcall/platform-client'
import type { AssetId, LibraryId, Problem, ZipOffer } from '@rollcall/protocol'
import { ZIP_ASSETS_MAX } from '@rollcall/protocol'
import { problemSentence } from '../../shell/problem-sentence.ts'
import type { Words } from '../../words/en.ts'
import type { Formats } from '../../words/formats.ts'

/** What came of asking for originals as one file. */
export type AskedZip =
  | { readonly kind: 'offered'; readonly offer: ZipOffer }
  | { readonly kind: 'too_many' | 'away' }
  | { readonly kind: 'refused'; readonly problem: Problem }

/** Asks the server for the originals of photos as one file. Never rejects: offline, nothing is fetched. */
export async function askForZip(zips: ZipsApi, assetIds: readonly AssetId[]): Promise<AskedZip> {
  if (assetIds.length > ZIP_ASSETS_MAX) return { kind: 'too_many' }
  try {
    const answer = await zips.zip(assetIds)
    return answer.ok ? { kind: 'offered', offer: answer.value } : { kind: 'refused', problem: answer.refusal }
  } catch (failure) {
    if (failure instanceof ServerAway) return { kind: 'away' }
    throw failure
  }
}

/** Where an offered file is fetched from. */
export function addressOfZip(libraryId: LibraryId, { zipId }: ZipOffer): string {
  return zipPath(libraryId, zipId)
}

/** What is said of it. */
export function zipSentence(asked: AskedZip, { library, problems }: Words, formats: Formats): string {
  switch (asked.kind) {
    case 'offered': {
      const { files, bytes, missing } = asked.offer
      const told = library.zip.coming(formats.count(files), formats.bytes(bytes))
      return missing === 0 ? told : `${told} ${library.zip.missing(formats.count(missing))}`
    }
    case 'too_many':
      return library.zip.tooMany(formats.count(ZIP_ASSETS_MAX))
    case 'away':
      return library.zip.away
    case 'refused':
      return problemSentence(problems, asked.problem)
  }
}
