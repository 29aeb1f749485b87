/** Lets in a bounded number at a time; the others wait, first come, first in. */
export type Gate = <Result>(work: () => Promise<Result>) => Promise<Result>

/** A {@link Gate} with so many places, at least one. */
export function createGate(places: number): Gate {
  const waiting: (() => void)[] = []
  let free = places
  return async (work) => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }
}
