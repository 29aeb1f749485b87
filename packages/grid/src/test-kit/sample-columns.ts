import type { TimelineColumns } from '../columns.ts'

/** One photo of a sample. */
export interface SamplePhoto {
  readonly takenAtS: number
  readonly ratio?: number
}

/** Columns of these photos, put into the timeline's order; 4:3 where nothing else is said. */
export function sampleColumns(photos: readonly SamplePhoto[]): TimelineColumns {
  const ordered = photos.toSorted((one, other) => other.takenAtS - one.takenAtS)
  return {
    count: ordered.length,
    takenAtS: Float64Array.from(ordered, ({ takenAtS }) => takenAtS),
    ratio: Uint16Array.from(ordered, ({ ratio }) => ratio ?? 1_333),
    colour: new Uint16Array(ordered.length),
    marks: new Uint16Array(ordered.length),
  }
}

const BURST_MAX = 40
const YEARS = 25

/** A library like a family's: bursts of photos over 25 years, from a seed, so that it is always the same. */
export function burstyColumns(count: number): TimelineColumns {
  let seed = 20_261_122
  const chance = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed / 2 ** 32
  }
  const ratios = [1_333, 1_333, 1_333, 750, 750, 1_500, 667, 1_778, 563, 1_000, 3_500]
  const pauseS = (YEARS * 365 * 86_400) / (count / (BURST_MAX / 2))
  const takenAtS = new Float64Array(count)
  const ratio = new Uint16Array(count)
  let timeS = 1_763_800_000
  for (let position = 0; position < count; ) {
    timeS -= chance() * 2 * pauseS
    const end = Math.min(count, position + 1 + Math.floor(chance() * BURST_MAX))
    for (; position < end; position += 1) {
      timeS -= Math.min(20, pauseS) * chance()
      takenAtS[position] = timeS
      ratio[position] = ratios[Math.floor(chance() * ratios.length)] ?? 1_000
    }
  }
  return { count, takenAtS, ratio, colour: new Uint16Array(count), marks: new Uint16Array(count) }
}
