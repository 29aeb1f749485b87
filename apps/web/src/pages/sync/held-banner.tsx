import type { Hold } from '@rollcall/protocol'
import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { PhotoStrip } from '../../shell/photo-strip.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { usePerform } from '../../shell/use-deeds.ts'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './sync-page.module.css'

/** Deletions that look like an accident and wait for somebody's word [R17]; nothing where there are none. */
export function HeldBanner() {
  const { words, formats } = useSpeech()
  const library = useLibrary()
  const { generation } = useClientState()
  const [openId, setOpenId] = useState<string | null>(null)
  const { value } = useAnswer(() => library.holds(), generation)
  const waiting = (value ?? []).filter(({ state }) => state === 'waiting')
  return (
    <>
      {waiting.map((hold) => (
        <section key={hold.key} className={styles.banner} role="alert">
          <div>
            <h2>{words.sync.held(formats.count(hold.assetIds.length), hold.deviceName)}</h2>
            <p>{words.sync.heldWhy}</p>
          </div>
          <Button look="main" onPress={() => setOpenId(hold.key)}>
            {words.sync.heldReview}
          </Button>
        </section>
      ))}
      <HeldSheet hold={waiting.find(({ key }) => key === openId) ?? null} onClose={() => setOpenId(null)} />
    </>
  )
}

function HeldSheet({ hold, onClose }: { readonly hold: Hold | null; readonly onClose: () => void }) {
  const { words, formats } = useSpeech()
  const perform = usePerform()
  if (hold === null) return null
  const count = formats.count(hold.assetIds.length)
  const answer = (word: 'release' | 'undo') => {
    const told = word === 'release' ? words.sync.heldDeleted(count) : words.sync.heldKept(count)
    void perform([{ op: 'answerHold', args: { holdId: hold.key, answer: word } }], told)
    onClose()
  }
  return (
    <Sheet
      title={words.sync.held(count, hold.deviceName)}
      isOpen
      role="alertdialog"
      onClose={onClose}
      actions={
        <>
          <Button look="danger" onPress={() => answer('release')}>
            {words.sync.heldDelete}
          </Button>
          <Button look="main" onPress={() => answer('undo')}>
            {words.sync.heldKeep}
          </Button>
        </>
      }
    >
      <p>{words.sync.heldWhy}</p>
      <PhotoStrip assetIds={hold.assetIds} />
    </Sheet>
  )
}
