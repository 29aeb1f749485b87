import type { MediaFacts } from './media-facts.ts'

/** The facts of a file that says nothing of itself. */
export const NO_FACTS: Omit<MediaFacts, 'kind' | 'taken'> = {
  type: null,
  width: null,
  height: null,
  orientation: 1,
  rotation: 0,
  durationMs: null,
  codec: null,
  framesPerSecond: null,
  make: null,
  model: null,
  lens: null,
  exposure: { iso: null, fNumber: null, seconds: null, focalLengthMm: null },
  place: null,
  contentId: null,
  burstId: null,
  subtypes: [],
  embeddedVideo: null,
  embeddedPictures: [],
  warnings: [],
}
