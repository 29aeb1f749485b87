import type { ReactNode } from 'react'
import { createContext, useContext, useEffect, useMemo, useState } from 'react'
import { I18nProvider } from 'react-aria-components'
import type { Formats } from './formats.ts'
import { formatsOf } from './formats.ts'
import type { ReasonSpeech } from './reasons/reason-speech.ts'
import { useReasonSpeech } from './reasons/use-reason-speech.ts'
import type { Words } from './en.ts'
import type { Language } from './words.ts'
import { loadWords, storedLanguage, storeLanguage, wordsOf } from './words.ts'

/** The texts and formats of the chosen language, and how another is chosen. */
export interface Speech {
  readonly language: Language
  readonly words: Words
  readonly formats: Formats
  /** Says what `packages/sync` has to say. */
  readonly reasons: ReasonSpeech
  readonly choose: (language: Language) => void
}

const SpeechContext = createContext<Speech | null>(null)

/** Gives everything within it its language: the chosen one, or the first that the browser asks for. */
export function SpeechProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(storedLanguage)
  const reasons = useReasonSpeech(language)
  const speech = useMemo<Speech>(
    () => ({
      language,
      words: wordsOf(language),
      formats: formatsOf(language),
      reasons,
      choose: (next) => {
        storeLanguage(next)
        // Shown once its texts are here, so that the page that it is chosen on does not vanish meanwhile.
        const speakSoon = async () => {
          await loadWords(next)
          setLanguage(next)
        }
        void speakSoon()
      },
    }),
    [language, reasons],
  )
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  return (
    <I18nProvider locale={language}>
      <SpeechContext value={speech}>{children}</SpeechContext>
    </I18nProvider>
  )
}

/** See {@link Speech}. Throws outside of a {@link SpeechProvider}. */
export function useSpeech(): Speech {
  const speech = useContext(SpeechContext)
  if (speech === null) throw new Error('Cannot speak: there is no SpeechProvider around this')
  return speech
}
