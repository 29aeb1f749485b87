import type { Album } from '@rollcall/protocol'
import { Folder, Images, Search } from 'lucide-react'
import { Link } from 'wouter'
import type { LibraryClient } from '../../engine/library-client.ts'
import { useAnswer } from '../../shell/use-answer.ts'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './albums-page.module.css'

const GLYPHS = { album: Images, folder: Folder, smart: Search } as const

/** An album, a folder or a saved search as a tile. `within`: what lies in a folder. */
export function AlbumTile({ album, within }: { readonly album: Album; readonly within: number }) {
  const { words, formats } = useSpeech()
  const library = useLibrary()
  const { generation } = useClientState()
  const isFolder = album.type === 'folder'
  const { value } = useAnswer(() => faceOf(library, album), isFolder ? null : generation, album.key)
  const Glyph = GLYPHS[album.type]
  const count = value?.count ?? 0
  return (
    <Link href={`/albums/${album.key}`} className={styles.tile ?? ''}>
      <span className={styles.cover}>
        {value === null || value.picture === null ? (
          <Glyph size={32} aria-hidden />
        ) : (
          <img src={value.picture} alt="" />
        )}
      </span>
      <span className={styles.name}>{album.name}</span>
      <span className={styles.quiet}>
        {isFolder
          ? words.albums.inFolder(formats.count(within), within)
          : value === null
            ? ' '
            : words.albums.count(formats.count(count), count)}
      </span>
    </Link>
  )
}

/** The cover of an album, which somebody chose or is its first photo, and how many photos it shows. */
async function faceOf(
  library: Pick<LibraryClient, 'timeline' | 'cells'>,
  album: Album,
): Promise<{ readonly count: number; readonly picture: string | null }> {
  const { columns, handles } = await library.timeline({ kind: 'album', albumId: album.key })
  const chosen =
    album.cover === null ? null : await library.timeline({ kind: 'assets', assetIds: [album.cover] })
  const [first] = await library.cells(
    (chosen?.handles.length ?? 0) > 0 && chosen !== null ? chosen.handles : handles.slice(0, 1),
  )
  return { count: columns.count, picture: first?.medium ?? first?.small ?? null }
}
