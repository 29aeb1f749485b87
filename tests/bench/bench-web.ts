import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { openBrowser } from '../browser/open-browser.ts'
import { openStage } from '../stage/stage.ts'
import { fillLibrary } from './fill-library.ts'
import { formatMs, median, quantile } from './median.ts'

/*
 * The library in a browser, at the size of a life: how long until photos stand there, the first time and from what the browser keeps,
 * what a frame costs while somebody scrolls fast, how far a jump is, and what it all holds. Frames are told in processor time of the
 * page's main thread: on a machine that is shared, wall time says who else was there. No bytes stand behind the photos, so cells show
 * their colours: pictures cost what decoding costs, whatever the grid does.
 */

/** Pixels of a frame at LOOK.md's fling of 6,000 pixels a second, and at a fast scrub. */
const FLING_PX = 100
const FRAMES = 240
const JUMPS = 30
const READY_WITHIN_MS = 600_000

/** Prints what there is to know of libraries of these sizes in the system's Chromium. */
export async function benchWeb({ sizes }: { readonly sizes: readonly number[] }): Promise<void> {
  tellBundle(join(import.meta.dirname, '../../apps/web/dist'))
  for (const size of sizes) await benchLibrary(size)
}

async function benchLibrary(size: number): Promise<void> {
  const stage = await openStage()
  try {
    await using browser = await openBrowser()
    await fillLibrary(join(stage.root, 'server', 'rollcall.db'), size)
    const { page, context } = await browser.person()
    const { name: account, password } = stage.account
    const signedIn = await context.request.post(`${stage.url}/api/v1/web-sessions`, {
      data: { account, password, deviceName: 'A browser' },
      headers: { 'rollcall-protocol': '3' },
    })
    if (!signedIn.ok()) throw new Error(`Cannot measure: signing in answered ${signedIn.status()}`)
    console.log(`web: a library of ${size} photos`)
    const first = await secondsToGrid(page, stage.url)
    console.log(`  the first time          ${first.toFixed(2)} s until photos stand there`)
    await settle(page)
    const again: number[] = []
    for (let round = 0; round < 3; round++) again.push(await secondsToGrid(page, stage.url))
    console.log(`  opened again            ${median(again).toFixed(2)} s, out of what the browser keeps`)
    const cdp = await context.newCDPSession(page)
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
    console.log(`  a frame of a fling      ${told(await costOfFrames(page, cdp, FLING_PX))} of main thread`)
    console.log(`  a frame of a fast scrub ${told(await costOfFrames(page, cdp, 1_000))} of main thread`)
    console.log(`  a jump by the scrubber  ${told(await jumps(page))} until the next frame`)
    console.log(`  what it holds           ${await held(page, cdp)}`)
  } finally {
    await stage.close()
  }
}

/** Goes to the library and waits until cells with photos are painted. */
async function secondsToGrid(page: Page, url: string): Promise<number> {
  const startedAt = performance.now()
  await page.goto(url, { waitUntil: 'commit' })
  await page.locator('[role=gridcell]').first().waitFor({ timeout: READY_WITHIN_MS })
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

/** What travels for the first page: scripts and styles, compressed as the server sends them. */
function tellBundle(folder: string): void {
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  const first = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(
    ([, path]) => path ?? '',
  )
  // What is too small to be compressed travels as it is.
  const sizeOf = (path: string, ending: string) =>
    (statSync(join(folder, `${path}${ending}`), { throwIfNoEntry: false }) ?? statSync(join(folder, path))).size
  const sum = (kind: string, ending: string) =>
    first.filter((path) => path.endsWith(kind)).reduce((bytes, path) => bytes + sizeOf(path, ending), 0) /
    1000
  const all = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js.gz'))
  const whole = all.reduce((bytes, name) => bytes + statSync(join(folder, 'assets', name)).size, 0) / 1000
  console.log(
    `web: the first page loads ${sum('.js', '.gz').toFixed(0)} kB of script (gzip; brotli ${sum('.js', '.br').toFixed(0)}) and ` +
      `${sum('.css', '.gz').toFixed(0)} kB of style; all pages together ${whole.toFixed(0)} kB`,
  )
}
