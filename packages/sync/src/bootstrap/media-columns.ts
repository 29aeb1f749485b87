import type { Media } from '@rollcall/protocol'
import { MEDIA_TEXT_MAX, mediaSchema } from '@rollcall/protocol'
import { hexes, isBase64, isHex, markersTo } from './byte-columns.ts'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { countTrue, flags, octetsTo, writeColumn } from './column.ts'
import { documents, measures, words } from './dictionary-columns.ts'
import { hasExactly } from './fits.ts'
import { placesWithin } from './place-column.ts'
import { packSize } from './skeleton.ts'

const { shape } = mediaSchema
const MEASURES = measures(shape.exposure.shape.iso)
const OFFSETS = measures(shape.offsetMinutes)
const NAMES = words(shape.make)
const LATITUDES = placesWithin(-90, 90)
const LONGITUDES = placesWithin(-180, 180)
const ALTITUDES = placesWithin(-Number.MAX_VALUE, Number.MAX_VALUE)
const SUBTYPES = documents(shape.subtypes)
const MARKERS = markersTo(MEDIA_TEXT_MAX)
const COLOURS = hexes(3)
const LOOK_FORMS = octetsTo(2)
const LOOK_HASHES = hexes(8)
const WARNINGS = documents(shape.warnings)

/** Of a row: whether it was never worked out how a picture looks, or cannot be, or is known. */
const LOOK_ABSENT = 0
const LOOK_NULL = 1
const LOOK_KNOWN = 2

const FIELDS = new Set<string>([
  ...[
    'width',
    'height',
    'durationMs',
    'offsetMinutes',
    'make',
    'model',
    'lens',
    'exposure',
    'place',
    'subtypes',
  ],
  ...['contentId', 'burstId', 'thumbhash', 'colour', 'warnings'],
])
const FIELDS_AND_LOOK = new Set([...FIELDS, 'lookHash'])
const EXPOSURE_FIELDS = new Set(['iso', 'fNumber', 'seconds', 'focalLengthMm'])
const PLACE_FIELDS = new Set(['latitude', 'longitude', 'altitudeM'])

/** Whether it says nothing but what this tier and the first two hold. */
export function mediaFits(media: Media): boolean {
  const { width, height, durationMs, thumbhash, colour, lookHash, exposure, place } = media
  return (
    hasExactly(media, 'lookHash' in media ? FIELDS_AND_LOOK : FIELDS) &&
    hasExactly(exposure, EXPOSURE_FIELDS) &&
    (place === null || hasExactly(place, PLACE_FIELDS)) &&
    ((width === null && height === null) || packSize(width, height) !== null) &&
    (durationMs ?? 0) < Number.MAX_SAFE_INTEGER &&
    (thumbhash === null || isBase64(thumbhash)) &&
    (colour === null || (colour.startsWith('#') && isHex(colour.slice(1), 3))) &&
    (typeof lookHash !== 'string' || isHex(lookHash, 8))
  )
}

/** Writes what the files of rows say; each of them fits. */
export function writeMedia(out: ByteWriter, rows: readonly Media[]): void {
  const placed = rows.map(({ place }) => place).filter((place) => place !== null)
  const altitudes = placed.map(({ altitudeM }) => altitudeM).filter((altitude) => altitude !== null)
  const colours = rows.map(({ colour }) => colour).filter((colour) => colour !== null)
  const looks = rows.map(({ lookHash }) => lookHash).filter((look) => typeof look === 'string')
  writeColumn(out, OFFSETS, rows, ({ offsetMinutes }) => offsetMinutes)
  writeColumn(out, NAMES, rows, ({ make }) => make)
  writeColumn(out, NAMES, rows, ({ model }) => model)
  writeColumn(out, NAMES, rows, ({ lens }) => lens)
  writeColumn(out, MEASURES, rows, ({ exposure }) => exposure.iso)
  writeColumn(out, MEASURES, rows, ({ exposure }) => exposure.fNumber)
  writeColumn(out, MEASURES, rows, ({ exposure }) => exposure.seconds)
  writeColumn(out, MEASURES, rows, ({ exposure }) => exposure.focalLengthMm)
  writeColumn(out, flags, rows, ({ place }) => place !== null)
  writeColumn(out, LATITUDES, placed, ({ latitude }) => latitude)
  writeColumn(out, LONGITUDES, placed, ({ longitude }) => longitude)
  writeColumn(out, flags, placed, ({ altitudeM }) => altitudeM !== null)
  ALTITUDES.write(out, altitudes)
  writeColumn(out, SUBTYPES, rows, ({ subtypes }) => subtypes)
  writeColumn(out, MARKERS, rows, ({ contentId }) => contentId)
  writeColumn(out, MARKERS, rows, ({ burstId }) => burstId)
  writeColumn(out, flags, rows, ({ colour }) => colour !== null)
  writeColumn(out, COLOURS, colours, (colour) => colour.slice(1))
  writeColumn(out, LOOK_FORMS, rows, ({ lookHash }) => lookFormOf(lookHash))
  LOOK_HASHES.write(out, looks)
  writeColumn(out, WARNINGS, rows, ({ warnings }) => warnings)
}

function lookFormOf(lookHash: Media['lookHash']): number {
  if (lookHash === undefined) return LOOK_ABSENT
  return lookHash === null ? LOOK_NULL : LOOK_KNOWN
}

/** What {@link readMedia} answers: composes the next row's, given what the first tiers say of it. */
export type NextMedia = (
  firstTiers: Readonly<Record<'width' | 'height' | 'durationMs', number | null>>,
  thumbhash: string | null,
) => Media

/** Reads what {@link writeMedia} wrote for `rows` rows. */
export function readMedia(input: ByteReader, rows: number): NextMedia {
  const columns = readColumns(input, rows)
  let [row, placed, altitude, colour, look] = [0, 0, 0, 0, 0]

  function nextPlace(): Media['place'] {
    const at = placed++
    return {
      latitude: columns.latitude[at] ?? 0,
      longitude: columns.longitude[at] ?? 0,
      altitudeM: columns.hasAltitude[at] === true ? (columns.altitudeM[altitude++] ?? null) : null,
    }
  }

  return ({ width, height, durationMs }, thumbhash) => {
    const at = row++
    const media: Media = {
      width,
      height,
      durationMs,
      offsetMinutes: columns.offsetMinutes[at] ?? null,
      make: columns.make[at] ?? null,
      model: columns.model[at] ?? null,
      lens: columns.lens[at] ?? null,
      exposure: {
        iso: columns.iso[at] ?? null,
        fNumber: columns.fNumber[at] ?? null,
        seconds: columns.seconds[at] ?? null,
        focalLengthMm: columns.focalLengthMm[at] ?? null,
      },
      place: columns.hasPlace[at] === true ? nextPlace() : null,
      subtypes: columns.subtypes[at] ?? [],
      contentId: columns.contentId[at] ?? null,
      burstId: columns.burstId[at] ?? null,
      thumbhash,
      colour: columns.hasColour[at] === true ? `#${columns.colour[colour++]}` : null,
      warnings: columns.warnings[at] ?? [],
    }
    const form = columns.lookForm[at]
    if (form === LOOK_KNOWN) media.lookHash = columns.lookHash[look++] ?? null
    else if (form === LOOK_NULL) media.lookHash = null
    return media
  }
}

function readColumns(input: ByteReader, rows: number) {
  const offsetMinutes = OFFSETS.read(input, rows)
  const [make, model, lens] = [NAMES.read(input, rows), NAMES.read(input, rows), NAMES.read(input, rows)]
  const iso = MEASURES.read(input, rows)
  const fNumber = MEASURES.read(input, rows)
  const seconds = MEASURES.read(input, rows)
  const focalLengthMm = MEASURES.read(input, rows)
  const hasPlace = flags.read(input, rows)
  const placed = countTrue(hasPlace)
  const latitude = LATITUDES.read(input, placed)
  const longitude = LONGITUDES.read(input, placed)
  const hasAltitude = flags.read(input, placed)
  const altitudeM = ALTITUDES.read(input, countTrue(hasAltitude))
  const subtypes = SUBTYPES.read(input, rows)
  const contentId = MARKERS.read(input, rows)
  const burstId = MARKERS.read(input, rows)
  const hasColour = flags.read(input, rows)
  const colour = COLOURS.read(input, countTrue(hasColour))
  const lookForm = LOOK_FORMS.read(input, rows)
  const lookHash = LOOK_HASHES.read(input, countTrue(lookForm.map((form) => form === LOOK_KNOWN)))
  const warnings = WARNINGS.read(input, rows)
  return {
    ...{ offsetMinutes, make, model, lens, iso, fNumber, seconds, focalLengthMm },
    ...{ hasPlace, latitude, longitude, hasAltitude, altitudeM },
    ...{ subtypes, contentId, burstId, hasColour, colour, lookForm, lookHash, warnings },
  }
}
