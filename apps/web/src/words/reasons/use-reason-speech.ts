import { useEffect, useState } from 'react'
import { formatsOf } from '../formats.ts'
import type { Language } from '../words.ts'
import type { ReasonSpeech } from './reason-speech.ts'
import { ENGLISH_REASONS } from './reason-speech.ts'

/** The sentences of `packages/sync` in a language: English until those of another are here, which only its readers load. */
export function useReasonSpeech(language: Language): ReasonSpeech {
  const [loaded, setLoaded] = useState<{
    readonly language: Language
    readonly reasons: ReasonSpeech
  } | null>(null)
  useEffect(() => {
    if (language === 'en') return undefined
    const control = new AbortController()
    async function load(): Promise<void> {
      const { speakGerman } = await import('./de.ts')
      if (!control.signal.aborted) setLoaded({ language, reasons: speakGerman(formatsOf(language)) })
    }
    void load()
    return () => control.abort()
  }, [language])
  return loaded?.language === language ? loaded.reasons : ENGLISH_REASONS
}
