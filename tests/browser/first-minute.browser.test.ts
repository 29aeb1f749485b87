import assert from 'node:assert/strict'
import { test } from 'node:test'
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
  await using app = await serveApp()
  await using browser = await openBrowser()
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
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), `${PHOTOS} photos so far`)
  assert.equal(await page.getByRole('button', { name: 'Select' }).count(), 0)
  await page.getByRole('gridcell').first().click()
  assert.equal(await page.locator('[aria-selected=true]').count(), 0)

  const scrubber = page.getByRole('slider')
  await scrubber.focus()
  for (let press = 0; press < 4; press++) await scrubber.press('PageDown')
  const where = await scrubber.getAttribute('aria-valuetext')
  assert.notEqual(where, null)
  fed.resolve()
  await page.getByRole('progressbar').waitFor({ state: 'detached' })
  await page.getByRole('gridcell').first().waitFor()
  await page.waitForFunction(
    (text) => document.querySelector('[role=slider]')?.getAttribute('aria-valuetext') === text,
    where,
  )
  assert.deepEqual(complaints(), [])
})
