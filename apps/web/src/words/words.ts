import { gridDe, gridEn } from '../grid-view/words.ts'
import { libraryDe, libraryEn } from '../pages/library/words.ts'
import { uploadDe, uploadEn } from '../pages/upload/words.ts'
import { partsDe, partsEn } from '../parts/words.ts'
import type { LateValue } from '../shell/late-value.ts'
import { lateValue } from '../shell/late-value.ts'
import { shellDe, shellEn } from '../shell/words.ts'
import type { Words } from './en.ts'

/*
 * Every text of the pages, by language. English is the shape that the others must have: a text that a language lacks does not compile.
 * Sections stand beside the pages that show them (`pages/…/words.ts`). Sentences about why a photo is not synced come from the catalogue
 * of reasons in `packages/sync`, the same ones as on the command line.
 *
 * What the library needs to show photos is here at once, in every language. The rest comes with the first page that needs it, in the
 * language that is spoken: pages load it before they are shown (`pages/routes.tsx`).
 */

/** Languages that there are texts in, by their tag. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const

/** See {@link LANGUAGES}. */
export type Language = keyof typeof LANGUAGES

/** Where this browser keeps which language was chosen. */
const KEY = 'rollcall.language'

type FirstWords = Pick<Words, 'shell' | 'parts' | 'grid' | 'library' | 'upload'>

const FIRST: Readonly<Record<Language, FirstWords>> = {
  en: { shell: shellEn, parts: partsEn, grid: gridEn, library: libraryEn, upload: uploadEn },
  de: { shell: shellDe, parts: partsDe, grid: gridDe, library: libraryDe, upload: uploadDe },
}

const WHOLE: Readonly<Record<Language, LateValue<Words>>> = {
  en: lateValue(async () => (await import('./en.ts')).en),
  de: lateValue(async () => (await import('./de.ts')).de),
}

/**
 * The texts of a language. A section that is not loaded yet makes the part of the page that asks for it wait: it throws a promise, which
 * React's `Suspense` waits for.
 */
export function wordsOf(language: Language): Words {
  const first = FIRST[language]
  const whole = WHOLE[language]
  // The type of a proxy is that of what it stands for.
  return new Proxy(first as Words, {
    get: (_, section) => {
      const known = Reflect.get(whole.known() ?? first, section)
      if (known === undefined && typeof section === 'string' && whole.known() === null) throw whole.load()
      return known
    },
  })
}

/** Loads all texts of a language, once. */
export async function loadWords(language: Language): Promise<void> {
  await WHOLE[language].load()
}

/** Loads something together with all texts of the language that is spoken: what it shows needs more than the first of them. */
export function withWords<Value>(load: () => Promise<Value>): () => Promise<Value> {
  return async () => {
    const [value] = await Promise.all([load(), loadWords(storedLanguage())])
    return value
  }
}

/** The language that was chosen in this browser, or the first that the browser asks for. */
export function storedLanguage(): Language {
  const stored = localStorage.getItem(KEY) ?? ''
  return stored in LANGUAGES ? (stored as Language) : chooseLanguage(navigator.languages)
}

/** Keeps the chosen language. */
export function storeLanguage(language: Language): void {
  localStorage.setItem(KEY, language)
}

/** The first of the languages that somebody reads which there are texts in; English where there is none. */
export function chooseLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const [base = ''] = tag.toLowerCase().split('-')
    if (base in LANGUAGES) return base as Language
  }
  return 'en'
}
