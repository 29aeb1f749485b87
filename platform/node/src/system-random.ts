import { randomBytes } from 'node:crypto'
import type { Random } from '@rollcall/sync'

/** Six bytes: every value is exact in a number. */
const FRACTION_BYTES = 6

/** The system's chance, good enough for keys and tokens. */
export function createSystemRandom(): Random {
  return {
    hex: (count) => randomBytes(count).toString('hex'),
    fraction: () => randomBytes(FRACTION_BYTES).readUIntBE(0, FRACTION_BYTES) / 2 ** (8 * FRACTION_BYTES),
  }
}
