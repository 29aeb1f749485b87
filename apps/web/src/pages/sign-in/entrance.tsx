import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { Choice } from '../../parts/choice.tsx'
import { Note } from '../../parts/note.tsx'
import { Toasts } from '../../parts/toasts.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import type { Language } from '../../words/words.ts'
import { LANGUAGES } from '../../words/words.ts'
import styles from './entrance.module.css'

/** Languages by their own names, as a choice has them. */
export const LANGUAGE_OPTIONS = (['en', 'de'] as const satisfies readonly Language[]).map(
  (language) => [language, LANGUAGES[language]] as const,
)

/** A page of somebody who is not in yet: one narrow column, without the frame of the library. */
export function Entrance({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const { words, language, choose } = useSpeech()
  useEffect(() => {
    document.title = `${title} · Rollcall`
  }, [title])
  return (
    <div className={styles.entrance}>
      <main id="main" className={styles.card}>
        <p className={styles.name}>
          <img src="/icon.svg" alt="" width={28} height={28} />
          Rollcall
        </p>
        <h1>{title}</h1>
        {children}
      </main>
      <footer className={styles.foot}>
        <Choice
          label={words.signIn.language}
          hidesLabel
          value={language}
          options={LANGUAGE_OPTIONS}
          onChange={choose}
        />
      </footer>
      <Toasts />
    </div>
  )
}

/** Says what an address without https cannot do; nothing where it can. */
export function InsecureNote() {
  const { words } = useSpeech()
  if (globalThis.isSecureContext) return null
  return (
    <Note>
      <strong>{words.signIn.insecureTitle}.</strong> {words.signIn.insecure}
    </Note>
  )
}
