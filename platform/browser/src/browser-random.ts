import type { Random } from '@rollcall/sync'

/** Six bytes: every value is exact in a number. */
const FRACTION_BYTES = 6

/** The browser's chance, good enough for keys and tokens; also on a page that came over plain http. */
export function createBrowserRandom(): Random {
  return {
    hex: (count) => Array.from(draw(count), (byte) => byte.toString(16).padStart(2, '0')).join(''),
    fraction: () =>
      draw(FRACTION_BYTES).reduce((sum, byte) => sum * 256 + byte, 0) / 2 ** (8 * FRACTION_BYTES),
  }
}

function draw(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count))
}
