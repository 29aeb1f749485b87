import type { AssetId } from '@rollcall/protocol'
import { ownBytesOf } from '@rollcall/sync'
import type { CellPhoto, LibraryClient } from '../../engine/library-client.ts'
import { useAnswer } from '../../shell/use-answer.ts'
import { useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './storage-page.module.css'

/** Photos that are listed to choose from, the largest first; when they are gone, the next are offered. */
const LISTED_MAX = 100

interface SizedPhoto {
  readonly photo: CellPhoto
  readonly bytes: number
}

/** A list of photos with their sizes, to mark some of. */
export function ChoosePhotos({
  assetIds,
  chosen,
  onChange,
}: {
  readonly assetIds: readonly AssetId[]
  readonly chosen: ReadonlySet<AssetId>
  readonly onChange: (chosen: ReadonlySet<AssetId>) => void
}) {
  const { words, formats } = useSpeech()
  const library = useLibrary()
  const listed = assetIds.slice(0, LISTED_MAX)
  const { value } = useAnswer(() => sizedPhotos(library, listed), listed.join(' '))
  const toggle = (id: AssetId) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    onChange(next)
  }
  return (
    <ul className={styles.choose}>
      {(value ?? []).map(({ photo, bytes }) => (
        <li key={photo.assetId}>
          <label>
            <input
              type="checkbox"
              aria-label={words.storage.choose(photo.name, formats.bytes(bytes))}
              checked={chosen.has(photo.assetId)}
              onChange={() => toggle(photo.assetId)}
            />
            {photo.small === null ? <span className={styles.blank} /> : <img src={photo.small} alt="" />}
            <span>{photo.name}</span>
            <span className={styles.quiet}>{formats.bytes(bytes)}</span>
          </label>
        </li>
      ))}
    </ul>
  )
}

async function sizedPhotos(
  library: Pick<LibraryClient, 'timeline' | 'cells' | 'asset'>,
  assetIds: readonly AssetId[],
): Promise<readonly SizedPhoto[]> {
  const { handles } = await library.timeline({ kind: 'assets', assetIds })
  const photos = await library.cells(handles)
  const sized: SizedPhoto[] = []
  for (const photo of photos) {
    const asset = photo === null ? null : await library.asset(photo.assetId)
    if (photo !== null && asset !== null) sized.push({ photo, bytes: ownBytesOf(asset) })
  }
  return sized
}
