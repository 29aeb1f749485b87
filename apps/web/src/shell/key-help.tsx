import { useState } from 'react'
import { useLocation } from 'wouter'
import { Sheet } from '../parts/sheet.tsx'
import { Toggle } from '../parts/toggle.tsx'
import { useSpeech } from '../words/use-words.tsx'
import styles from './key-help.module.css'
import { KEY_GROUPS } from './keys.ts'
import { useKeyboard, useShortcuts } from './use-shortcuts.tsx'

/** The keys that lead to a place wherever one is, and `?`, which shows all keys. Once in the app. */
export function KeyHelp() {
  const { words } = useSpeech()
  const { keys } = words
  const [, go] = useLocation()
  const [isOpen, setOpen] = useState(false)
  const { isOn, setOn } = useKeyboard()
  useShortcuts({
    '?': () => setOpen(true),
    'g l': () => go('/'),
    'g a': () => go('/albums'),
    'g d': () => go('/sync'),
    'g s': () => go('/storage'),
    'g ,': () => go('/settings'),
    '/': focusSearch,
  })
  return (
    <Sheet title={keys.title} isOpen={isOpen} onClose={() => setOpen(false)}>
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

function focusSearch(): boolean {
  const search = document.querySelector('header input')
  if (!(search instanceof HTMLInputElement)) return false
  search.focus()
  search.select()
  return true
}
