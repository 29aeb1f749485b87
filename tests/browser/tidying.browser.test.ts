import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { AssetId } from '@rollcall/protocol'
import { pushResponseSchema } from '@rollcall/protocol'
import { assetsOf, until } from '../system/server/deriving-harness.ts'
import type { Member } from '../system/server/server-harness.ts'
import { answeredWith, bytesOf, clientId, createLine, shaOf } from '../system/server/server-harness.ts'
import { withoutChromium } from './find-chromium.ts'
import type { OpenBrowser } from './open-browser.ts'
import { openBrowser } from './open-browser.ts'
import type { ServedApp } from './serve-app.ts'
import { serveApp } from './serve-app.ts'
import { signInBrowser } from './sign-in-browser.ts'

/*
 * What a library asks of its person: a word about deletions that look like an accident, and about photos that are there twice.
 */

const PHOTOS = 30
const GONE = 25

const skip = withoutChromium()
const ends = new AsyncDisposableStack()
let app: ServedApp
let browser: OpenBrowser

before(async () => {
  if (skip !== false) return
  app = ends.use(await serveApp())
  browser = ends.use(await openBrowser())
})

after(async () => await ends.disposeAsync())

/** A tablet with so many photos, which can delete some of them by itself. */
async function startTablet(account: string, photos: number) {
  await app.server.addAccount(account)
  const member = await app.server.signIn(account, 'Tablet')
  const line = createLine(member, clientId(1))
  const send = async (mutations: Parameters<typeof line.request>[0]) =>
    await answeredWith(200, pushResponseSchema, line.push(line.request(mutations)))
  const creates = []
  for (let seed = 0; seed < photos; seed++) {
    await member.put(bytesOf(seed))
    creates.push(line.create(bytesOf(seed)))
  }
  await send(creates)
  const ids = creates.map(({ args }) => args.assetId)
  const trash = async (which: readonly AssetId[]) =>
    await send(which.map((assetId) => line.numbered({ op: 'trash', args: { assetId, source: 'automatic' } })))
  return { member, line, send, ids, trash }
}

async function countOf(member: Member, wanted: string): Promise<number> {
  return [...(await assetsOf(member)).values()].filter(({ state }) => state === wanted).length
}

test('[R17] somebody sees that many photos went missing at once, keeps them, and at another time lets them go', {
  skip,
}, async () => {
  const tablet = await startTablet('ana', PHOTOS)
  const { page, context, complaints } = await browser.person()
  await signInBrowser(page, app.url, { account: 'ana' })
  await page.goto(`${app.url}/sync`)

  await tablet.trash(tablet.ids.slice(0, GONE))
  const banner = page.getByRole('alert').filter({ hasText: '25 photos went missing at once on Tablet' })
  await banner.waitFor()
  await page.getByRole('button', { name: /^25 need you/ }).waitFor()
  await banner.getByRole('button', { name: 'Look at them' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Keep them' }).click()
  await banner.waitFor({ state: 'hidden' })
  await page.getByText('25 stay.').waitFor()
  // A message is no sheet: keys go on.
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await page.getByRole('heading', { name: 'Albums', exact: true }).waitFor()
  await page.goBack()
  assert.equal(await countOf(tablet.member, 'live'), PHOTOS)

  await tablet.trash(tablet.ids.slice(0, GONE))
  await banner.getByRole('button', { name: 'Look at them' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete them' }).click()
  await page.getByText('25 moved to the trash.').waitFor()
  await until(async () => (await countOf(tablet.member, 'trashed')) === GONE)
  await banner.waitFor({ state: 'hidden' })
  assert.deepEqual(complaints(), [])
  await context.close()
})

test('somebody keeps one of two photos of the same file, then all that are certain, and takes that back', {
  skip,
}, async () => {
  const tablet = await startTablet('ben', 3)
  const copies = []
  const idKey = Buffer.from(tablet.member.session.libraries[0]?.idKey ?? '', 'hex')
  for (let seed = 0; seed < 3; seed++) {
    const create = tablet.line.create(bytesOf(seed))
    const text = `${shaOf(bytesOf(seed))}:1`
    const assetId = createHmac('sha256', idKey).update(text).digest('hex').slice(0, 32) as AssetId
    const resources = create.args.resources.map((each) => ({ ...each, name: `copy of ${seed}.jpg` }))
    copies.push({ ...create, args: { ...create.args, assetId, copyNo: 1, resources } })
  }
  await tablet.send(copies)
  const { page, context, complaints } = await browser.person()
  await signInBrowser(page, app.url, { account: 'ben' })
  await page.goto(`${app.url}/duplicates`)
  await page.getByText('The same file twice').nth(2).waitFor()
  await page.getByRole('button', { name: 'Keep copy of 0.jpg' }).click()
  await page.getByText('United. 1 went to the trash.').waitFor()
  await until(async () => (await countOf(tablet.member, 'live')) === 5)
  const left = [...(await assetsOf(tablet.member)).values()].filter(({ state }) => state === 'live')
  assert.ok(left.some(({ resources }) => resources.some(({ name }) => name === 'copy of 0.jpg')))

  await page.getByRole('button', { name: 'Unite all but series (2)' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Unite all but series (2)' }).click()
  await page.getByText('No two photos are the same').waitFor()
  await until(async () => (await countOf(tablet.member, 'live')) === 3)
  const united = page.getByRole('alertdialog').filter({ hasText: 'United. 2 went to the trash.' })
  await united.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('The same file twice').nth(1).waitFor()
  await until(async () => (await countOf(tablet.member, 'live')) === 5)
  assert.deepEqual(complaints(), [])
  await context.close()
})
