import type { BrowserContext, Page } from 'playwright-core'

/*
 * What a browser itself tells of a page: when its largest picture or text stood there, how much moved by itself, and for how long its
 * main thread could answer nobody.
 */

/** A task of the main thread that was longer than 50 ms. Milliseconds since the page began. */
interface LongTask {
  readonly startMs: number
  readonly durationMs: number
}

/** See {@link readVitals}. */
export interface PageVitals {
  /** Largest contentful paint so far, in milliseconds since the page began; null before any. */
  readonly lcpMs: number | null
  /** Sum of what moved without being asked to. */
  readonly cls: number
  readonly longTasks: readonly LongTask[]
}

declare global {
  interface Window {
    /** Kept by {@link watchVitals} in pages that are measured, and in no other. */
    rollcallVitals: { lcpMs: number | null; cls: number; longTasks: LongTask[] }
  }
}

/** Lets every page that is opened from now on keep its vitals. */
export async function watchVitals(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const kept: Window['rollcallVitals'] = { lcpMs: null, cls: 0, longTasks: [] }
    window.rollcallVitals = kept
    const watch = (type: string, onEntry: (entry: PerformanceEntry) => void) =>
      new PerformanceObserver((list) => list.getEntries().forEach(onEntry)).observe({ type, buffered: true })
    watch('largest-contentful-paint', ({ startTime }) => (kept.lcpMs = startTime))
    watch('layout-shift', (entry) => {
      const { value, hadRecentInput } = entry.toJSON()
      if (hadRecentInput !== true) kept.cls += Number(value)
    })
    watch('longtask', ({ startTime, duration }) =>
      kept.longTasks.push({ startMs: startTime, durationMs: duration }),
    )
  })
}

/** What the page in sight has told since it was opened. */
export async function readVitals(page: Page): Promise<PageVitals> {
  return await page.evaluate(() => window.rollcallVitals)
}

/** The moment in milliseconds since the page began. */
export async function pageNowMs(page: Page): Promise<number> {
  return await page.evaluate(() => performance.now())
}

/** Long tasks that began after a moment, in words. */
export function tellLongTasks({ longTasks }: PageVitals, afterMs: number): string {
  const later = longTasks.filter(({ startMs }) => startMs > afterMs)
  const longest = later.reduce((most, { durationMs }) => Math.max(most, durationMs), 0)
  return later.length === 0
    ? 'none over 50 ms'
    : `${later.length} over 50 ms, the longest ${longest.toFixed(0)} ms`
}
