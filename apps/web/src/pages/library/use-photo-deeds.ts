import { createBrowserClock } from '@rollcall/platform-browser'
import type { AssetId } from '@rollcall/protocol'
import { useMemo } from 'react'
import type { CellPhoto } from '../../engine/library-client.ts'
import { tell } from '../../parts/toasts.tsx'
import { usePerform } from '../../shell/use-deeds.ts'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useLibraryServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { loadWords } from '../../words/words.ts'
import { downloadFiles, downloadFrom, originalsOf } from './download-originals.ts'
import { favouriteIntents, hiddenIntents, restoreIntents, trashIntents } from './photo-intents.ts'

/** A photo as far as a deed needs to know it. */
export type DeedPhoto = Pick<CellPhoto, 'assetId' | 'isFavourite'>

/** What is done to photos, each one batch with a way back. They answer whether it was done. */
export interface PhotoDeeds {
  /** All of them favourites, or none of them where all are. */
  readonly favourite: (photos: readonly DeedPhoto[]) => Promise<boolean>
  readonly hide: (photos: readonly DeedPhoto[], isHidden: boolean) => Promise<boolean>
  readonly trash: (photos: readonly DeedPhoto[]) => Promise<boolean>
  readonly restore: (photos: readonly DeedPhoto[]) => Promise<boolean>
  readonly download: (photos: readonly DeedPhoto[]) => Promise<boolean>
}

/** See {@link PhotoDeeds}. */
export function usePhotoDeeds(): PhotoDeeds {
  const perform = usePerform()
  const library = useLibrary()
  const server = useLibraryServer()
  const { identity } = useClientState()
  const { words, formats, language } = useSpeech()
  const libraryId = identity?.libraries[0]?.libraryId ?? null
  return useMemo(() => {
    const { done } = words.library
    const idsOf = (photos: readonly DeedPhoto[]) => photos.map(({ assetId }) => assetId)
    const count = (photos: readonly DeedPhoto[]) => formats.count(photos.length)
    return {
      favourite: (photos) => {
        const value = !photos.every(({ isFavourite }) => isFavourite)
        return perform(
          favouriteIntents(idsOf(photos), value),
          done[value ? 'favourite' : 'unfavourite'](count(photos)),
        )
      },
      hide: (photos, isHidden) =>
        perform(hiddenIntents(idsOf(photos), isHidden), done[isHidden ? 'hide' : 'show'](count(photos))),
      trash: (photos) => perform(trashIntents(idsOf(photos)), done.trash(count(photos))),
      restore: (photos) => perform(restoreIntents(idsOf(photos)), done.restore(count(photos))),
      download: async (photos) => {
        const [first] = photos
        if (libraryId === null || server === null || first === undefined) return false
        if (photos.length > 1) {
          // Neither these nor the words of refusals are needed before somebody downloads many.
          const { addressOfZip, askForZip, zipSentence } = await import('./download-zip.ts')
          await loadWords(language)
          const zip = await askForZip(server.zips, idsOf(photos))
          tell({ text: zipSentence(zip, words, formats) })
          if (zip.kind === 'offered') downloadFrom(addressOfZip(libraryId, zip.offer), zip.offer.name)
          return zip.kind === 'offered'
        }
        const files = await originalsIn(first.assetId)
        tell({ text: done.download(formats.count(files.length)) })
        await downloadFiles(libraryId, files, createBrowserClock())
        return true
      },
    }

    async function originalsIn(id: AssetId) {
      const asset = await library.asset(id)
      return asset === null ? [] : originalsOf(asset)
    }
  }, [perform, library, server, libraryId, words, formats, language])
}
