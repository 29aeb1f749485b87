import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '@rollcall/protocol'
import { asset } from '../contracts/store-rows.ts'
import { PASSWORD } from '../system/server/server-harness.ts'
import { withoutChromium } from './find-chromium.ts'
import { openBrowser } from './open-browser.ts'
import { serveApp } from './serve-app.ts'

/*
 * The first minute in a new browser, held up on purpose: the segments come, the feed does not, until it is let through.
 */

const PHOTOS = 300
const MONTH_MS = 31 * 24 * 3_600_000

const skip = withoutChromium()

test('[S112] people look around in a library that is on its way, and are where they were once it is here', {
  skip,
}, async () => {
  await using held = await arrive()
  const { page } = held
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), `${PHOTOS} photos so far`)
  assert.equal(await page.getByRole('button', { name: 'Select' }).count(), 0)
  await page.getByRole('gridcell').first().click()
  assert.equal(await page.locator('[aria-selected=true]').count(), 0)

  const scrubber = page.getByRole('slider')
  await scrubber.focus()
  let where = await scrubber.getAttribute('aria-valuetext')
  for (let press = 0; press < 4; press++) {
    await scrubber.press('PageDown')
    where = await otherThan(page, where)
  }
  await held.letTheRestCome()
  await page.waitForFunction(
    (text) => document.querySelector('[role=slider]')?.getAttribute('aria-valuetext') === text,
    where,
  )
  assert.deepEqual(held.complaints(), [])
})

test('[S112] the keys of somebody who looks around go on in the library that takes its place', {
  skip,
}, async () => {
  await using held = await arrive()
  const { page } = held
  await page.getByRole('gridcell').first().focus()
  const first = await rowOfFocus(page)
  for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowRight')
  await page.waitForFunction(
    (row) => document.activeElement?.closest('[role=row]')?.ariaRowIndex !== row,
    first,
  )
  const before = await rowOfFocus(page)
  await held.letTheRestCome()
  await page.waitForFunction(() => document.activeElement?.role === 'gridcell')
  assert.equal(await rowOfFocus(page), before)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/photo/)
  assert.deepEqual(held.complaints(), [])
})

/** A browser in which the first photos of a library stand, and the rest waits. */
async function arrive() {
  await using closing = new AsyncDisposableStack()
  const app = closing.use(await serveApp())
  const browser = closing.use(await openBrowser())
  await app.server.addAccount('ana')
  const member = await app.server.signIn('ana', 'Camera')
  await app.server.ports.store.write(member.libraryId, (writer) => {
    for (let index = 0; index < PHOTOS; index++)
      writer.putAsset({
        ...asset(writer.nextNo(), { seq: writer.nextSeq() }),
        takenAt: index * MONTH_MS,
      })
  })
  const { page, context, complaints } = await browser.person()
  const fed = Promise.withResolvers<void>()
  await context.route(/\/(changes|mutations)\b/, async (route) => {
    await fed.promise
    await route.continue()
  })
  const signedIn = await context.request.post(`${app.url}/api/v1/web-sessions`, {
    data: { account: 'ana', password: PASSWORD, deviceName: 'Chromium' },
    headers: { [PROTOCOL_HEADER]: String(PROTOCOL_VERSION) },
  })
  assert.ok(signedIn.ok())
  await page.goto(app.url)
  await page.getByRole('gridcell').first().waitFor()
  const letTheRestCome = async () => {
    fed.resolve()
    await page.getByRole('progressbar').waitFor({ state: 'detached' })
    await page.getByRole('gridcell').first().waitFor()
  }
  const opened = closing.move()
  return { page, complaints, letTheRestCome, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** The row of the photo that has the browser's focus. Every photo here has a row of its own. */
async function rowOfFocus(page: Page): Promise<string | null> {
  return await page.evaluate(() => document.activeElement?.closest('[role=row]')?.ariaRowIndex ?? null)
}

/** What the scrubber says once it says something else. */
async function otherThan(page: Page, text: string | null): Promise<string | null> {
  const scrubber = page.getByRole('slider')
  await page.waitForFunction(
    (last) => document.querySelector('[role=slider]')?.getAttribute('aria-valuetext') !== last,
    text,
  )
  return await scrubber.getAttribute('aria-valuetext')
}
