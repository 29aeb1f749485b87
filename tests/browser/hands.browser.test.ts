import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { pushResponseSchema } from '@rollcall/protocol'
import { createSystemClock } from '@rollcall/platform-node'
import { createDeriver } from '@rollcall/server'
import type { Locator, Page } from 'playwright-core'
import { assetsOf, runDerivationsOf, until } from '../system/server/deriving-harness.ts'
import type { Member } from '../system/server/server-harness.ts'
import { answeredWith, clientId, createLine, shaOf } from '../system/server/server-harness.ts'
import { withoutChromium } from './find-chromium.ts'
import type { OpenBrowser } from './open-browser.ts'
import { openBrowser } from './open-browser.ts'
import { recordFilm } from './record-film.ts'
import type { ServedApp } from './serve-app.ts'
import { serveApp } from './serve-app.ts'
import { signInBrowser } from './sign-in-browser.ts'
import { nameOf, pictureOf, stockPhotos } from './stock-photos.ts'
import type { Point } from './touch.ts'
import { fingersOn, wayTo } from './touch.ts'

/*
 * What hands do: a mouse that draws, turns its wheel and points, and fingers that rest, spread and swipe. Photos of ten years.
 */

const PHOTOS = 40
const NEWEST = PHOTOS - 1

const skip = withoutChromium()
const ends = new AsyncDisposableStack()
let app: ServedApp
let browser: OpenBrowser
let member: Member

before(async () => {
  if (skip !== false) return
  app = ends.use(await serveApp())
  browser = ends.use(await openBrowser())
  await app.server.addAccount('ana')
  member = await app.server.signIn('ana', 'Camera')
  const deriver = createDeriver({ clock: createSystemClock() })
  ends.defer(() => deriver.close())
  ends.use(runDerivationsOf(app.server, deriver))
  await stockPhotos(member, PHOTOS)
})

after(async () => await ends.disposeAsync())

/** A Live Photo newer than all others, with a film that this browser has recorded. */
async function addLivePhoto(film: Buffer): Promise<void> {
  const line = createLine(member, clientId(2))
  const still = await pictureOf(PHOTOS)
  await member.put(still)
  await member.put(film)
  const create = line.create(still)
  const motion = {
    role: 'motion' as const,
    sha256: shaOf(film),
    name: 'IMG_20260115_120000.webm',
    mime: 'video/webm',
    bytes: film.length,
    modifiedAt: 0,
  }
  const resources = create.args.resources.map((each) => ({ ...each, name: 'IMG_20260115_120000.jpg' }))
  const live = { ...create, args: { ...create.args, resources: [...resources, motion] } }
  await answeredWith(200, pushResponseSchema, line.push(line.request([live])))
  await until(async () => {
    const assets = [...(await assetsOf(member)).values()]
    return assets.every(({ resources: all }) => all.every(({ derivatives }) => derivatives !== undefined))
  })
}

async function middleOf(place: Locator): Promise<Point> {
  const box = await place.boundingBox()
  assert.ok(box)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** How large the picture is shown, times as large as it fits. */
async function scaleOf(page: Page, name: string): Promise<number> {
  return await page.getByRole('img', { name }).evaluate((picture) => {
    const box = picture.getBoundingClientRect()
    return box.width / (picture.closest('[data-photo-dialog] [class*=picture]')?.clientWidth ?? 1)
  })
}

function shownPhoto(page: Page, index: number): Locator {
  return page.getByRole('img', { name: nameOf(index) })
}

test('somebody with a mouse draws a rectangle around photos, drags along the years, zooms with the wheel, and downloads what was taken', {
  skip,
}, async () => {
  const { page, context, complaints } = await browser.person()
  await signInBrowser(page, app.url, { account: 'ana' })
  const cells = page.getByRole('gridcell')
  await cells.first().waitFor()

  // From the margin over the first photo to the middle of the second.
  const grid = await page.getByRole('grid').boundingBox()
  assert.ok(grid)
  const [first, second] = [await middleOf(cells.nth(0)), await middleOf(cells.nth(1))]
  await page.mouse.move(grid.x + grid.width - 4, first.y - 20)
  await page.mouse.down()
  await page.mouse.move(grid.x + grid.width / 2, first.y, { steps: 3 })
  await page.mouse.move(grid.x + 2, second.y, { steps: 3 })
  await page.mouse.up()
  await page.getByText('2 selected').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('2 selected').waitFor({ state: 'hidden' })

  const bar = page.getByRole('slider')
  const along = await bar.boundingBox()
  assert.ok(along)
  await page.mouse.move(along.x + along.width / 2, along.y + 2)
  await page.mouse.down()
  await page.mouse.move(along.x + along.width / 2, along.y + along.height - 1, { steps: 6 })
  await page.getByRole('gridcell', { name: 'Photo, Thursday, January 15, 2015' }).waitFor()
  await page.mouse.up()
  assert.equal(await bar.getAttribute('aria-valuetext'), 'January 2015')
  await page.mouse.move(along.x + along.width / 2, along.y + along.height / 2)
  assert.ok(await page.getByRole('gridcell', { name: 'Photo, Thursday, January 15, 2015' }).isVisible())

  await page.getByRole('gridcell', { name: 'Photo, Thursday, January 15, 2015' }).click()
  await shownPhoto(page, 0).waitFor()
  await page.mouse.move(400, 400)
  await page.mouse.wheel(0, -200)
  await until(async () => (await scaleOf(page, nameOf(0))) > 1.3)
  await page.mouse.wheel(0, 2_000)
  for (let notch = 0; notch < 3; notch++) await page.mouse.wheel(0, 200)
  await until(async () => (await scaleOf(page, nameOf(0))) === 1)
  await page.mouse.dblclick(500, 400)
  await until(async () => (await scaleOf(page, nameOf(0))) === 3)
  await page.keyboard.press('0')
  await until(async () => (await scaleOf(page, nameOf(0))) === 1)

  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page
    .getByRole('menuitem', { name: /^Download/ })
    .first()
    .click()
  const download = await coming
  assert.equal(download.suggestedFilename(), nameOf(0))
  assert.deepEqual(await readFile(await download.path()), await pictureOf(0))
  assert.deepEqual(complaints(), [])
  await context.close()
})

test('somebody plays a Live Photo by pointing at its sign, by a key, and stops it by looking away', {
  skip,
}, async () => {
  const { page, context, complaints } = await browser.person()
  await page.goto(app.url)
  await addLivePhoto(await recordFilm(page))
  await signInBrowser(page, app.url, { account: 'ana' })
  await page.getByRole('gridcell', { name: /2026/ }).first().click()
  const sign = page.getByRole('button', { name: 'Play the Live Photo' })
  await sign.waitFor()
  const film = page.locator('video')
  const isPlaying = () => film.evaluate((it: HTMLVideoElement) => !it.paused && it.currentTime > 0)
  const isStill = () => film.evaluate((it: HTMLVideoElement) => it.paused && it.currentTime === 0)
  await sign.hover()
  await until(isPlaying)
  assert.equal(await film.evaluate((it) => getComputedStyle(it).visibility), 'visible')
  await page.mouse.move(700, 700)
  await until(isStill)
  assert.equal(await film.evaluate((it) => getComputedStyle(it).visibility), 'hidden')
  await sign.press('Enter')
  await until(isPlaying)
  await until(isStill) // it has an end, and the picture is there again
  assert.deepEqual(complaints(), [])
  await context.close()
})

test('somebody with a phone selects by resting a finger, spreads two, swipes to the next photo and down and out', {
  skip,
}, async () => {
  const { page, context, complaints } = await browser.person({ viewport: 'phone' })
  await signInBrowser(page, app.url, { account: 'ana' })
  const cells = page.getByRole('gridcell')
  await cells.first().waitFor()
  const fingers = await fingersOn(page)

  const newest = page.getByRole('gridcell', { name: 'Photo, Tuesday, October 15, 2024' })
  await newest.scrollIntoViewIfNeeded()
  await fingers.press(await middleOf(newest))
  await page.getByText('1 selected').waitFor()
  await fingers.lift()
  const next = page.getByRole('gridcell', { name: 'Photo, Monday, July 15, 2024' })
  await next.tap()
  await page.getByText('2 selected').waitFor()
  await newest.tap()
  await next.tap()
  await page.getByText(/selected/).waitFor({ state: 'hidden' })

  await newest.tap()
  await shownPhoto(page, NEWEST).waitFor()
  const middle = await middleOf(shownPhoto(page, NEWEST))
  const at = (x: number, y: number) => ({ x: middle.x + x, y: middle.y + y })
  await fingers.move([wayTo(at(-20, 0), at(-80, 0)), wayTo(at(20, 0), at(80, 0))])
  await until(async () => (await scaleOf(page, nameOf(NEWEST))) > 3)
  // What is zoomed is moved by one finger, and goes nowhere else.
  await fingers.move([wayTo(at(60, 0), at(-100, 0))])
  assert.ok(await shownPhoto(page, NEWEST).isVisible())
  await fingers.move([wayTo(at(-150, 0), at(-4, 0), 12), wayTo(at(150, 0), at(4, 0), 12)])
  await until(async () => (await scaleOf(page, nameOf(NEWEST))) === 1)
  await fingers.move([wayTo(at(120, 0), at(-80, 10))])
  await shownPhoto(page, NEWEST - 1).waitFor()
  await fingers.move([wayTo(at(-80, 0), at(120, 10))])
  await shownPhoto(page, NEWEST).waitFor()
  await fingers.move([wayTo(at(0, -60), at(10, 160))])
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await newest.waitFor()
  assert.deepEqual(complaints(), [])
  await context.close()
})
