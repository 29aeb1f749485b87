import type { Browser, BrowserContext, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { CHROMIUM_ARGS, findChromium } from './find-chromium.ts'

/*
 * The system's own Chromium, for tests that look at pages as people do. What a page says on its console at the level of errors fails the
 * test that opened it.
 */

/** A page is given so long for anything that it is waited for. */
const PATIENCE_MS = 30_000

/** Sizes that pages are looked at in, in CSS pixels. */
export const VIEWPORTS = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
  /** A desktop whose pages are zoomed to 200 %. */
  halved: { width: 640, height: 400 },
  /** The narrowest that WCAG has pages read in without scrolling sideways. */
  narrow: { width: 320, height: 568 },
} as const

/** A browser, and what its pages have complained of. */
export interface OpenBrowser extends AsyncDisposable {
  /** A person with a profile of their own: nothing is shared with another one. */
  readonly person: (options?: PersonOptions) => Promise<Person>
}

/** How a person looks at things. */
export interface PersonOptions {
  readonly viewport?: keyof typeof VIEWPORTS
  readonly look?: 'light' | 'dark'
  /** A language tag; English unless told. */
  readonly locale?: string
  /** They have asked their system for less motion. */
  readonly isCalm?: boolean
}

/** Somebody at a browser. */
export interface Person {
  readonly page: Page
  readonly context: BrowserContext
  /** Messages of level error so far, of all pages; being offline is none. */
  readonly complaints: () => readonly string[]
}

/** Starts Chromium. Throws when there is none. */
export async function openBrowser(): Promise<OpenBrowser> {
  const browser: Browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] })
  return {
    person: async ({ viewport = 'desktop', look = 'light', locale = 'en', isCalm = false } = {}) => {
      const context = await browser.newContext({
        viewport: VIEWPORTS[viewport],
        colorScheme: look,
        locale,
        reducedMotion: isCalm ? 'reduce' : 'no-preference',
        hasTouch: viewport === 'phone',
        isMobile: viewport === 'phone',
        deviceScaleFactor: viewport === 'phone' ? 2 : 1,
        timezoneId: 'Europe/Lisbon',
      })
      context.setDefaultTimeout(PATIENCE_MS)
      const complaints: string[] = []
      context.on('console', (message) => {
        if (
          message.type() === 'error' &&
          !/ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED/.test(message.text())
        )
          complaints.push(message.text())
      })
      context.on('weberror', (error) => complaints.push(String(error.error())))
      return { page: await context.newPage(), context, complaints: () => complaints }
    },
    [Symbol.asyncDispose]: async () => await browser.close(),
  }
}
