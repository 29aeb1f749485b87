import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '@rollcall/protocol'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import type { AppProcess } from './app-process.ts'
import { signIn, startApp } from './app-process.ts'
import { withoutChromium } from './find-chromium.ts'
import type { OpenBrowser, Person } from './open-browser.ts'
import { openBrowser } from './open-browser.ts'
import { ownComplaints } from './own-complaints.ts'

/*
 * Adding photos in a browser: the real server as a process, the app as it is built, and Chromium. One person, one day.
 */

const MEBIBYTE = 1024 * 1024
const skip = withoutChromium()
const ends = new AsyncDisposableStack()
let app: AppProcess
let browser: OpenBrowser
let person: Person
let folder: string

before(async () => {
  if (skip !== false) return
  app = ends.use(await startApp(String(64 * MEBIBYTE)))
  browser = ends.use(await openBrowser())
  folder = await mkdtemp(join(tmpdir(), 'rollcall-picked-'))
  ends.defer(() => rm(folder, { recursive: true, force: true }))
  person = await browser.person()
  await signIn(person.page, app.url)
})

after(async () => await ends.disposeAsync())

/** A picture that browsers and the server can decode, made `bytes` long by what lies behind its end. */
async function pictureOf(seed: number, bytes = 0): Promise<Buffer> {
  const colour = { r: seed * 40, g: 120, b: 200 - seed * 30 }
  const picture = await sharp({ create: { width: 480, height: 320, channels: 3, background: colour } })
    .jpeg()
    .toBuffer()
  const rest = createHash('shake256', { outputLength: Math.max(0, bytes - picture.length) })
  return Buffer.concat([picture, rest.update(String(seed)).digest()])
}

/** Picks files from a disk, as people do. */
async function pick(
  page: Page,
  files: readonly { readonly name: string; readonly bytes: Buffer }[],
): Promise<void> {
  const paths: string[] = []
  for (const [index, { name, bytes }] of files.entries()) {
    const within = await mkdtemp(join(folder, `${index}-`))
    await writeFile(join(within, name), bytes)
    paths.push(join(within, name))
  }
  await page.locator('input[data-picks=photos]').setInputFiles(paths)
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** SHA-256 of what the server has of an original, as this page downloads it. */
async function storedSha256(page: Page, sha256: string): Promise<string> {
  return await page.evaluate(
    async ([wanted, header, version]) => {
      const headers = { [header]: version }
      const me = await (await fetch('/api/v1/me', { headers })).json()
      const answer = await fetch(`/api/v1/libraries/${me.libraries[0].libraryId}/blobs/${wanted}`, {
        headers,
      })
      if (!answer.ok) return `${answer.status} ${await answer.text()}`
      const sum = await crypto.subtle.digest('SHA-256', await answer.arrayBuffer())
      return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, '0')).join('')
    },
    [sha256, PROTOCOL_HEADER, String(PROTOCOL_VERSION)] as const,
  )
}

test('a large photo goes on where it was when the server was cut off in the middle and the page was reloaded', {
  skip,
}, async () => {
  const { page, context } = person
  const bytes = await pictureOf(1, 30 * MEBIBYTE)
  const parts: string[] = []
  context.on('request', (request) => {
    const part = /\/parts\/(\d+)$/.exec(request.url())?.[1]
    if (part !== undefined) parts.push(part)
  })
  const isLate = /\/parts\/[23]$/
  await context.route(isLate, (route) => route.abort('connectionrefused'))
  await pick(page, [{ name: 'long day.jpg', bytes }])
  const line = page.getByRole('button', { name: /still only on this device/ })
  await line.waitFor()
  while (!parts.includes('2')) await context.waitForEvent('request', (each) => isLate.test(each.url()))
  await app.kill()
  await context.unroute(isLate)
  await page.reload()
  await line.click()
  const panel = page.getByRole('dialog', { name: 'From this browser' })
  await panel.getByText('Only on this device').waitFor()
  parts.length = 0
  await app.start()
  await panel.getByRole('button', { name: 'Send now' }).click()
  await panel.getByText('On your server').waitFor()
  assert.deepEqual(parts.toSorted(), ['2', '3'])
  await page.keyboard.press('Escape')
  assert.equal(await storedSha256(page, sha256Of(bytes)), sha256Of(bytes))
})

test('the same photo picked twice is one, and what is no photo is left out and says why', {
  skip,
}, async () => {
  const { page } = person
  const bytes = await pictureOf(2)
  const twice = { name: 'twice.jpg', bytes }
  await pick(page, [twice, twice, { name: 'notes.txt', bytes: Buffer.from('no photo') }])
  // In the same line as what arrived, or in one of its own where it is known sooner or later.
  await page
    .getByText(/1 was left out\.$/)
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Show', exact: true }).first().click()
  const panel = page.getByRole('dialog', { name: 'From this browser' })
  assert.equal(await panel.getByText('twice.jpg').count(), 1)
  await panel.getByText('Neither a photo nor a video nor a sidecar.').waitFor()
  await page.keyboard.press('Escape')
})

test('a photo that the quota has no room for says so, and can be left out', { skip }, async () => {
  const { page, complaints } = person
  await pick(page, [{ name: 'too much.jpg', bytes: await pictureOf(3, 36 * MEBIBYTE) }])
  await page.getByRole('button', { name: /1 need you/ }).click()
  const panel = page.getByRole('dialog', { name: 'From this browser' })
  await panel.getByText(/of the quota are left\. It is safe only here\./).waitFor()
  await panel.getByRole('button', { name: 'Leave out what needs you' }).click()
  await panel.getByText(/you left it out/).waitFor()
  assert.deepEqual(ownComplaints(complaints()), [])
})
