import { type BoundedReader, uint64At, uintAt } from './bounded-reader.ts'
import { type Box, findBox, listBoxes, readBox } from './list-boxes.ts'
import type { VideoTrack } from './read-video-track.ts'

/** Samples of one run that are added up: more than a minute at the highest frame rate. */
const RUN_BYTES_MAX = 512 * 1024
/** Flags of a track fragment header and of a track run (ISO/IEC 14496-12, 8.8.7 and 8.8.8). */
const HEADER_BASE_OFFSET = 0x1
const HEADER_DESCRIPTION = 0x2
const HEADER_DURATION = 0x8
const RUN_DATA_OFFSET = 0x1
const RUN_FIRST_FLAGS = 0x4
const RUN_DURATION = 0x100
const RUN_OTHER_FIELDS: readonly number[] = [0x200, 0x400, 0x800]

/**
 * How long a fragmented movie lasts, milliseconds: what `mehd` says, or else from the start of the first fragment of `track`
 * to the end of the last. Null when neither tells. Rejects only when the reader does.
 */
export async function readFragmentDuration(
  reader: BoundedReader,
  top: readonly Box[],
  movieParts: readonly Box[],
  track: VideoTrack,
): Promise<number | null> {
  const extended = await readExtendedDuration(reader, movieParts)
  if (extended !== null) return extended
  if (track.timescale === 0) return null
  const fragments = top.filter((box) => box.type === 'moof')
  const usual = await readUsualDuration(reader, movieParts, track.id)
  const first = await firstSpan(reader, fragments, track.id, usual)
  const last = await firstSpan(reader, fragments.toReversed(), track.id, usual)
  if (first === null || last === null) return null
  const isTimed = first.start !== null && last.start !== null
  const ticks = isTimed
    ? last.start + last.ticks - first.start
    : await addFragments(reader, fragments, track.id, usual)
  return ticks > 0 ? (ticks / track.timescale) * 1000 : null
}

/** How long all fragments last together: what they hold of the track stands end to end. */
async function addFragments(
  reader: BoundedReader,
  fragments: readonly Box[],
  trackId: number,
  usual: number,
): Promise<number> {
  let ticks = 0
  for (const fragment of fragments) {
    ticks += (await readSpan(reader, fragment, trackId, usual))?.ticks ?? 0
    if (reader.isSpent()) break
  }
  return ticks
}

/** `mehd` counts in the movie's ticks. */
async function readExtendedDuration(
  reader: BoundedReader,
  movieParts: readonly Box[],
): Promise<number | null> {
  const [extend, header] = [findBox(movieParts, 'mvex'), findBox(movieParts, 'mvhd')]
  if (extend === undefined || header === undefined) return null
  const box = findBox(await listBoxes(reader, extend.from, extend.to), 'mehd')
  if (box === undefined) return null
  const headerBytes = await readBox(reader, header, 24)
  const timescale = uintAt(headerBytes, headerBytes[0] === 1 ? 20 : 12, 4)
  const bytes = await readBox(reader, box, 12)
  const duration = bytes[0] === 1 ? uint64At(bytes, 4) : uintAt(bytes, 4, 4)
  return timescale > 0 && duration > 0 ? (duration / timescale) * 1000 : null
}

/** The duration that samples of this track have unless a fragment says otherwise; 0 when nothing tells. */
async function readUsualDuration(
  reader: BoundedReader,
  movieParts: readonly Box[],
  trackId: number,
): Promise<number> {
  const extend = findBox(movieParts, 'mvex')
  if (extend === undefined) return 0
  for (const box of await listBoxes(reader, extend.from, extend.to)) {
    if (box.type !== 'trex') continue
    const bytes = await readBox(reader, box, 16)
    if (uintAt(bytes, 4, 4) === trackId) return uintAt(bytes, 12, 4)
  }
  return 0
}

interface Span {
  /** Null in files from before fragments told when they start. */
  readonly start: number | null
  readonly ticks: number
}

/** What the first of these fragments that holds the track spans, in the track's ticks. */
async function firstSpan(
  reader: BoundedReader,
  fragments: readonly Box[],
  trackId: number,
  usual: number,
): Promise<Span | null> {
  for (const fragment of fragments) {
    const span = await readSpan(reader, fragment, trackId, usual)
    if (span !== null || reader.isSpent()) return span
  }
  return null
}

/** Null when the fragment holds nothing of the track. */
async function readSpan(
  reader: BoundedReader,
  fragment: Box,
  trackId: number,
  usual: number,
): Promise<Span | null> {
  for (const box of await listBoxes(reader, fragment.from, fragment.to)) {
    if (box.type !== 'traf') continue
    const parts = await listBoxes(reader, box.from, box.to)
    const [headerBox, timeBox] = [findBox(parts, 'tfhd'), findBox(parts, 'tfdt')]
    const header = headerBox === undefined ? new Uint8Array() : await readBox(reader, headerBox, 24)
    if (header.length < 8 || uintAt(header, 4, 4) !== trackId) continue
    const flags = uintAt(header, 1, 3)
    const durationAt =
      8 + ((flags & HEADER_BASE_OFFSET) === 0 ? 0 : 8) + ((flags & HEADER_DESCRIPTION) === 0 ? 0 : 4)
    const sampleDuration = (flags & HEADER_DURATION) === 0 ? usual : uintAt(header, durationAt, 4)
    let ticks = 0
    for (const run of parts.filter((part) => part.type === 'trun'))
      ticks += await addRun(reader, run, sampleDuration)
    if (timeBox === undefined) return { start: null, ticks }
    const time = await readBox(reader, timeBox, 12)
    return { start: time[0] === 1 ? uint64At(time, 4) : uintAt(time, 4, 4), ticks }
  }
  return null
}

/** How long the samples of a run last together. */
async function addRun(reader: BoundedReader, box: Box, sampleDuration: number): Promise<number> {
  const bytes = await readBox(reader, box, RUN_BYTES_MAX)
  const flags = uintAt(bytes, 1, 3)
  const samples = uintAt(bytes, 4, 4)
  if ((flags & RUN_DURATION) === 0) return samples * sampleDuration
  const first = 8 + ((flags & RUN_DATA_OFFSET) === 0 ? 0 : 4) + ((flags & RUN_FIRST_FLAGS) === 0 ? 0 : 4)
  const stride = 4 + 4 * RUN_OTHER_FIELDS.filter((field) => (flags & field) !== 0).length
  let ticks = 0
  for (let at = first, left = samples; left > 0 && at + 4 <= bytes.length; at += stride, left -= 1) {
    ticks += uintAt(bytes, at, 4)
  }
  return ticks
}
