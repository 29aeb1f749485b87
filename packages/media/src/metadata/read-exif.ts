import { cleanText, decodeText, decodeUtf16 } from '../bytes/decode-text.ts'
import { firstOf } from '../first-of.ts'
import type { Place } from '../media-facts.ts'
import type { Tiff, TiffDirectory, TiffEntry } from '../tiff/read-tiff.ts'
import { readTiffNumber, readTiffNumbers, readTiffText } from '../tiff/tiff-value.ts'
import { composePlace } from './place.ts'

/** Tags of EXIF (Exif 3.0 §4.6.5) and DNG that are read here. */
const TAG = {
  width: 0x0100,
  height: 0x0101,
  make: 0x010f,
  model: 0x0110,
  orientation: 0x0112,
  software: 0x0131,
  modified: 0x0132,
  seconds: 0x829a,
  fNumber: 0x829d,
  iso: 0x8827,
  original: 0x9003,
  digitized: 0x9004,
  offset: 0x9010,
  offsetOriginal: 0x9011,
  offsetDigitized: 0x9012,
  focalLength: 0x920a,
  makerNote: 0x927c,
  comment: 0x9286,
  subSecond: 0x9290,
  subSecondOriginal: 0x9291,
  subSecondDigitized: 0x9292,
  recordedWidth: 0xa002,
  recordedHeight: 0xa003,
  customRendered: 0xa401,
  lens: 0xa434,
} as const
const GPS_TAG = {
  latitudeRef: 1,
  latitude: 2,
  longitudeRef: 3,
  longitude: 4,
  altitudeRef: 5,
  altitude: 6,
  clock: 7,
  date: 0x1d,
} as const

/** A time as EXIF tells it: the text, the fraction of its second and its offset from three tags. */
export interface ExifTime {
  readonly text: string
  readonly subSecond: string | null
  readonly offset: string | null
}

/** What an EXIF block says. Null: nothing. */
export interface ExifFacts {
  readonly make: string | null
  readonly model: string | null
  readonly lens: string | null
  readonly software: string | null
  /** 1…8; null for anything else. */
  readonly orientation: number | null
  readonly iso: number | null
  readonly fNumber: number | null
  readonly exposureSeconds: number | null
  readonly focalLengthMm: number | null
  readonly original: ExifTime | null
  readonly digitized: ExifTime | null
  readonly modified: ExifTime | null
  /** `2024:06:02 12:00:00`, UTC, of the satellites. */
  readonly gpsTime: string | null
  readonly place: Place | null
  readonly comment: string | null
  /** Apple: 6 panorama, 7 and 8 portrait, 2 and 3 HDR. */
  readonly customRendered: number | null
  readonly makerNote: TiffEntry | null
  /** Pixels as the first page tells them; the picture itself knows better. */
  readonly width: number | null
  readonly height: number | null
  /** Pixels that the camera recorded; programs that shrink a photo often leave them as they were. */
  readonly recordedWidth: number | null
  readonly recordedHeight: number | null
  /** Whether only the thumbnail, not the picture, says that it is turned: programs that turn pixels forget it. */
  readonly isOnlyThumbnailTurned: boolean
}

/** Reads the tags of EXIF directories: those of the EXIF directory first, then of the first page, where some writers put them. */
export function readExif(tiff: Tiff): ExifFacts {
  const pages = tiff.directories.filter(({ role }) => role === 'image')
  const [main, thumbnail] = [pages.slice(0, 1), pages.slice(1, 2)]
  const exif = tiff.directories.filter(({ role }) => role === 'exif')
  const gps = tiff.directories.find(({ role }) => role === 'gps') ?? null
  const own = [...exif, ...main]
  const first = [...main, ...exif]
  const text = (tag: number, places: readonly TiffDirectory[]) =>
    firstOf(places, (it) => readTiffText(it, tag))
  const above = (tag: number) => firstOf(own, (it) => positive(readTiffNumber(it, tag)))
  const time = (tag: number, subSecond: number, offset: number): ExifTime | null => {
    const found = text(tag, tag === TAG.modified ? first : own)
    return found === null ? null : { text: found, subSecond: text(subSecond, own), offset: text(offset, own) }
  }
  const modified = time(TAG.modified, TAG.subSecond, TAG.offset)
  const original = time(TAG.original, TAG.subSecondOriginal, TAG.offsetOriginal)
  const digitized = time(TAG.digitized, TAG.subSecondDigitized, TAG.offsetDigitized)
  const orientation = firstOf(main, (it) => orientationOf(readTiffNumber(it, TAG.orientation)))
  const turned = firstOf(thumbnail, (it) => orientationOf(readTiffNumber(it, TAG.orientation)))
  return {
    make: text(TAG.make, first),
    model: text(TAG.model, first),
    lens: text(TAG.lens, own),
    software: text(TAG.software, first),
    orientation,
    iso: above(TAG.iso),
    fNumber: above(TAG.fNumber),
    exposureSeconds: above(TAG.seconds),
    focalLengthMm: above(TAG.focalLength),
    original: shareOffset(original, modified),
    digitized: shareOffset(digitized, modified),
    modified,
    gpsTime: gps === null ? null : readGpsTime(gps),
    place: gps === null ? null : readGpsPlace(gps),
    comment: firstOf(own, (it) => readComment(it)),
    customRendered: firstOf(own, (it) => readTiffNumber(it, TAG.customRendered)),
    makerNote: firstOf(own, (it) => it.entryByTag.get(TAG.makerNote) ?? null),
    width: firstOf(main, (it) => positive(readTiffNumber(it, TAG.width))),
    height: firstOf(main, (it) => positive(readTiffNumber(it, TAG.height))),
    recordedWidth: above(TAG.recordedWidth),
    recordedHeight: above(TAG.recordedHeight),
    isOnlyThumbnailTurned: orientation === null && turned !== null && turned !== 1,
  }
}

/** 1 to 8; null for anything else. */
export function orientationOf(value: number | null): number | null {
  return value !== null && Number.isInteger(value) && value >= 1 && value <= 8 ? value : null
}

/** `OffsetTime` is about the time of change; where that is the very time of the picture, it is about both. */
function shareOffset(time: ExifTime | null, modified: ExifTime | null): ExifTime | null {
  if (time === null || time.offset !== null || modified === null || modified.text !== time.text) return time
  return { ...time, offset: modified.offset }
}

function readGpsTime(gps: TiffDirectory): string | null {
  const date = readTiffText(gps, GPS_TAG.date)
  const [hour, minute, second] = readTiffNumbers(gps, GPS_TAG.clock)
  if (date === null || hour === undefined || minute === undefined || second === undefined) return null
  const total = Math.floor(hour * 3600 + minute * 60 + second + 1e-6)
  if (!(total >= 0 && total < 86_400)) return null
  const parts = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60]
  return `${date.slice(0, 10)} ${parts.map((part) => String(part).padStart(2, '0')).join(':')}`
}

function readGpsPlace(gps: TiffDirectory): Place | null {
  const latitude = readDegrees(gps, GPS_TAG.latitude, GPS_TAG.latitudeRef, 'S')
  const longitude = readDegrees(gps, GPS_TAG.longitude, GPS_TAG.longitudeRef, 'W')
  const height = readTiffNumber(gps, GPS_TAG.altitude)
  const reference = readTiffNumber(gps, GPS_TAG.altitudeRef) ?? Number(readTiffText(gps, GPS_TAG.altitudeRef))
  // 1: below the sea; 3: below the ellipsoid (Exif 3.0).
  const isBelow = reference === 1 || reference === 3
  return composePlace(latitude, longitude, height === null ? null : isBelow ? -Math.abs(height) : height)
}

function readDegrees(gps: TiffDirectory, tag: number, refTag: number, negative: string): number | null {
  const [degrees, minutes = 0, seconds = 0] = readTiffNumbers(gps, tag)
  if (degrees === undefined || !Number.isFinite(degrees)) return null
  const size =
    degrees + (Number.isFinite(minutes) ? minutes : 0) / 60 + (Number.isFinite(seconds) ? seconds : 0) / 3600
  return readTiffText(gps, refTag)?.toUpperCase().startsWith(negative) === true ? -size : size
}

/** Eight bytes name the coding, then the text. */
function readComment(directory: TiffDirectory): string | null {
  const bytes = directory.entryByTag.get(TAG.comment)?.value
  if (bytes === undefined || bytes.length <= 8) return null
  const coding = decodeText(bytes.subarray(0, 8))
  const body = bytes.subarray(8, 1032)
  if (coding.startsWith('UNICODE')) return cleanText(decodeUtf16(body, directory.order === 'little' ? 0 : 1))
  return cleanText(decodeText(body))
}

function positive(value: number | null): number | null {
  return value !== null && value > 0 ? value : null
}
