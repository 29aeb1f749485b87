import type { ReactNode } from 'react'
import { createContext, useContext, useEffect, useMemo, useState } from 'react'
import { I18nProvider } from 'react-aria-components'
import type { Formats } from './formats.ts'
import { formatsOf } from './formats.ts'
import type { Words } from './en.ts'
import type { Language } from './words.ts'
import { chooseLanguage, LANGUAGES, wordsOf } from './words.ts'

/** The texts and formats of the chosen language, and how another is chosen. */
export interface Speech {
  readonly language: Language
  readonly words: Words
  readonly formats: Formats
  readonly choose: (language: Language) => void
}

const SpeechContext = createContext<Speech | null>(null)

/** Where this browser keeps which language was chosen. */
const KEY = 'rollcall.language'

/** Gives everything within it its language: the chosen one, or the first that the browser asks for. */
export function SpeechProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(storedLanguage)
  const speech = useMemo<Speech>(
    () => ({
      language,
      words: wordsOf(language),
      formats: formatsOf(language),
      choose: (next) => {
        localStorage.setItem(KEY, next)
        setLanguage(next)
      },
    }),
    [language],
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

function storedLanguage(): Language {
  const stored = localStorage.getItem(KEY) ?? ''
  return stored in LANGUAGES ? (stored as Language) : chooseLanguage(navigator.languages)
}
