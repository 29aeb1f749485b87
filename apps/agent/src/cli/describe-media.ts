import type { CaptureSource } from '@rollcall/media'
import type { Asset, Media } from '@rollcall/protocol'

/** What a capture time rests on, for a person. */
const SOURCE_WORDS: Readonly<Record<CaptureSource, string>> = {
  exif_original: 'the camera (EXIF, original time)',
  exif_digitized: 'the camera (EXIF, time of digitising)',
  xmp_created: 'a program (XMP, date created)',
  iptc_created: 'a program (IPTC, date created)',
  png_created: 'the file (PNG, creation time)',
  gps_time: 'the satellites (GPS time)',
  exif_modified: 'the camera (EXIF, last change)',
  quicktime_creation_date: 'the camera (QuickTime, creation date)',
  quicktime_created: 'the video (creation time)',
  container_created: 'the video (creation time)',
  file_name: "the file's name",
  file_time: "the file's own time, for want of a better one",
}

/** What a capture time rests on, in words. A source that a newer server names stands for itself. */
export function describeSource(source: string): string {
  return source in SOURCE_WORDS ? SOURCE_WORDS[source as CaptureSource] : source
}

/** Why nothing can be shown of a file, in words. */
const FAILURE_WORDS: Readonly<Record<string, string>> = {
  corrupt_source: 'the file is damaged',
  unsupported_codec: 'its pictures are in a form that Rollcall cannot read yet',
  too_many_pixels: 'it says it has more pixels than can be shown safely',
  out_of_time: 'reading it took too long',
  out_of_memory: 'reading it took too much memory',
  crashed: 'reading it stopped the program that reads',
}

/** Why nothing can be shown of a file. A code that a newer server names stands for itself. */
export function describeFailure(code: string): string {
  return FAILURE_WORDS[code] ?? code
}

/** A local time with its zone, as `2 June 2024, 12:00:00 (UTC+02:00)`; UTC when the zone is not known. */
export function describeTime(at: number, offsetMinutes: number | null): string {
  return `${timeWords(at + (offsetMinutes ?? 0) * 60_000)} (${zoneWords(offsetMinutes)})`
}

function timeWords(at: number): string {
  const words = new Date(at).toLocaleString('en-GB', {
    dateStyle: 'long',
    timeStyle: 'medium',
    timeZone: 'UTC',
  })
  return words.replace(' at ', ', ')
}

function zoneWords(offsetMinutes: number | null): string {
  if (offsetMinutes === null) return 'local time; its zone is not known'
  const minutes = Math.abs(offsetMinutes)
  const clock = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  return `UTC${offsetMinutes < 0 ? '−' : '+'}${clock}`
}

/** What is known of a photo's making, a label and its words a line: by a person's word, or else by the metadata; only what is known. */
export function describeMedia(
  asset: Pick<Asset, 'takenAt' | 'takenFrom' | 'dated' | 'located'>,
  media: Media | null,
): [string, string][] {
  const lines: [string, string][] = [...describeTaken(asset, media)]
  const place = describePlace(asset, media)
  if (media === null) return [...lines, ...place]
  const { width, height, durationMs } = media
  if (width !== null && height !== null) lines.push(['Size', `${width} × ${height} pixels`])
  if (durationMs !== null) lines.push(['Length', `${(durationMs / 1_000).toFixed(1)} s`])
  lines.push(...place)
  const camera = cameraWords(media)
  if (camera !== '') lines.push(['Camera', camera])
  const exposure = exposureWords(media)
  if (exposure !== '') lines.push(['Exposure', exposure])
  if (media.subtypes.length > 0) lines.push(['Kind', media.subtypes.join(', ').replaceAll('_', ' ')])
  for (const warning of media.warnings) lines.push(['Odd', warning])
  return lines
}

function describeTaken(
  { takenAt, takenFrom, dated }: Pick<Asset, 'takenAt' | 'takenFrom' | 'dated'>,
  media: Media | null,
): readonly [string, string][] {
  const byFiles =
    media === null
      ? `${timeWords(takenAt)} (its zone is not read yet)`
      : describeTime(takenAt, media.offsetMinutes)
  const source: [string, string] = ['  known from', describeSource(takenFrom)]
  if (!dated) return [['Taken', byFiles], source]
  return [
    ['Taken', `${describeTime(dated.at, dated.offsetMinutes)}, set by hand`],
    ['  files say', byFiles],
    source,
  ]
}

function describePlace(
  { located }: Pick<Asset, 'located'>,
  media: Media | null,
): readonly [string, string][] {
  const byFiles = media?.place ? placeWords(media.place) : null
  if (!located) return byFiles === null ? [] : [['Place', byFiles]]
  const { latitude, longitude } = located
  const said =
    latitude === null || longitude === null ? 'nowhere' : placeWords({ latitude, longitude, altitudeM: null })
  return [
    ['Place', `${said}, set by hand`],
    ...(byFiles === null ? [] : [['  files say', byFiles] as [string, string]]),
  ]
}

function placeWords({ latitude, longitude, altitudeM }: NonNullable<Media['place']>): string {
  const degrees = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`
  if (altitudeM === null) return degrees
  const metres = `${Math.abs(altitudeM).toFixed(0)} m`
  return `${degrees}, ${metres} ${altitudeM < 0 ? 'below' : 'above'} the sea`
}

function cameraWords({ make, model, lens }: Media): string {
  const isNamed = make !== null && model !== null && model.toLowerCase().startsWith(make.toLowerCase())
  return [isNamed ? null : make, model, lens].filter((part) => part !== null).join(' ')
}

function exposureWords({ exposure: { iso, fNumber, seconds, focalLengthMm } }: Media): string {
  const parts = [
    iso === null ? null : `ISO ${iso}`,
    fNumber === null ? null : `f/${fNumber}`,
    seconds === null
      ? null
      : seconds > 0 && seconds < 0.5
        ? `1/${Math.round(1 / seconds)} s`
        : `${seconds} s`,
    focalLengthMm === null ? null : `${focalLengthMm} mm`,
  ]
  return parts.filter((part) => part !== null).join(' · ')
}
