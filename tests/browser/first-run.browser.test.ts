import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openSetup } from '@rollcall/server'
import sharp from 'sharp'
import { shaOf } from '../system/server/server-harness.ts'
import { withoutChromium } from './find-chromium.ts'
import type { OpenBrowser } from './open-browser.ts'
import { openBrowser } from './open-browser.ts'
import { ownComplaints } from './own-complaints.ts'
import type { ServedApp } from './serve-app.ts'
import { serveApp } from './serve-app.ts'

/** From the link that the server prints to the first photo on it, as LOOK.md promises. */
const FIRST_PHOTO_MAX_MS = 60_000

describe('a new server', { skip: withoutChromium() }, () => {
  let app: ServedApp
  let browser: OpenBrowser
  before(async () => {
    app = await serveApp()
    browser = await openBrowser()
  })
  after(async () => {
    await browser[Symbol.asyncDispose]()
    await app[Symbol.asyncDispose]()
  })

  test('its link leads to an account, and that to a first photo which the server has checked, within a minute', async () => {
    const { page, context, complaints } = await browser.person()
    await page.goto(app.url)
    await page.getByRole('heading', { name: 'This server has no owner yet' }).waitFor()
    const photo = await sharp({
      create: {
        width: 1_200,
        height: 800,
        channels: 3,
        background: '#3b6ea5',
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    })
      .jpeg({ quality: 90 })
      .toBuffer()

    const startedAt = performance.now()
    await page.goto(`${app.url}/setup?token=${await openSetup(app.server.ports)}`)
    await page.getByLabel('Name').fill('Ana')
    await page.getByLabel('Password', { exact: true }).fill('short')
    await page.getByRole('button', { name: 'Create the account' }).click()
    await page.getByText('A password needs 8 characters or more.').waitFor()
    await page.getByLabel('Password', { exact: true }).fill('correct horse')
    await page.getByLabel('Storage limit').selectOption('No limit')
    await page.getByRole('button', { name: 'Create the account' }).click()
    await page.getByRole('heading', { name: 'Welcome, Ana' }).waitFor()
    assert.equal(new URL(page.url()).pathname, '/welcome')

    const chosen = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Choose photos' }).click()
    await (await chosen).setFiles({ name: 'IMG_0001.JPG', mimeType: 'image/jpeg', buffer: photo })
    await page.getByText(/On your server, checked [\d.]+ s ago/).waitFor()
    assert.ok(performance.now() - startedAt < FIRST_PHOTO_MAX_MS)

    const [owner] = await app.server.ports.store.accounts.list()
    assert.ok(owner)
    assert.deepEqual([owner.name, owner.isOwner, owner.quotaBytes], ['Ana', true, null])
    const blob = await app.server.ports.store.read(owner.libraryId, (reader) => reader.blob(shaOf(photo)))
    assert.equal(blob?.state, 'durable')
    await page.getByText(`npx rollcall link ${app.url} --folder ~/Pictures --account Ana`).waitFor()
    assert.deepEqual(ownComplaints(complaints()), [])

    // The link works once.
    const second = await browser.person()
    await second.page.goto(`${app.url}/setup?token=whatever`)
    await second.page.getByText('This server already has its owner.').waitFor()
    await second.context.close()
    await context.close()
  })

  test('its owner adds an account, and grants the plan that it asks for', async () => {
    const { page, context, complaints } = await browser.person()
    await page.goto(`${app.url}/admin`)
    await page.getByLabel('Name').fill('Ana')
    await page.getByLabel('Password', { exact: true }).fill('correct horse')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('button', { name: 'Add an account' }).click()
    const sheet = page.getByRole('dialog')
    await sheet.getByLabel('Name').fill('Ben')
    await sheet.getByLabel('Password', { exact: true }).fill('a long password')
    await sheet.getByRole('button', { name: 'Create the account' }).click()
    await page.getByRole('row', { name: /Ben/ }).first().waitFor()

    const ben = await app.server.signIn('Ben')
    await ben.inLibrary('POST', 'plan', { json: { plan: '2tb' } })
    await page.reload()
    await page.getByText(/^Ben asked for 2 TB/).waitFor()
    await page.getByRole('button', { name: 'Grant' }).click()
    await page.getByText('Nobody is asking for another plan.').waitFor()
    assert.equal((await app.server.ports.store.accounts.list())[1]?.quotaBytes, 2_000_000_000_000)

    const other = await browser.person({ viewport: 'phone' })
    await other.page.goto(`${app.url}/admin`)
    await other.page.getByLabel('Name').fill('Ben')
    await other.page.getByLabel('Password', { exact: true }).fill('a long password')
    await other.page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await other.page.getByText('This page is for the owner of the server').waitFor()
    assert.deepEqual(ownComplaints([...complaints(), ...other.complaints()]), [])
    await other.context.close()
    await context.close()
  })
})
