/*
 * A manifest was written from ExifTool's answers, ours come from the bytes. Where both mean the same and say it
 * differently, the comparison says so here, column by column, and nowhere else. An empty cell means that ExifTool
 * does not tell: what Rollcall tells there is listed apart, for a person to judge, and is no difference.
 */
import { type MediaFacts, ONLY_THUMBNAIL_TURNED, TYPE_BY_NAME } from '@rollcall/media'
import type { ManifestRow } from './read-manifest.ts'

/** Degrees, metres and seconds that two answers may differ by. */
const PLACE_TOLERANCE = 1e-4
const ALTITUDE_TOLERANCE_M = 1
const DURATION_TOLERANCE_S = 0.1
/** Where a time comes from that is in no metadata. */
const OUTER_SOURCES: ReadonlySet<string> = new Set(['file_name', 'file_time'])

/** Whether one column of one file agrees; `none`: neither of the two tells anything. `more`: only ours does. */
export type Verdict =
  | { readonly kind: 'agree' }
  | { readonly kind: 'none' }
  | { readonly kind: 'more' | 'differ'; readonly expected: string; readonly found: string }

/** Compares one column of a row with the facts. */
export type Comparison = (row: ManifestRow, facts: MediaFacts) => Verdict

/** The comparison of each column, in the order of the table. */
export const COMPARISON_BY_COLUMN: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ['mime', compareType],
  ['width', (row, facts) => compareSize(row, 'width', facts.width)],
  ['height', (row, facts) => compareSize(row, 'height', facts.height)],
  ['orientation', compareOrientation],
  ['rotation', compareRotation],
  ['taken_local', compareLocal],
  ['taken_offset', compareOffset],
  ['gps', comparePlace],
  ['gps_alt', compareAltitude],
  ['duration_s', compareDuration],
  ['content_id', (row, facts) => compareText(cell(row, 'content_id'), facts.contentId)],
  ['burst_id', (row, facts) => compareText(cell(row, 'burst_id'), facts.burstId)],
  ['make', (row, facts) => compareText(cell(row, 'make'), facts.make)],
  ['model', (row, facts) => compareText(cell(row, 'model'), facts.model)],
])

/**
 * Names that mean the same kind of file. Only those: two brands of one container, and formats that are told apart
 * by what is inside, which ExifTool 12 does not look at.
 */
const SAME_TYPES: readonly (readonly [ours: string, theirs: string, why: string])[] = [
  [
    'image/heif',
    'image/heic',
    'HEIF with the generic brand mif1: ExifTool goes by its items, we by its brand',
  ],
  ['image/heic', 'image/heif', 'the other way round'],
  ['image/heic-sequence', 'image/heic', 'a sequence of HEIC pictures'],
  ['image/heif-sequence', 'image/heif', 'a sequence of HEIF pictures'],
  [
    'image/avif',
    'video/mp4',
    'a sequence of AVIF pictures (brand avis), which ExifTool 12 takes for a video',
  ],
  ['image/apng', 'image/png', 'an animated PNG is a PNG'],
  ['image/x-phaseone-iiq', 'image/x-raw', "ExifTool's name for raw files that have no other"],
  ['video/mp4', 'video/quicktime', 'one container: QuickTime by a compatible brand, MP4 by the first'],
  ['video/quicktime', 'video/mp4', 'the other way round'],
  ['video/x-m4v', 'video/mp4', 'M4V is MP4'],
  ['video/mp2t', 'video/m2ts', 'a transport stream'],
  ['video/mp2t', 'video/mpeg', 'a transport stream'],
  ['image/vnd.adobe.photoshop', 'application/vnd.adobe.photoshop', 'the registered name, and the older one'],
  ['image/jpx', 'image/jp2', 'JPEG 2000 with extensions'],
  ['image/j2c', 'image/x-j2c', 'the older name'],
  ['image/x-leaf-mos', 'image/x-raw', "ExifTool's name for raw files that have no other"],
  ['video/x-ms-wmv', 'video/x-ms-asf', 'one container'],
  ['image/svg+xml', 'text/plain', 'a drawing whose first tag stands behind a document type'],
]

function compareType(row: ManifestRow, { type, codec, width, warnings }: MediaFacts): Verdict {
  const expected = cell(row, 'mime')
  if (type === expected) return { kind: 'agree' }
  if (SAME_TYPES.some(([ours, theirs]) => ours === type && theirs === expected)) return { kind: 'agree' }
  // A video file with sound alone is a video by its brand; what is in it says the rest.
  if (expected.startsWith('audio/') && codec === null && width === null) return { kind: 'none' }
  // What no media type says is for the name to say, or for nobody: both are right.
  const isByName = type === null || warnings.includes(TYPE_BY_NAME)
  if (!isMediaType(expected) && isByName) return { kind: 'none' }
  return differ(expected, type ?? '')
}

/** The size of a file that is no picture (PostScript has one) is not told by Rollcall, nor one that is no count of pixels. */
function compareSize(row: ManifestRow, name: string, found: number | null): Verdict {
  const told = /^\d+$/.test(cell(row, name)) ? cell(row, name) : ''
  const expected = isMediaType(cell(row, 'mime')) || found !== null ? told : ''
  if (expected === '') return found === null ? { kind: 'none' } : more(String(found))
  return Number(expected) === found ? { kind: 'agree' } : differ(expected, String(found ?? ''))
}

/** Empty, values that EXIF does not have, and a thumbnail's orientation mean upright. HEIF without the tag may turn on its own. */
function compareOrientation(row: ManifestRow, { kind, type, orientation, warnings }: MediaFacts): Verdict {
  const told = cell(row, 'orientation')
  if (kind === 'unsupported') return { kind: 'none' }
  const isTold = /^[1-8]$/.test(told) && !warnings.includes(ONLY_THUMBNAIL_TURNED)
  const turnsItself = orientation !== 1 && /^image\/(?:hei|avif|jxl)/.test(type ?? '')
  if (!isTold && turnsItself) return more(String(orientation))
  return (isTold ? Number(told) : 1) === orientation ? { kind: 'agree' } : differ(told, String(orientation))
}

/** Of videos only: what a player turns. Of stills ExifTool tells HEIF's own rotation there. */
function compareRotation(row: ManifestRow, { kind, rotation }: MediaFacts): Verdict {
  if (kind !== 'video') return { kind: 'none' }
  const told = cell(row, 'rotation')
  return (Number(told) || 0) === rotation ? { kind: 'agree' } : differ(told, String(rotation))
}

/** Times are compared to the fraction that the manifest tells; a date alone is compared as a date. */
function compareLocal(row: ManifestRow, { kind, taken }: MediaFacts): Verdict {
  const expected = toIsoTime(cell(row, 'taken_local'))
  const found = kind === 'unsupported' || OUTER_SOURCES.has(taken.source) ? '' : taken.local
  const shown = `${found} (${taken.source})`
  if (expected === '') return found === '' ? { kind: 'none' } : more(shown)
  const isSame = found === expected || found.startsWith(expected.length === 10 ? expected : `${expected}.`)
  return isSame ? { kind: 'agree' } : differ(expected, shown)
}

/** An offset that the satellites' time tells is ours alone: ExifTool does not work it out. */
function compareOffset(row: ManifestRow, { kind, taken }: MediaFacts): Verdict {
  if (kind === 'unsupported' || OUTER_SOURCES.has(taken.source)) return { kind: 'none' }
  const expected = cell(row, 'taken_offset')
  const found = taken.offsetMinutes
  const shown = found === null ? '' : `${found} min (${taken.offsetFrom})`
  if (expected === '') return found === null ? { kind: 'none' } : more(shown)
  return offsetToMinutes(expected) === found ? { kind: 'agree' } : differ(expected, shown)
}

/** Half a place, one off the globe, and exactly 0, 0 are no place. */
function comparePlace(row: ManifestRow, { place }: MediaFacts): Verdict {
  const [latitude, longitude] = [cell(row, 'gps_lat'), cell(row, 'gps_lon')]
  const found = place === null ? '' : `${place.latitude}, ${place.longitude}`
  if (latitude === '' && longitude === '') return place === null ? { kind: 'none' } : more(found)
  const told = `${latitude}, ${longitude}`
  if (!isPlace(latitude, longitude)) return place === null ? { kind: 'none' } : differ(told, found)
  const isNear =
    place !== null &&
    Math.abs(place.latitude - Number(latitude)) <= PLACE_TOLERANCE &&
    Math.abs(place.longitude - Number(longitude)) <= PLACE_TOLERANCE
  return isNear ? { kind: 'agree' } : differ(told, found)
}

function compareAltitude(row: ManifestRow, { place }: MediaFacts): Verdict {
  const expected = cell(row, 'gps_alt')
  const found = place?.altitudeM ?? null
  if (!isPlace(cell(row, 'gps_lat'), cell(row, 'gps_lon'))) return { kind: 'none' }
  if (expected === '' || Number.isNaN(Number(expected)))
    return found === null ? { kind: 'none' } : more(String(found))
  const isNear = found !== null && Math.abs(found - Number(expected)) <= ALTITUDE_TOLERANCE_M
  return isNear ? { kind: 'agree' } : differ(expected, String(found ?? ''))
}

/** A still that is a movie file inside (CR3) has no duration. A fragmented movie's header says 0, which is not how long it is. */
function compareDuration(row: ManifestRow, { kind, durationMs, subtypes }: MediaFacts): Verdict {
  const isMoving = kind === 'video' || (kind === 'photo' && subtypes.includes('animated'))
  if (!isMoving) return { kind: 'none' }
  const expected = toSeconds(cell(row, 'duration_s'))
  const found = durationMs === null ? '' : String(durationMs / 1000)
  if (expected === '' || Number(expected) === 0) return found === '' ? { kind: 'none' } : more(found)
  const isNear = durationMs !== null && Math.abs(durationMs / 1000 - Number(expected)) <= DURATION_TOLERANCE_S
  return isNear ? { kind: 'agree' } : differ(expected, found)
}

/** Space around and within a name does not matter. */
function compareText(expected: string, found: string | null): Verdict {
  const tidy = (text: string) => text.replaceAll(/\s+/g, ' ').trim()
  if (tidy(expected) === '') return found === null ? { kind: 'none' } : more(found)
  return tidy(expected) === tidy(found ?? '') ? { kind: 'agree' } : differ(expected, found ?? '')
}

function isMediaType(type: string): boolean {
  return /^(?:image|video)\/|^application\/(?:rdf\+xml|vnd\.apple\.photos)$/.test(type)
}

function cell(row: ManifestRow, name: string): string {
  return row.get(name)?.trim() ?? ''
}

function isPlace(latitude: string, longitude: string): boolean {
  if (latitude === '' || longitude === '') return false
  const [north, east] = [Number(latitude), Number(longitude)]
  return Math.abs(north) <= 90 && Math.abs(east) <= 180 && !(north === 0 && east === 0)
}

/** `2024:06:02 12:00:00.10` and `2024/06/02 12:00:00` as `2024-06-02T12:00:00.10`; a zone that stayed in the text is cut off. */
function toIsoTime(text: string): string {
  const match = /^(\d{4})\D(\d\d)\D(\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?)?/.exec(text)
  if (match === null) return text
  const date = `${match[1]}-${match[2]}-${match[3]}`
  return match[4] === undefined ? date : `${date}T${match[4]}${match[5] ?? ':00'}`
}

/** Matroska's durations are told as `00:00:01.023000000`. */
function toSeconds(text: string): string {
  const match = /^(\d+):(\d\d):(\d\d(?:[.,]\d+)?)$/.exec(text)
  if (match === null) return text
  const seconds = Number(match[3]?.replace(',', '.'))
  return String(Number(match[1]) * 3600 + Number(match[2]) * 60 + seconds)
}

function offsetToMinutes(text: string): number | null {
  if (text === 'Z') return 0
  const match = /^([+-])(\d\d):(\d\d)$/.exec(text)
  if (match === null) return null
  const size = Number(match[2]) * 60 + Number(match[3])
  return match[1] === '-' && size > 0 ? -size : size
}

function differ(expected: string, found: string): Verdict {
  return { kind: 'differ', expected, found }
}

function more(found: string): Verdict {
  return { kind: 'more', expected: '', found }
}
