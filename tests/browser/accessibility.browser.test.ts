import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import { withoutChromium } from './find-chromium.ts'
import type { OpenBrowser } from './open-browser.ts'
import { openBrowser } from './open-browser.ts'
import type { ServedApp } from './serve-app.ts'
import { serveApp } from './serve-app.ts'
import { signInBrowser } from './sign-in-browser.ts'

/** WCAG 2.2 A and AA, as axe-core knows them; what it cannot know, people look at. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

const PAGES = [
  '/',
  '/albums',
  '/albums/trash',
  '/sync',
  '/storage',
  '/journal',
  '/duplicates',
  '/settings',
  '/settings/security',
  '/search?q=2024',
]

describe('the pages', { skip: withoutChromium() }, () => {
  let app: ServedApp
  let browser: OpenBrowser
  before(async () => {
    app = await serveApp()
    browser = await openBrowser()
    await app.server.addAccount('ana')
  })
  after(async () => {
    await browser[Symbol.asyncDispose]()
    await app[Symbol.asyncDispose]()
  })

  for (const look of ['light', 'dark'] as const) {
    test(`axe-core finds nothing on any of them, ${look}`, async () => {
      const { page, context } = await browser.person({ look })
      await signInBrowser(page, app.url, { account: 'ana' })
      const found: string[] = []
      for (const path of PAGES) {
        await page.goto(`${app.url}${path}`)
        await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' })
        const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
        found.push(
          ...violations.map(({ id, nodes }) => `${path} ${id}: ${nodes.map(({ html }) => html).join(' ')}`),
        )
      }
      assert.deepEqual(found, [])
      await context.close()
    })
  }
})
