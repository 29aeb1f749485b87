import type { AssetId } from '@rollcall/protocol'
import { Link } from 'wouter'
import { useSpeech } from '../words/use-words.tsx'
import styles from './photo-strip.module.css'
import { useAnswer } from './use-answer.ts'
import { useClientState, useLibrary } from './use-library.tsx'

/** Photos shown before the rest is only counted. */
const SHOWN_MAX = 48

/** Some photos, small, each of which can be opened; what is no longer there is left out. */
export function PhotoStrip({
  assetIds,
  shownMax = SHOWN_MAX,
}: {
  readonly assetIds: readonly AssetId[]
  readonly shownMax?: number
}) {
  const { words, formats } = useSpeech()
  const library = useLibrary()
  const { generation } = useClientState()
  const shown = assetIds.slice(0, shownMax)
  const { value } = useAnswer(
    async () => {
      const { handles } = await library.timeline({ kind: 'assets', assetIds: shown })
      return await library.cells(handles)
    },
    generation,
    shown.join(' '),
  )
  return (
    <div>
      <ul className={styles.strip}>
        {(value ?? []).map((photo) =>
          photo === null ? null : (
            <li key={photo.assetId}>
              <Link href={`/photo/${photo.assetId}`} aria-label={photo.name}>
                {photo.small === null ? <span>{photo.name}</span> : <img src={photo.small} alt="" />}
              </Link>
            </li>
          ),
        )}
      </ul>
      {assetIds.length > shownMax ? (
        <p className={styles.more}>{words.sync.queueMore(formats.count(assetIds.length - shownMax))}</p>
      ) : null}
    </div>
  )
}
