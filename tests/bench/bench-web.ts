import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { bytesSent, scriptsOfFirstPage } from '../browser/first-page-scripts.ts'
import { openBrowser } from '../browser/open-browser.ts'
import { openStage } from '../stage/stage.ts'
import { fillLibrary } from './fill-library.ts'
import { formatMs, median, quantile } from './median.ts'
import { pageNowMs, readVitals, tellLongTasks, watchVitals } from './page-vitals.ts'

/*
 * The library in a browser, at the size of a life: how long until photos stand there, the first time and from what the browser keeps,
 * what a frame costs while somebody scrolls fast, how far a jump is, what the browser tells of the page, and what it all holds. Frames are told in processor time of the
 * page's main thread: on a machine that is shared, wall time says who else was there. No bytes stand behind the photos, so cells show
 * their colours: pictures cost what decoding costs, whatever the grid does.
 */

/** Pixels of a frame at LOOK.md's fling of 6,000 pixels a second, and at a fast scrub. */
const FLING_PX = 100
const FRAMES = 240
const JUMPS = 30
const READY_WITHIN_MS = 600_000

/** Prints what there is to know of libraries of these sizes in the system's Chromium. `ROLLCALL_WEB` may name the folder of another build. */
export async function benchWeb({ sizes }: { readonly sizes: readonly number[] }): Promise<void> {
  const web = process.env['ROLLCALL_WEB'] ?? join(import.meta.dirname, '../../apps/web/dist')
  tellBundle(web)
  for (const size of sizes) await benchLibrary(size, web)
}

async function benchLibrary(size: number, web: string): Promise<void> {
  const stage = await openStage({ web })
  try {
    await using browser = await openBrowser()
    await fillLibrary(join(stage.root, 'server', 'rollcall.db'), size)
    const { page, context } = await browser.person()
    await watchVitals(context)
    const { name: account, password } = stage.account
    const signedIn = await context.request.post(`${stage.url}/api/v1/web-sessions`, {
      data: { account, password, deviceName: 'A browser' },
      headers: { 'rollcall-protocol': '3' },
    })
    if (!signedIn.ok()) throw new Error(`Cannot measure: signing in answered ${signedIn.status()}`)
    console.log(`web: a library of ${size} photos`)
    console.log(`  segments, built ahead   ${(await secondsToSegments(context, stage.url)).toFixed(2)} s`)
    const first = await secondsToGrid(page, stage.url)
    console.log(`  the first time          ${first.toFixed(2)} s until photos stand there`)
    console.log(`  all of it is here       ${(await secondsToLibrary(page)).toFixed(2)} s after that`)
    await tellVitals(page, 'the first time')
    await settle(page)
    const again: number[] = []
    for (let round = 0; round < 3; round++) again.push(await secondsToGrid(page, stage.url))
    console.log(`  opened again            ${median(again).toFixed(2)} s, out of what the browser keeps`)
    const shownAtMs = await pageNowMs(page)
    await settle(page)
    await tellVitals(page, 'opened again')
    console.log(`  after it was opened     ${tellLongTasks(await readVitals(page), shownAtMs)}`)
    await page.evaluate(async () => void (await navigator.serviceWorker.ready))
    await context.setOffline(true)
    console.log(`  opened without network  ${(await secondsToGrid(page, stage.url)).toFixed(2)} s`)
    await context.setOffline(false)
    const cdp = await context.newCDPSession(page)
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
    console.log(`  a frame of a fling      ${told(await costOfFrames(page, cdp, FLING_PX))} of main thread`)
    console.log(`  a frame of a fast scrub ${told(await costOfFrames(page, cdp, 1_000))} of main thread`)
    console.log(`  a jump by the scrubber  ${told(await jumps(page))} until the next frame`)
    console.log(`  what it holds           ${await held(page, cdp)}`)
    const { violations } = await new AxeBuilder({ page }).analyze()
    console.log(`  axe-core finds          ${violations.length} of its rules broken`)
  } finally {
    await stage.close()
  }
}

async function tellVitals(page: Page, when: string): Promise<void> {
  const { lcpMs, cls } = await readVitals(page)
  const lcp = lcpMs === null ? 'none' : formatMs(lcpMs)
  console.log(`  ${when.padEnd(23)} largest paint at ${lcp}, layout shift ${cls.toFixed(3)}`)
}

/** Goes to the library and waits until cells with photos are painted. */
async function secondsToGrid(page: Page, url: string): Promise<number> {
  const startedAt = performance.now()
  await page.goto(url, { waitUntil: 'commit' })
  await page.locator('[role=gridcell]').first().waitFor({ timeout: READY_WITHIN_MS })
  return (performance.now() - startedAt) / 1000
}

/** Has the server build its segments, as it does by itself once a library rests. */
async function secondsToSegments(context: BrowserContext, url: string): Promise<number> {
  const headers = { 'rollcall-protocol': '3' }
  const identity = await (await context.request.get(`${url}/api/v1/me`, { headers })).json()
  const startedAt = performance.now()
  const { libraryId } = identity.libraries[0]
  const path = `${url}/api/v1/libraries/${libraryId}/bootstrap`
  const built = await context.request.get(path, { headers, timeout: READY_WITHIN_MS })
  if (!built.ok()) throw new Error(`Cannot measure: building segments answered ${built.status()}`)
  return (performance.now() - startedAt) / 1000
}

/** Waits until the pages of the library take the place of what was on its way. */
async function secondsToLibrary(page: Page): Promise<number> {
  const startedAt = performance.now()
  await page.getByRole('navigation').first().waitFor({ timeout: READY_WITHIN_MS })
  return (performance.now() - startedAt) / 1000
}

/** Waits until the engine has read the feed to its head and has kept it. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => undefined)
  await page.waitForTimeout(5_000)
}

/** Milliseconds of the main thread for each of some frames, each scrolled by so many pixels. */
async function costOfFrames(page: Page, cdp: CDPSession, pixels: number): Promise<readonly number[]> {
  const costs: number[] = []
  for (let frame = 0; frame < FRAMES; frame++) {
    const before = await taskSeconds(cdp)
    await page.evaluate((by) => {
      const scroller = document.querySelector('[data-scroller]')
      scroller?.scrollBy(0, by)
      return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    }, pixels)
    costs.push(((await taskSeconds(cdp)) - before) * 1000)
  }
  return costs
}

async function taskSeconds(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration']
    .map((name) => metrics.find((metric) => metric.name === name)?.value ?? 0)
    .reduce((sum, value) => sum + value, 0)
}

/** Wall milliseconds of jumps all over the library, each by the scrubber's keys. */
async function jumps(page: Page): Promise<readonly number[]> {
  const scrubber = page.getByRole('slider')
  const times: number[] = []
  await scrubber.focus()
  for (let jump = 0; jump < JUMPS; jump++) {
    const key = ['PageDown', 'End', 'PageUp', 'Home'][jump % 4] ?? 'Home'
    await page.keyboard.press(key)
    times.push(
      await page.evaluate(() => {
        const startedAt = performance.now()
        return new Promise<number>((resolve) =>
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - startedAt))),
        )
      }),
    )
  }
  return times
}

async function held(page: Page, cdp: CDPSession): Promise<string> {
  await cdp.send('HeapProfiler.collectGarbage')
  const { metrics } = await cdp.send('Performance.getMetrics')
  const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0
  const cells = await page.locator('[role=gridcell]').count()
  return `${(value('JSHeapUsedSize') / 1e6).toFixed(1)} MB of the page's heap, ${value('Nodes')} nodes, ${cells} cells`
}

function told(milliseconds: readonly number[]): string {
  return `p50 ${formatMs(quantile(milliseconds, 0.5))}, p99 ${formatMs(quantile(milliseconds, 0.99))}`
}

/** What travels before the first photos stand there: scripts and styles, compressed as the server sends them. */
function tellBundle(folder: string): void {
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  const styles = [...html.matchAll(/href="\/(assets\/[^"]+\.css)"/g)].map(([, path]) => path ?? '')
  const scripts = scriptsOfFirstPage(folder)
  const all = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'))
  const whole = all.map((name) => `assets/${name}`)
  const kilobytes = (paths: readonly string[], ending: '.gz' | '.br') =>
    (bytesSent(folder, paths, ending) / 1000).toFixed(0)
  console.log(
    `web: the first page loads ${kilobytes(scripts, '.gz')} kB of script (gzip; brotli ${kilobytes(scripts, '.br')}) and ` +
      `${kilobytes(styles, '.gz')} kB of style; all pages and the library's worker together ${kilobytes(whole, '.gz')} kB`,
  )
}
