import type { Page } from 'playwright-core'

/** Fingers on a screen, as the browser itself hears of them: what the page makes of it, such as pointers and scrolling, is all real. */
export interface Fingers {
  /** Puts down, moves and lifts fingers along ways of equally many points, CSS pixels from the top left of the page. */
  readonly move: (ways: readonly (readonly Point[])[]) => Promise<void>
  /** Puts one finger down and leaves it there. */
  readonly press: (at: Point) => Promise<void>
  readonly lift: () => Promise<void>
}

/** See {@link Fingers}. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** The fingers of somebody whose browser has a touch screen. */
export async function fingersOn(page: Page): Promise<Fingers> {
  const session = await page.context().newCDPSession(page)
  const send = async (type: Touch, points: readonly Point[]) =>
    await session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: points.map((point, id) => ({ ...point, id })),
    })
  return {
    move: async (ways) => {
      const steps = Math.max(...ways.map((way) => way.length))
      for (let step = 0; step < steps; step++) {
        const points = ways.flatMap((way) => way.slice(step, step + 1))
        await send(step === 0 ? 'touchStart' : 'touchMove', points)
      }
      await send('touchEnd', [])
    },
    press: async (at) => void (await send('touchStart', [at])),
    lift: async () => void (await send('touchEnd', [])),
  }
}

type Touch = 'touchStart' | 'touchMove' | 'touchEnd'

/** A straight way in `steps` equal steps. */
export function wayTo(from: Point, to: Point, steps = 8): readonly Point[] {
  return Array.from({ length: steps + 1 }, (_, step) => ({
    x: from.x + ((to.x - from.x) * step) / steps,
    y: from.y + ((to.y - from.y) * step) / steps,
  }))
}
