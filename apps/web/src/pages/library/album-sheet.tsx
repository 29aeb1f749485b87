import { createBrowserRandom } from '@rollcall/platform-browser'
import type { Album } from '@rollcall/protocol'
import { albumIdSchema } from '@rollcall/protocol'
import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { usePerform } from '../../shell/use-deeds.ts'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './album-sheet.module.css'
import { albumIntents, newAlbumIntents } from './photo-intents.ts'
import type { DeedPhoto } from './use-photo-deeds.ts'

/** Asks which album photos go into. `photos` null: closed. */
export interface AlbumSheetProps {
  readonly photos: readonly DeedPhoto[] | null
  readonly onClose: () => void
  readonly onDone?: () => void
}

/** See {@link AlbumSheetProps}. */
export function AlbumSheet({ photos, onClose, onDone }: AlbumSheetProps) {
  const { words, formats } = useSpeech()
  const library = useLibrary()
  const { generation } = useClientState()
  const perform = usePerform()
  const [name, setName] = useState('')
  const albums = useAnswer(() => library.albums(), photos === null ? null : generation)
  const open = (albums.value ?? []).filter(takesPhotos)
  const ids = (photos ?? []).map(({ assetId }) => assetId)
  const finish = async (deed: Promise<boolean>) => {
    if (!(await deed)) return
    setName('')
    onClose()
    onDone?.()
  }
  const told = (album: string) => words.library.done.album(formats.count(ids.length), album)
  const create = () => {
    const albumId = albumIdSchema.parse(createBrowserRandom().hex(16))
    void finish(perform(newAlbumIntents(ids, albumId, name.trim()), told(name.trim())))
  }
  return (
    <Sheet title={words.library.albumSheet} isOpen={photos !== null} onClose={onClose}>
      {albums.value !== null && open.length === 0 ? <p>{words.library.albumNone}</p> : null}
      <ul className={styles.albums}>
        {open.map((album) => (
          <li key={album.key}>
            <Button
              look="quiet"
              onPress={() => void finish(perform(albumIntents(ids, album.key), told(album.name)))}
            >
              {album.name}
            </Button>
          </li>
        ))}
      </ul>
      <form
        className={styles.fresh}
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() !== '') create()
        }}
      >
        <Field label={words.library.albumNew} value={name} onChange={setName} maxLength={300} />
        <Button type="submit" look="main" isDisabled={name.trim() === ''}>
          {words.library.albumCreate}
        </Button>
      </form>
    </Sheet>
  )
}

function takesPhotos({ type, state }: Album): boolean {
  return type === 'album' && state === 'live'
}
