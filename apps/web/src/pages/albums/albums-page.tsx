import type { Album, AlbumId } from '@rollcall/protocol'
import { CloudUpload, EyeOff, Film, Heart, Play, Trash2 } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import { addressOfQuery } from '../../grid-view/query-address.ts'
import { Button } from '../../parts/button.tsx'
import { Page } from '../../shell/page.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { NewAlbumSheet } from './album-forms.tsx'
import { AlbumTile } from './album-tile.tsx'
import { albumsWithin } from './album-tree.ts'
import styles from './albums-page.module.css'

type FixedName = 'favourites' | 'videos' | 'live' | 'not_synced' | 'hidden' | 'trash'

const FIXED: readonly (readonly [FixedName, LucideIcon])[] = [
  ['favourites', Heart],
  ['videos', Film],
  ['live', Play],
  ['not_synced', CloudUpload],
  ['hidden', EyeOff],
  ['trash', Trash2],
]

/** Albums: those that are always there, and people's own in their folders. */
export function AlbumsPage() {
  const { words } = useSpeech()
  const library = useLibrary()
  const { generation } = useClientState()
  const [isCreating, setCreating] = useState(false)
  const { value } = useAnswer(() => library.albums(), generation)
  return (
    <Page
      title={words.albums.title}
      width="wide"
      actions={<Button onPress={() => setCreating(true)}>{words.albums.create}</Button>}
    >
      <section className={styles.section} aria-label={words.albums.fixed}>
        <ul className={styles.fixed}>
          {FIXED.map(([kind, Icon]) => (
            <li key={kind}>
              <Link href={addressOfQuery({ kind })} className={styles.place ?? ''}>
                <Icon size={20} aria-hidden />
                {words.albums.names[kind]}
              </Link>
            </li>
          ))}
        </ul>
      </section>
      {value === null ? null : <AlbumTiles albums={value} parentId={null} />}
      {isCreating ? <NewAlbumSheet parentId={null} onClose={() => setCreating(false)} /> : null}
    </Page>
  )
}

/** What lies in a folder, or at the top, as tiles. */
export function AlbumTiles({
  albums,
  parentId,
}: {
  readonly albums: readonly Album[]
  readonly parentId: AlbumId | null
}) {
  const { words } = useSpeech()
  const within = albumsWithin(albums, parentId)
  return (
    <section className={styles.section} aria-label={words.albums.own}>
      {parentId === null ? <h2>{words.albums.own}</h2> : null}
      {within.length === 0 ? (
        <>
          <p>{parentId === null ? words.albums.none : words.albums.emptyFolder}</p>
          <p className={styles.quiet}>
            {parentId === null ? words.albums.noneHow : words.albums.emptyFolderHow}
          </p>
        </>
      ) : null}
      <ul className={styles.tiles}>
        {within.map((album) => (
          <li key={album.key}>
            <AlbumTile album={album} within={albumsWithin(albums, album.key).length} />
          </li>
        ))}
      </ul>
    </section>
  )
}
