import type { Asset } from '@rollcall/protocol'
import { Button } from '../../../parts/button.tsx'
import { usePerform } from '../../../shell/use-deeds.ts'
import { useSpeech } from '../../../words/use-words.tsx'
import { droppedEditsOf, earlierEditsIn, keptIntent } from '../../storage/earlier-edits.ts'
import styles from './info-panel.module.css'

/** Edited files of a photo that nobody looks at any more: those that can be let go of, and those that were and can be brought back. */
export function EarlierEdits({ asset }: { readonly asset: Asset }) {
  const { words, formats } = useSpeech()
  const { viewer } = words
  const perform = usePerform()
  const kept = earlierEditsIn([asset])
  const dropped = droppedEditsOf(asset)
  if (kept.length === 0 && dropped.length === 0) return null
  return (
    <section className={styles.where} aria-label={viewer.edits}>
      <h3>{viewer.edits}</h3>
      <ul>
        {kept.map(({ file: { sha256, name, bytes } }) => (
          <li key={sha256}>
            {`${name}, ${formats.bytes(bytes)}`}
            <Button onPress={() => void perform([keptIntent(asset.id, sha256, false)], viewer.editLetGone)}>
              {viewer.editLetGo}
            </Button>
          </li>
        ))}
        {dropped.map(({ sha256, name, bytes, keptUntil }) => (
          <li key={sha256}>
            {viewer.editDropped(`${name}, ${formats.bytes(bytes)}`, formats.here(keptUntil))}
            <Button onPress={() => void perform([keptIntent(asset.id, sha256, true)], viewer.editBack)}>
              {viewer.editBringBack}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
