import type { MediaFacts, MediaType } from '@rollcall/media'
import { NO_FACTS } from '@rollcall/media'

// For tests only: what they say of files that they make up.

/** The facts of a still that says nothing of itself but these. */
export function factsOf(type: MediaType | null, known: Partial<MediaFacts> = {}): MediaFacts {
  return {
    ...NO_FACTS,
    type,
    kind: type === null ? 'unsupported' : 'photo',
    taken: {
      local: '1970-01-01T00:00:00',
      offsetMinutes: null,
      offsetFrom: null,
      at: 0,
      source: 'file_time',
    },
    ...known,
  }
}

/** Colours of a picture's corners, from top left, clockwise. */
export const CORNERS = ['#ff0000', '#00ff00', '#0000ff', '#ffff00'] as const

/** RGB pixels with a corner of each colour: the top ones red and green, the bottom ones yellow and blue. */
export function cornerPixels(width: number, height: number): Uint8Array {
  const pixels = new Uint8Array(width * height * 3)
  const [topLeft, topRight, bottomRight, bottomLeft] = CORNERS
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isLeft = x < width / 2
      const colour = y < height / 2 ? (isLeft ? topLeft : topRight) : isLeft ? bottomLeft : bottomRight
      const value = Number.parseInt(colour.slice(1), 16)
      pixels.set([value >> 16, (value >> 8) & 255, value & 255], 3 * (y * width + x))
    }
  }
  return pixels
}
