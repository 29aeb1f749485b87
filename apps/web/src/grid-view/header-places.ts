import type { Header } from '@rollcall/grid'
import type { Timeline } from '../engine/library-client.ts'

/*
 * Where the photos under the headers in sight were taken. Asked of the worker when scrolling has come to rest, for a few headers at once;
 * what is known stays until it is known anew.
 */

/** Headers of one question. */
const BATCH_MAX = 40
/** Photos of a day that are looked at, evenly. */
const LOOKED_AT_MAX = 200
/** Headers that are kept; the oldest go. */
const KEPT_MAX = 1_000

/** What is known of headers. */
export interface HeaderPlaces {
  /** Null: not known yet, or nowhere. */
  readonly get: (header: Header, timeline: Timeline) => readonly string[] | null
  /** These are in sight. */
  readonly want: (headers: readonly Header[], timeline: Timeline) => void
}

interface KeptPlaces {
  readonly places: readonly string[]
  readonly generation: number
}

/** Makes {@link HeaderPlaces}. `onAnswer` is told when something else than before has come. */
export function createHeaderPlaces(
  ask: (groups: readonly Uint32Array[]) => Promise<readonly (readonly string[])[]>,
  onAnswer: () => void,
): HeaderPlaces {
  const kept = new Map<string, KeptPlaces>()
  let isAsking = false

  async function askFor(headers: readonly Header[], timeline: Timeline): Promise<void> {
    isAsking = true
    try {
      const answers = await ask(headers.map((header) => sampleOf(header, timeline)))
      let isNew = false
      for (const [index, header] of headers.entries()) {
        const places = answers[index] ?? []
        const name = nameOf(header, timeline)
        isNew ||= kept.get(name)?.places.join() !== places.join()
        kept.delete(name)
        kept.set(name, { places, generation: timeline.generation })
      }
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT_MAX) break
        kept.delete(oldest)
      }
      if (isNew) onAnswer()
    } finally {
      isAsking = false
    }
  }

  return {
    get: (header, timeline) => {
      const known = kept.get(nameOf(header, timeline))
      return known === undefined || known.places.length === 0 ? null : known.places
    },
    want: (headers, timeline) => {
      if (isAsking) return // what is drawn next asks again
      const open = headers
        .filter((header) => kept.get(nameOf(header, timeline))?.generation !== timeline.generation)
        .slice(0, BATCH_MAX)
      if (open.length > 0) void askFor(open, timeline)
    },
  }
}

/** A header by its first photo and how many there are: the same for as long as its photos are. */
function nameOf({ first, photos }: Header, { handles }: Timeline): string {
  return `${handles[first] ?? 0} ${photos}`
}

function sampleOf({ first, photos }: Header, { handles }: Timeline): Uint32Array {
  const count = Math.min(photos, LOOKED_AT_MAX)
  return Uint32Array.from(
    { length: count },
    (_, at) => handles[first + Math.floor((at * photos) / count)] ?? 0,
  )
}
