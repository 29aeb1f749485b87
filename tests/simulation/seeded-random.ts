import type { Random } from '@rollcall/sync'

/** Chance that can be played again: the same seed and stream give the same numbers. */
export interface SeededRandom extends Random {
  /** A whole number, `0 ≤ n < below`. */
  readonly below: (below: number) => number
  /** True with this probability. */
  readonly chance: (probability: number) => boolean
  /** A number, `from ≤ x < to`. */
  readonly between: (from: number, to: number) => number
}

/**
 * Opens a stream of chance. Each device, operation, network and disk has a stream of its own, named by a text: leaving one
 * operation out of a script does not change what happens to the others, and so scripts can be shrunk.
 */
export function createSeededRandom(seed: number, stream: string): SeededRandom {
  const next = sfc32(seedsOf(`${seed}/${stream}`))
  const fraction = () => next() / 2 ** 32
  return {
    fraction,
    below: (below) => Math.floor(fraction() * below),
    chance: (probability) => fraction() < probability,
    between: (from, to) => from + fraction() * (to - from),
    hex: (count) => {
      let text = ''
      while (text.length < 2 * count) text += next().toString(16).padStart(8, '0')
      return text.slice(0, 2 * count)
    },
  }
}

/** Chris Doty-Humphrey's Small Fast Counter, 32 bits, from PractRand. */
function sfc32(seeds: Uint32Array): () => number {
  let [a = 0, b = 0, c = 0, counter = 0] = seeds
  return () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
}

/** Four numbers from a text, by FNV-1a with four different beginnings. */
function seedsOf(text: string): Uint32Array {
  return Uint32Array.from([0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35], (start) => {
    let hash = start
    for (let index = 0; index < text.length; index++)
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
    hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
    return (hash ^ (hash >>> 15)) >>> 0
  })
}
