import { createBrowserRandom } from '@rollcall/platform-browser'
import type { Album, AlbumId } from '@rollcall/protocol'
import { albumIdSchema, SEARCH_MAX, TITLE_MAX } from '@rollcall/protocol'
import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Field } from '../../parts/field.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { usePerform } from '../../shell/use-deeds.ts'
import { useSpeech } from '../../words/use-words.tsx'
import { foldersFor } from './album-tree.ts'
import styles from './albums-page.module.css'

interface SheetOf {
  readonly onClose: () => void
}

/** Asks for a new album, folder or saved search, which is made in a folder or at the top. */
export function NewAlbumSheet({ parentId, onClose }: SheetOf & { readonly parentId: AlbumId | null }) {
  const { words } = useSpeech()
  const perform = usePerform()
  const [type, setType] = useState<Album['type']>('album')
  const [name, setName] = useState('')
  const [search, setSearch] = useState('')
  const isReady = name.trim() !== '' && (type !== 'smart' || search.trim() !== '')
  const make = async () => {
    const albumId = albumIdSchema.parse(createBrowserRandom().hex(16))
    const args = {
      albumId,
      type,
      name: name.trim(),
      parentId,
      search: type === 'smart' ? search.trim() : null,
    }
    if (await perform([{ op: 'createAlbum', args }], words.albums.created(args.name))) onClose()
  }
  return (
    <Sheet title={words.albums.create} isOpen onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) void make()
        }}
      >
        <Choice
          label={words.albums.type}
          value={type}
          options={[
            ['album', words.albums.types.album],
            ['folder', words.albums.types.folder],
            ['smart', words.albums.types.smart],
          ]}
          onChange={setType}
        />
        <Field label={words.albums.name} value={name} onChange={setName} maxLength={TITLE_MAX} autoFocus />
        {type === 'smart' ? (
          <Field
            label={words.albums.search}
            hint={words.albums.searchHint}
            value={search}
            onChange={setSearch}
            maxLength={SEARCH_MAX}
          />
        ) : null}
        <Button type="submit" look="main" isDisabled={!isReady}>
          {words.albums.make}
        </Button>
      </form>
    </Sheet>
  )
}

/** Asks for another text of an album: its name, or what it searches for. */
export function AlbumTextSheet({
  album,
  what,
  onClose,
}: SheetOf & { readonly album: Album; readonly what: 'name' | 'search' }) {
  const { words } = useSpeech()
  const perform = usePerform()
  const [text, setText] = useState(what === 'name' ? album.name : (album.search ?? ''))
  const value = text.trim()
  const isName = what === 'name'
  const save = async () => {
    const args = { albumId: album.key, value }
    const isDone = isName
      ? await perform([{ op: 'setAlbumName', args }], words.albums.renamed(value))
      : await perform([{ op: 'setAlbumSearch', args }], words.albums.searchSaved)
    if (isDone) onClose()
  }
  return (
    <Sheet title={isName ? words.albums.rename : words.albums.edit} isOpen onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (value !== '') void save()
        }}
      >
        <Field
          label={isName ? words.albums.name : words.albums.search}
          hint={isName ? undefined : words.albums.searchHint}
          value={text}
          onChange={setText}
          maxLength={isName ? TITLE_MAX : SEARCH_MAX}
          autoFocus
        />
        <Button type="submit" look="main" isDisabled={value === ''}>
          {words.albums.save}
        </Button>
      </form>
    </Sheet>
  )
}

/** Asks which folder an album goes into. */
export function MoveAlbumSheet({
  album,
  albums,
  onClose,
}: SheetOf & { readonly album: Album; readonly albums: readonly Album[] }) {
  const { words } = useSpeech()
  const perform = usePerform()
  const move = (parentId: AlbumId | null) => {
    const args = { albumId: album.key, parentId, after: 'end' } as const
    void perform([{ op: 'moveAlbum', args }], words.albums.moved(album.name))
    onClose()
  }
  return (
    <Sheet title={words.albums.moveTo(album.name)} isOpen onClose={onClose}>
      <ul className={styles.list}>
        {album.parentId === null ? null : (
          <li>
            <Button look="quiet" onPress={() => move(null)}>
              {words.albums.top}
            </Button>
          </li>
        )}
        {foldersFor(albums, album).map(({ key, name }) => (
          <li key={key}>
            <Button look="quiet" onPress={() => move(key)}>
              {name}
            </Button>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

/** Asks before an album is deleted; its photos stay. */
export function RemoveAlbumSheet({
  album,
  onClose,
  onDone,
}: SheetOf & { readonly album: Album; readonly onDone: () => void }) {
  const { words } = useSpeech()
  const perform = usePerform()
  const remove = async () => {
    const args = { albumId: album.key }
    onClose()
    if (await perform([{ op: 'trashAlbum', args }], words.albums.removed(album.name))) onDone()
  }
  return (
    <Sheet
      title={words.albums.removeTitle(album.name)}
      isOpen
      role="alertdialog"
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{words.parts.cancel}</Button>
          <Button look="danger" onPress={() => void remove()}>
            {words.albums.remove}
          </Button>
        </>
      }
    >
      <p>{words.albums.removeWhat}</p>
    </Sheet>
  )
}
