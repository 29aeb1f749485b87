import { de } from './de.ts'
import type { Words } from './en.ts'
import { en } from './en.ts'

/*
 * Every text of the pages, by language. English is the shape that the others must have: a text that a language lacks does not compile.
 * Sections stand beside the pages that show them (`pages/…/words.ts`). Sentences about why a photo is not synced come from the catalogue
 * of reasons in `packages/sync`, the same ones as on the command line.
 */

/** Languages that there are texts in, by their tag. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const

/** See {@link LANGUAGES}. */
export type Language = keyof typeof LANGUAGES

const WORDS: Readonly<Record<Language, Words>> = { en, de }

/** The texts of a language. */
export function wordsOf(language: Language): Words {
  return WORDS[language]
}

/** The first of the languages that somebody reads which there are texts in; English where there is none. */
export function chooseLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const [base = ''] = tag.toLowerCase().split('-')
    if (base in LANGUAGES) return base as Language
  }
  return 'en'
}
