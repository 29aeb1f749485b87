import { Sheet } from '../parts/sheet.tsx'
import { Toggle } from '../parts/toggle.tsx'
import { useSpeech } from '../words/use-words.tsx'
import styles from './key-help.module.css'
import { KEY_GROUPS } from './keys.ts'
import { useKeyboard } from './use-shortcuts.tsx'

/** All keys, and whether single ones do something. Open while it is there. */
export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const { keys } = useSpeech().words
  const { isOn, setOn } = useKeyboard()
  return (
    <Sheet title={keys.title} isOpen onClose={onClose}>
      {(['everywhere', 'library', 'photos'] as const).map((group) => (
        <section key={group} aria-labelledby={`keys-${group}`}>
          <h3 id={`keys-${group}`}>{keys[group]}</h3>
          <dl className={styles.keys}>
            {KEY_GROUPS[group].map((key) => (
              <div key={key} className={styles.key}>
                <dt>
                  <kbd className={styles.cap}>{key}</kbd>
                </dt>
                <dd>{keys.of[key]}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <Toggle isOn={isOn} onChange={setOn}>
        {keys.isOn}
      </Toggle>
    </Sheet>
  )
}
