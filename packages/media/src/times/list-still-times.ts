import type { CaptureSource } from '../media-facts.ts'
import type { MediaType } from '../media-type.ts'
import type { ExifFacts, ExifTime } from '../metadata/read-exif.ts'
import { type IptcFacts, iptcToTime } from '../metadata/read-iptc.ts'
import type { MakerFacts } from '../metadata/read-maker-note.ts'
import { readXmpText, type Xmp } from '../metadata/read-xmp.ts'
import type { StillParts } from '../stills/still-parts.ts'
import type { TimeCandidate } from './capture-time.ts'

/** What the readers found in one still picture that may tell a time. */
export interface TimeFindings {
  readonly type: MediaType
  readonly parts: Pick<StillParts, 'createdText' | 'modifiedText'>
  readonly exifs: readonly ExifFacts[]
  readonly xmps: readonly Xmp[]
  readonly iptcs: readonly IptcFacts[]
  readonly maker: MakerFacts | null
}

/**
 * The fields of a still picture that tell a time, best first: when the shutter opened, by EXIF, XMP, the maker and
 * IPTC (which counts so early only with a time of day); when it was digitized; when the work was created; the
 * satellites; the last change. The same order as ExifTool's, on whose answers the tests of this project rest.
 */
export function listStillTimes({
  type,
  parts,
  exifs,
  xmps,
  iptcs,
  maker,
}: TimeFindings): readonly TimeCandidate[] {
  const times: TimeCandidate[] = []
  const add = (source: CaptureSource, text: string | null, isUtc = false) => {
    if (text !== null) times.push({ source, text, isUtc })
  }
  const addExif = (source: CaptureSource, time: ExifTime | null) => {
    if (time !== null) times.push({ source, ...time })
  }
  const addXmp = (source: CaptureSource, ...names: readonly string[]) => {
    for (const xmp of xmps) for (const name of names) add(source, readXmpText(xmp, name))
  }
  const isCamera = type.startsWith('image/x-')
  for (const exif of exifs) addExif('exif_original', exif.original)
  if (isCamera) add('exif_original', parts.createdText)
  addXmp('xmp_created', 'exif:DateTimeOriginal')
  add('exif_original', maker?.original ?? null)
  for (const iptc of iptcs) if (iptc.time !== null) add('iptc_created', iptcToTime(iptc))
  for (const exif of exifs) addExif('exif_digitized', exif.digitized)
  addXmp('xmp_created', 'xmp:CreateDate', 'photoshop:DateCreated', 'exif:DateTimeDigitized')
  for (const iptc of iptcs) add('iptc_created', iptcToTime(iptc))
  if (!isCamera) add('png_created', parts.createdText)
  for (const exif of exifs) add('gps_time', exif.gpsTime, true)
  for (const xmp of xmps) add('gps_time', readXmpText(xmp, 'exif:GPSTimeStamp', 'exif:GPSDateTime'), true)
  for (const exif of exifs) addExif('exif_modified', exif.modified)
  addXmp('exif_modified', 'xmp:ModifyDate')
  add('exif_modified', parts.modifiedText)
  return times
}

/** The satellites' time in UTC, by EXIF or XMP; null when neither tells it. */
export function satelliteTimeOf(exifs: readonly ExifFacts[], xmps: readonly Xmp[]): string | null {
  const tagged = exifs.find(({ gpsTime }) => gpsTime !== null)?.gpsTime ?? null
  return (
    tagged ?? xmps.map((xmp) => readXmpText(xmp, 'exif:GPSTimeStamp')).find((text) => text !== null) ?? null
  )
}
