/*
 * MP4, QuickTime and 3GPP are trees of boxes (ISO/IEC 14496-12; QuickTime File Format). What we want lies in `moov`, which
 * may stand at either end, so only box headers are read until it is found:
 *
 *   moov ─ mvhd            movie header: when created, how long
 *        ├ trak …          one for pictures, one for sound, more for metadata   → read-video-track.ts
 *        ├ udta, meta      tags of the whole movie                              → read-movie-tags.ts
 *        └ mvex, moof …    fragments, when the movie header knows no duration   → read-fragment-duration.ts
 */
import type { Subtype } from '../media-facts.ts'
import { type BoundedReader, uint64At, uintAt, uintLittleAt } from './bounded-reader.ts'
import { type Box, findBox, listBoxes, readBox } from './list-boxes.ts'
import { quickTimeToUtc } from './parse-zoned-date.ts'
import { readFragmentDuration } from './read-fragment-duration.ts'
import { type MovieTags, readMovieTags } from './read-movie-tags.ts'
import { readVideoTrack, type VideoTrack } from './read-video-track.ts'
import { NO_VIDEO_FACTS, type VideoFacts } from './video-facts.ts'

/** Tracks looked at for the pictures; cameras write up to a dozen. */
const TRACKS_MAX = 32
/** Slower cameras do not slow down. */
const SLOW_MOTION_FPS = 100
/** Recorded this much faster than played: slow motion; this much slower: time lapse. */
const SPEED_RATIO = 1.5
/** Samsung's blocks after the end of a video: a directory of at most so many entries, and the types of slow motion. */
const SAMSUNG_ENTRIES_MAX = 64
const SAMSUNG_SLOW_MOTION_TYPES: readonly number[] = [0x0890, 0x0b00]

/** Facts of an ISO base media or QuickTime file. Rejects only when the reader does. */
export async function readBaseMedia(reader: BoundedReader): Promise<VideoFacts> {
  const top = await listBoxes(reader, 0, reader.bytes)
  const movie = findBox(top, 'moov')
  const cut = top.find((box) => box.isCut)
  const warnings = cut === undefined ? [] : [`The file ends inside its ${describe(cut)} box`]
  if (movie === undefined) return { ...NO_VIDEO_FACTS, warnings: ['There is no movie header', ...warnings] }

  const parts = await listBoxes(reader, movie.from, movie.to)
  const header = await readMovieHeader(reader, parts)
  const track = await findVideoTrack(reader, parts)
  const tags = await readMovieTags(reader, parts, top)
  const fragmented = header.durationMs === null && track !== null && findBox(parts, 'mvex') !== undefined
  const durationMs = fragmented ? await readFragmentDuration(reader, top, parts, track) : header.durationMs
  return {
    width: track?.width ?? null,
    height: track?.height ?? null,
    rotation: track?.rotation ?? 0,
    durationMs,
    codec: track?.codec ?? null,
    framesPerSecond: track?.framesPerSecond ?? null,
    make: tags.make,
    model: tags.model,
    place: tags.place,
    creationDate: tags.creationDate,
    createdUtc: header.createdUtc,
    contentId: tags.contentId,
    subtypes: toSubtypes(track, tags, await holdsSamsungSlowMotion(reader)),
    warnings: track === null ? ['There is no video track', ...warnings] : warnings,
  }
}

/** A duration of zero, or of all ones, means that the header does not know. */
async function readMovieHeader(
  reader: BoundedReader,
  parts: readonly Box[],
): Promise<{ readonly createdUtc: number | null; readonly durationMs: number | null }> {
  const box = findBox(parts, 'mvhd')
  if (box === undefined) return { createdUtc: null, durationMs: null }
  const bytes = await readBox(reader, box, 32)
  const long = bytes[0] === 1
  if (bytes.length < (long ? 32 : 20)) return { createdUtc: null, durationMs: null }
  const timescale = uintAt(bytes, long ? 20 : 12, 4)
  const duration = long ? uint64At(bytes, 24) : uintAt(bytes, 16, 4)
  const known = duration > 0 && duration < (long ? 2 ** 63 : 2 ** 32 - 1) && timescale > 0
  return {
    createdUtc: quickTimeToUtc(long ? uint64At(bytes, 4) : uintAt(bytes, 4, 4)),
    durationMs: known ? (duration / timescale) * 1000 : null,
  }
}

/** The first track of moving pictures; if there is none, the first sequence of stills (animated AVIF and HEIF). */
async function findVideoTrack(reader: BoundedReader, parts: readonly Box[]): Promise<VideoTrack | null> {
  let stills: VideoTrack | null = null
  for (const box of parts.filter((part) => part.type === 'trak').slice(0, TRACKS_MAX)) {
    const track = await readVideoTrack(reader, box)
    if (track?.kind === 'video') return track
    stills ??= track
  }
  return stills
}

function toSubtypes(track: VideoTrack | null, tags: MovieTags, samsungSlow: boolean): readonly Subtype[] {
  const subtypes: Subtype[] = []
  const played = track?.framesPerSecond ?? null
  const captured = tags.captureFps
  const ratio = captured === null || played === null ? 1 : captured / played
  const fast = played !== null && played >= SLOW_MOTION_FPS && !tags.playsAtFullRate
  const slowed = captured !== null && captured >= SLOW_MOTION_FPS
  if (fast || samsungSlow || slowed) subtypes.push('slow_motion')
  else if (ratio < 1 / SPEED_RATIO) subtypes.push('time_lapse')
  if (track?.isHdr === true) subtypes.push('hdr')
  return subtypes
}

/** Whether Samsung's directory at the very end of the file (`SEFH` … `SEFT`) names slow motion. */
async function holdsSamsungSlowMotion(reader: BoundedReader): Promise<boolean> {
  const tail = await reader.read(reader.bytes - 8, 8)
  if (tail.length < 8 || uintAt(tail, 4, 4) !== 0x53454654) return false
  const directoryBytes = uintLittleAt(tail, 0, 4)
  const directory = await reader.read(
    reader.bytes - 8 - directoryBytes,
    Math.min(directoryBytes, 12 + SAMSUNG_ENTRIES_MAX * 12),
  )
  if (uintAt(directory, 0, 4) !== 0x53454648) return false
  for (let at = 12; at + 12 <= directory.length; at += 12) {
    if (SAMSUNG_SLOW_MOTION_TYPES.includes(uintLittleAt(directory, at + 2, 2))) return true
  }
  return false
}

function describe(box: Box): string {
  return /^[\x20-\x7e]{4}$/.test(box.type) ? box.type.trim() : 'last'
}
