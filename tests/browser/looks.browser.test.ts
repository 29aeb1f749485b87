import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createSystemClock } from '@rollcall/platform-node'
import { createDeriver } from '@rollcall/server'
import type { Page } from 'playwright-core'
import { runDerivationsOf } from '../system/server/deriving-harness.ts'
import { withoutChromium } from './find-chromium.ts'
import type { OpenBrowser } from './open-browser.ts'
import { openBrowser } from './open-browser.ts'
import type { ServedApp } from './serve-app.ts'
import { serveApp } from './serve-app.ts'
import { signInBrowser } from './sign-in-browser.ts'
import { nameOf, stockPhotos } from './stock-photos.ts'

/*
 * The pages as people see them who zoom, read from right to left, want no motion, or have no mouse.
 */

const PHOTOS = 12

/** Text may be wider than its box by what the edges of letters take. */
const SLACK_PX = 2

const PAGES = [
  '/',
  '/?show=videos',
  '/search?q=2017',
  '/albums',
  '/albums/trash',
  '/sync',
  '/sync/doctor/here',
  '/storage',
  '/journal',
  '/duplicates',
  '/settings',
  '/settings/security',
  '/settings/alarms',
  '/settings/server',
  '/link',
  '/welcome',
  '/more',
]

const skip = withoutChromium()
const ends = new AsyncDisposableStack()
let app: ServedApp
let browser: OpenBrowser

before(async () => {
  if (skip !== false) return
  app = ends.use(await serveApp())
  browser = ends.use(await openBrowser())
  await app.server.addAccount('ana')
  const member = await app.server.signIn('ana', 'A camera with a rather long name of its own')
  const deriver = createDeriver({ clock: createSystemClock() })
  ends.defer(() => deriver.close())
  ends.use(runDerivationsOf(app.server, deriver))
  await stockPhotos(member, PHOTOS)
})

after(async () => await ends.disposeAsync())

/** What of a page lies outside of the view, or is wider than what it lies in and cut there; sentences. */
async function cutOff(page: Page): Promise<readonly string[]> {
  return await page.evaluate((slack) => {
    const found: string[] = []
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth > clientWidth + slack) found.push(`the page is ${scrollWidth} wide in ${clientWidth}`)
    for (const element of document.querySelectorAll<HTMLElement>('main *, nav *, [role=dialog] *')) {
      const box = element.getBoundingClientRect()
      const isShown = element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      if (
        !isShown ||
        box.width < 2 ||
        box.height < 2 ||
        element.closest('[role=grid], [role=slider], svg') !== null
      )
        continue
      const name = `${element.tagName.toLowerCase()} “${(element.textContent ?? '').slice(0, 40)}”`
      if (box.left < -slack || box.right > clientWidth + slack)
        found.push(`${name} lies from ${Math.round(box.left)} to ${Math.round(box.right)} of ${clientWidth}`)
      const style = getComputedStyle(element)
      const isMeant = style.textOverflow === 'ellipsis' || style.position === 'absolute'
      if (!isMeant && style.overflowX === 'hidden' && element.scrollWidth > element.clientWidth + slack)
        found.push(`${name} is cut`)
      if (style.overflowX === 'auto' && element.scrollWidth > element.clientWidth + slack)
        found.push(`${name} scrolls sideways`)
    }
    return [...new Set(found)].slice(0, 6)
  }, SLACK_PX)
}

/** All that is cut on any page. */
async function cutOnPages(page: Page): Promise<readonly string[]> {
  const found: string[] = []
  for (const path of PAGES) {
    await page.goto(`${app.url}${path}`)
    await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' })
    await page.locator('[aria-busy=true]').waitFor({ state: 'detached' })
    const shots = process.env['SHOTS']
    if (shots !== undefined) await page.screenshot({ path: `${shots}${path.replaceAll(/[^a-z]/g, '_')}.png` })
    for (const each of await cutOff(page)) found.push(`${path}: ${each}`)
  }
  return found
}

// German words are the longer ones: what holds them holds the English.
for (const viewport of ['halved', 'narrow'] as const) {
  test(`nothing is cut and nothing scrolls sideways, ${viewport}`, { skip }, async () => {
    const { page, context, complaints } = await browser.person({ viewport, locale: 'de' })
    await signInBrowser(page, app.url, { account: 'ana', deviceName: `Chromium ${viewport}` })
    assert.deepEqual(await cutOnPages(page), [])
    assert.deepEqual(complaints(), [])
    await context.close()
  })
}

test('pages read from right to left are whole, and the timeline leaves its edge to the years', {
  skip,
}, async () => {
  const { page, context, complaints } = await browser.person()
  await page.addInitScript(() => {
    document.addEventListener('readystatechange', () => {
      document.documentElement.dir = 'rtl'
    })
  })
  await signInBrowser(page, app.url, { account: 'ana', deviceName: 'Chromium right to left' })
  assert.deepEqual(await cutOnPages(page), [])
  await page.goto(app.url)
  await page.getByRole('gridcell').first().waitFor()
  const [grid, bar] = [
    await page.getByRole('grid').boundingBox(),
    await page.getByRole('slider').boundingBox(),
  ]
  assert.ok(grid && bar)
  assert.ok(bar.x + bar.width <= grid.x, 'the years are on the left, beside the photos')
  assert.deepEqual(complaints(), [])
  await context.close()
})

test('somebody who wants no motion sees none, from the library into a photo, a sheet, and back', {
  skip,
}, async () => {
  const { page, context, complaints } = await browser.person({ isCalm: true })
  await signInBrowser(page, app.url, { account: 'ana', deviceName: 'Chromium without motion' })
  const moving = async () =>
    await page.evaluate(() =>
      document
        .getAnimations()
        .filter(({ effect }) => Number(effect?.getComputedTiming().duration) > 1)
        .map((animation) => String(animation.effect?.getComputedTiming().duration)),
    )
  await page.getByRole('gridcell').first().click()
  await page.getByRole('img', { name: nameOf(PHOTOS - 1) }).waitFor()
  assert.deepEqual(await moving(), [])
  await page.getByRole('button', { name: 'Info', exact: true }).click()
  assert.deepEqual(await moving(), [])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.locator('[role=gridcell]:focus').waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog').waitFor()
  assert.deepEqual(await moving(), [])
  assert.equal(await page.getByRole('dialog').evaluate((it) => getComputedStyle(it).opacity), '1')
  assert.deepEqual(complaints(), [])
  await context.close()
})

test('somebody without a mouse goes from the library into a photo, to its facts, and back to where they were', {
  skip,
}, async () => {
  const { page, context, complaints } = await browser.person()
  await signInBrowser(page, app.url, { account: 'ana', deviceName: 'Chromium by keys' })
  await page.getByRole('gridcell').first().waitFor()
  const focused = () => page.locator(':focus')
  const isOutlined = () => focused().evaluate((it) => getComputedStyle(it).outlineStyle !== 'none')
  for (let tab = 0; tab < 40; tab++) {
    if ((await focused().count()) > 0 && (await focused().getAttribute('role')) === 'gridcell') break
    await page.keyboard.press('Tab')
  }
  assert.equal(await focused().getAttribute('role'), 'gridcell', 'Tab leads into the photos')
  await page.keyboard.press('ArrowRight')
  const label = await focused().getAttribute('aria-label')
  assert.ok(await isOutlined())
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Photo', exact: true }).waitFor()
  await page.getByRole('img', { name: /^IMG_/ }).waitFor()
  await page.keyboard.press('i')
  const caption = page.getByLabel('Caption')
  await caption.waitFor()
  for (let tab = 0; tab < 40 && !(await caption.evaluate((it) => it === document.activeElement)); tab++) {
    await page.keyboard.press('Tab')
    assert.ok(await isOutlined(), 'what has the focus can be seen')
    assert.ok(await focused().evaluate((it) => it.closest('[role=dialog]') !== null), 'it stays in the photo')
  }
  await page.keyboard.type('Seen by keys')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Photo', exact: true }).waitFor({ state: 'hidden' })
  await page.locator('[role=gridcell]:focus').waitFor()
  // What was just said of it may not be synced yet, which its name tells as well.
  assert.ok(label !== null && (await focused().getAttribute('aria-label'))?.startsWith(label))
  assert.deepEqual(complaints(), [])
  await context.close()
})
