import fc from 'fast-check'

/**
 * A part of a whole, 0 … 1 or a little beyond, anywhere in it: `fc.double` would give almost nothing but the
 * smallest numbers.
 */
export function anyShare(min = 0, max = 1): fc.Arbitrary<number> {
  const parts = 1_000_000
  return fc.integer({ min: Math.ceil(min * parts), max: Math.floor(max * parts) }).map((part) => part / parts)
}
