import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Note } from '../../parts/note.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { tell } from '../../parts/toasts.tsx'
import { Toggle } from '../../parts/toggle.tsx'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useLook } from '../../shell/use-look.ts'
import { useKeyboard } from '../../shell/use-shortcuts.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { InsecureNote, LANGUAGE_OPTIONS } from '../sign-in/entrance.tsx'
import styles from './settings-page.module.css'

/** This browser as a device: what it keeps, and how it looks and speaks. */
export function BrowserSection() {
  const { words } = useSpeech()
  return (
    <>
      <section className={styles.group} aria-labelledby="kept">
        <h2 id="kept">{words.settings.kept}</h2>
        {globalThis.isSecureContext ? <KeptHere /> : <NothingKept />}
      </section>
      <section className={styles.group} aria-labelledby="looks">
        <h2 id="looks">{words.settings.look}</h2>
        <Appearance />
      </section>
    </>
  )
}

function NothingKept() {
  const { words } = useSpeech()
  return (
    <>
      <p>{words.settings.noStore}</p>
      <InsecureNote />
    </>
  )
}

function KeptHere() {
  const { words, formats } = useSpeech()
  const { store, assets } = useClientState()
  const [isProtected, setProtected] = useState<boolean | null>(null)
  const [isClearing, setClearing] = useState(false)
  const isSafe = isProtected ?? store.isProtected ?? false
  const protect = async () => {
    const promised = await navigator.storage.persist()
    setProtected(promised)
    if (!promised) tell({ text: words.settings.notProtected })
  }
  return (
    <>
      <p>{words.settings.keptHow(formats.bytes(store.bytes), formats.count(assets))}</p>
      <p className={styles.quiet}>{isSafe ? words.settings.protected : words.settings.unprotected}</p>
      <div className={styles.actions}>
        {isSafe ? null : <Button onPress={() => void protect()}>{words.settings.protect}</Button>}
        <Button look="danger" onPress={() => setClearing(true)}>
          {words.settings.clear}
        </Button>
      </div>
      <ClearSheet isOpen={isClearing} onClose={() => setClearing(false)} />
    </>
  )
}

function ClearSheet({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { words } = useSpeech()
  const library = useLibrary()
  const [isRefused, setRefused] = useState(false)
  const clear = async () => {
    if (!(await library.clear('only_what_is_safe'))) {
      setRefused(true)
      return
    }
    library.wake()
    tell({ text: words.settings.cleared })
    onClose()
  }
  return (
    <Sheet
      title={words.settings.clearTitle}
      isOpen={isOpen}
      onClose={onClose}
      role="alertdialog"
      actions={
        <>
          <Button onPress={onClose}>{words.parts.cancel}</Button>
          <Button look="danger" onPress={() => void clear()}>
            {words.settings.clear}
          </Button>
        </>
      }
    >
      <p>{words.settings.clearHow}</p>
      {isRefused ? <Note look="attention">{words.settings.clearRefused}</Note> : null}
    </Sheet>
  )
}

function Appearance() {
  const { words, language, choose } = useSpeech()
  const { look, setLook } = useLook()
  const { isOn, setOn } = useKeyboard()
  const looks = (['system', 'light', 'dark'] as const).map(
    (each) => [each, words.settings.looks[each]] as const,
  )
  return (
    <div className={styles.form}>
      <Choice label={words.settings.look} value={look} options={looks} onChange={setLook} />
      <Choice label={words.settings.language} value={language} options={LANGUAGE_OPTIONS} onChange={choose} />
      <Toggle isOn={isOn} onChange={setOn}>
        {words.settings.shortcuts}
      </Toggle>
    </div>
  )
}
