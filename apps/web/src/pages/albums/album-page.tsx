import type { Album } from '@rollcall/protocol'
import { albumIdSchema } from '@rollcall/protocol'
import { useState } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import { Button } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Page } from '../../shell/page.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { AlbumTextSheet, MoveAlbumSheet, NewAlbumSheet, RemoveAlbumSheet } from './album-forms.tsx'
import { AlbumPhotos } from './album-photos.tsx'
import { foldersAbove, isShown } from './album-tree.ts'
import { AlbumTiles } from './albums-page.tsx'
import styles from './albums-page.module.css'

/** One album: its photos in its order, what a saved search finds, or what lies in a folder. */
export function AlbumPage() {
  const { words } = useSpeech()
  const [, go] = useLocation()
  const library = useLibrary()
  const { generation } = useClientState()
  const id = albumIdSchema.safeParse(useParams()['id'])
  const { value } = useAnswer(() => library.albums(), generation)
  if (value === null) return <Page title={words.albums.title}>{words.parts.loading}</Page>
  const album = id.success ? value.find(({ key }) => key === id.data) : undefined
  if (album === undefined || !isShown(value, album)) {
    return (
      <Page title={words.albums.gone} hidesTitle>
        <Empty title={words.albums.gone} words={words.albums.goneHow}>
          <Button onPress={() => go('/albums')}>{words.albums.toAlbums}</Button>
        </Empty>
      </Page>
    )
  }
  return (
    <Page title={album.name} width={album.type === 'folder' ? 'wide' : 'whole'}>
      <AlbumBar album={album} albums={value} />
      {album.type === 'folder' ? (
        <AlbumTiles albums={value} parentId={album.key} />
      ) : (
        <AlbumPhotos key={`${album.key} ${album.sort}`} album={album} />
      )}
    </Page>
  )
}

type OpenSheet = 'create' | 'name' | 'search' | 'move' | 'remove'

/** The way to an album, and what can be done to it. */
function AlbumBar({ album, albums }: { readonly album: Album; readonly albums: readonly Album[] }) {
  const { words } = useSpeech()
  const [, go] = useLocation()
  const [open, setOpen] = useState<OpenSheet | null>(null)
  const close = () => setOpen(null)
  return (
    <div className={styles.bar}>
      <nav className={styles.crumbs} aria-label={words.albums.title}>
        <Link href="/albums">{words.albums.title}</Link>
        {foldersAbove(albums, album).map(({ key, name }) => (
          <Link key={key} href={`/albums/${key}`}>
            {name}
          </Link>
        ))}
      </nav>
      {album.type === 'folder' ? (
        <Button onPress={() => setOpen('create')}>{words.albums.create}</Button>
      ) : null}
      {album.type === 'smart' ? <Button onPress={() => setOpen('search')}>{words.albums.edit}</Button> : null}
      <Button onPress={() => setOpen('name')}>{words.albums.rename}</Button>
      <Button onPress={() => setOpen('move')}>{words.albums.move}</Button>
      <Button onPress={() => setOpen('remove')}>{words.albums.remove}</Button>
      {open === 'create' ? <NewAlbumSheet parentId={album.key} onClose={close} /> : null}
      {open === 'name' || open === 'search' ? (
        <AlbumTextSheet album={album} what={open} onClose={close} />
      ) : null}
      {open === 'move' ? <MoveAlbumSheet album={album} albums={albums} onClose={close} /> : null}
      {open === 'remove' ? (
        <RemoveAlbumSheet
          album={album}
          onClose={close}
          onDone={() => go(album.parentId === null ? '/albums' : `/albums/${album.parentId}`)}
        />
      ) : null}
    </div>
  )
}
