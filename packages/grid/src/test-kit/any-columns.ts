import fc from 'fast-check'
import type { TimelineColumns } from '../columns.ts'
import { sampleColumns } from './sample-columns.ts'

/** Libraries of up to 400 photos: over hours or over decades, with every ratio that columns can hold. */
export function anyColumns(): fc.Arbitrary<TimelineColumns> {
  const spanS = fc.constantFrom(3_600, 86_400 * 3, 86_400 * 400, 86_400 * 365 * 30)
  return spanS.chain((span) => {
    const photo = fc.record({
      takenAtS: fc.integer({ min: 1_700_000_000 - span, max: 1_700_000_000 }),
      ratio: fc.oneof(
        fc.constantFrom(1_333, 750, 1_500, 667, 1_778, 563),
        fc.integer({ min: 100, max: 10_000 }),
      ),
    })
    return fc.array(photo, { maxLength: 400, size: 'max' }).map(sampleColumns)
  })
}
