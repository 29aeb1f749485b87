import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Person, PersonOptions } from '../browser/open-browser.ts'
import { openBrowser } from '../browser/open-browser.ts'
import type { Stage } from '../stage/stage.ts'
import { openStage, rollcallOrThrow } from '../stage/stage.ts'

/*
 * `npm run screens`: every page of the web app as people see it, in light, dark and on a phone, written as pictures to be looked at. A real
 * server, a folder device with real photos, and the system's Chromium.
 */

const SAMPLES = join(import.meta.dirname, '../samples/DCIM')

/** Pages by the name of their picture. */
const PAGES: Readonly<Record<string, string>> = {
  library: '/',
  months: '/?zoom=months',
  search: '/search?q=2023',
  albums: '/albums',
  trash: '/albums/trash',
  sync: '/sync',
  storage: '/storage',
  journal: '/journal',
  duplicates: '/duplicates',
  settings: '/settings',
  security: '/settings/security',
  admin: '/admin',
  more: '/more',
}

const LOOKS: Readonly<Record<string, PersonOptions>> = {
  light: {},
  dark: { look: 'dark' },
  phone: { viewport: 'phone' },
}

/** A page shows what it has to within this time; pictures are taken once nothing is asked for any more. */
const SETTLE_MS = 1_500

process.exitCode = await main()

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      media: { type: 'string' },
      out: { type: 'string', default: 'screens' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    console.log(
      'npm run screens [-- --media DIR] [--out DIR]   DIR of photos; pictures go to ./screens unless told',
    )
    return 0
  }
  const media = resolve(values.media ?? SAMPLES)
  const out = resolve(values.out)
  if (!existsSync(media)) {
    console.error(`There is no folder at ${media}.`)
    return 2
  }
  mkdirSync(out, { recursive: true })
  const stage = await openStage()
  try {
    await furnish(stage, media)
    await using browser = await openBrowser()
    const complaints: string[] = []
    for (const [look, options] of Object.entries(LOOKS)) {
      const person = await browser.person(options)
      await takePictures(stage, person, (name) => join(out, `${name}-${look}.png`))
      complaints.push(...person.complaints().map((words) => `${look}: ${words}`))
      await person.context.close()
    }
    for (const words of complaints) console.error(words)
    console.log(`Pictures of ${Object.keys(PAGES).length + 3} pages are in ${out}.`)
    return complaints.length === 0 ? 0 : 1
  } finally {
    await stage.close()
  }
}

/** Puts photos into a device, and says a few things of them. */
async function furnish(stage: Stage, media: string): Promise<void> {
  const laptop = await stage.link('laptop')
  cpSync(media, join(laptop, 'DCIM'), { recursive: true, preserveTimestamps: true })
  await rollcallOrThrow(['sync', '--once', '--folder', laptop])
  await rollcallOrThrow(['album', 'create', 'Best of the year', '--folder', laptop])
  await rollcallOrThrow(['sync', '--once', '--folder', laptop])
}

async function takePictures(
  { url, account }: Stage,
  { page, context }: Person,
  pathOf: (name: string) => string,
): Promise<void> {
  await page.goto(url)
  await page.waitForTimeout(SETTLE_MS)
  await page.screenshot({ path: pathOf('sign-in') })
  await context.request.post(`${url}/api/v1/web-sessions`, {
    data: { account: account.name, password: account.password, deviceName: 'A browser' },
    headers: { 'rollcall-protocol': '3' },
  })
  await page.goto(url)
  await page.locator('[role=gridcell]').first().waitFor()
  for (const [name, path] of Object.entries(PAGES)) {
    await page.goto(new URL(path, url).href)
    await page.waitForTimeout(SETTLE_MS)
    await page.screenshot({ path: pathOf(name) })
  }
  await page.goto(url)
  await page.locator('[role=gridcell]').first().click()
  await page.waitForTimeout(SETTLE_MS)
  await page.screenshot({ path: pathOf('viewer') })
  await page.goto(`${url}/sync`)
  await page
    .getByRole('link', { name: /doctor/i })
    .first()
    .click()
  await page.waitForTimeout(SETTLE_MS)
  await page.screenshot({ path: pathOf('doctor') })
}
