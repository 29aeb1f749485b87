/*
 * Everything a file says of itself. The content tells the type; a reader for each container finds the blocks in
 * which metadata stand; the blocks are read the same way wherever they stood; and where several tell the same
 * thing, EXIF goes before XMP, for programs that copy from one to the other lose the zone or the fraction.
 */
import { type ByteReader, createFileReader } from './bytes/byte-reader.ts'
import { describeStandIn } from './describe-stand-in.ts'
import { findMotionVideo } from './find-motion-video.ts'
import { firstOf } from './first-of.ts'
import { mediaKindOf } from './media-kind-of.ts'
import type { ByteSource, CaptureTime, FileFacts, MediaFacts, Subtype } from './media-facts.ts'
import type { MediaType } from './media-type.ts'
import { type ExifFacts, orientationOf, readExif } from './metadata/read-exif.ts'
import { readIptc } from './metadata/read-iptc.ts'
import { readMakerNote } from './metadata/read-maker-note.ts'
import { readXmp, readXmpNumber, readXmpText, type Xmp } from './metadata/read-xmp.ts'
import { readXmpPlace } from './metadata/xmp-facts.ts'
import { readDerivativeMark } from './read-derivative-mark.ts'
import { NO_FACTS } from './no-facts.ts'
import { readStillParts } from './read-still-parts.ts'
import { HEAD_BYTES } from './sniff-media-type.ts'
import type { StillParts } from './stills/still-parts.ts'
import { subtypesOf } from './subtypes-of.ts'
import { listStillTimes, satelliteTimeOf } from './times/list-still-times.ts'
import { decideCaptureTime, type TimeCandidate } from './times/capture-time.ts'
import { msToUtcWallTime } from './times/parse-wall-time.ts'
import { readVideoFacts } from './video/read-video-facts.ts'

/** Warning that nothing in the content says what the file is, only its name. */
export const TYPE_BY_NAME = 'the content is not what the name says'
/** Warning that a thumbnail says it is turned and the picture does not; the picture's word counts. */
export const ONLY_THUMBNAIL_TURNED = 'only the thumbnail says that it is turned'
/** Warnings that are kept of one file. */
const WARNINGS_MAX = 5
/** Containers of which it is known that their creation time is UTC by QuickTime's rules. */
const QUICKTIME_TYPES =
  /^(?:video\/(?:quicktime|mp4|x-m4v|3gpp2?|mj2)|image\/(?:avif|hei[cf](?:-sequence)?))$/
const IDENTITY = /^[\w.-]{1,100}$/
/** Sets the words of `dng` apart from those of any other TIFF. */
const DNG_VERSION = 0xc612

/**
 * What a file says of itself. Never rejects for bad bytes: what is damaged is null, and `warnings` says so; rejects
 * only when `source.read` does. Reads at most 24 MiB of a still picture and 32 MiB of a video.
 */
export async function readMediaFacts(source: ByteSource, file: FileFacts): Promise<MediaFacts> {
  const reader = createFileReader(source)
  const head = await reader.read(0, HEAD_BYTES)
  const kind = mediaKindOf(file.name, head)
  if (kind.kind === 'unsupported') {
    return { ...NO_FACTS, kind: 'unsupported', taken: decideCaptureTime([], null, file) }
  }
  const strange = kind.basis === 'name' && kind.kind !== 'sidecar' ? [TYPE_BY_NAME] : []
  const facts =
    kind.kind === 'video'
      ? await readVideo(source, kind.type, file)
      : await readStill(source, reader, kind.type, file)
  const { recorded, ...told } = facts
  const standIn = describeStandIn(facts, recorded, readDerivativeMark(head))
  return {
    ...told,
    width: wholeOf(facts.width),
    height: wholeOf(facts.height),
    durationMs: wholeOf(facts.durationMs === null ? null : Math.round(facts.durationMs)),
    kind: kind.kind,
    subtypes: standIn === null ? facts.subtypes : [...facts.subtypes, 'smaller_version'],
    warnings: [...strange, ...(standIn === null ? [] : [standIn]), ...facts.warnings].slice(0, WARNINGS_MAX),
  }
}

/** A number that counts something; null for what damaged bytes claim beyond all reason. */
function wholeOf(value: number | null): number | null {
  return value !== null && Number.isSafeInteger(value) && value >= 0 ? value : null
}

/** Facts of a file, and how many pixels its camera recorded. */
type ReadFacts = Omit<MediaFacts, 'kind'> & { readonly recorded: Pick<MediaFacts, 'width' | 'height'> }

const NOT_RECORDED = { width: null, height: null }

async function readVideo(source: ByteSource, type: MediaType, file: FileFacts): Promise<ReadFacts> {
  const { creationDate, createdUtc, subtypes, ...facts } = await readVideoFacts(source, type)
  const taken = decideCaptureTime(listVideoTimes(type, creationDate, createdUtc), null, file)
  const live: readonly Subtype[] =
    facts.contentId !== null && !subtypes.includes('live_photo') ? ['live_photo'] : []
  return { ...NO_FACTS, ...facts, type, taken, subtypes: [...live, ...subtypes], recorded: NOT_RECORDED }
}

function listVideoTimes(
  type: MediaType,
  creationDate: { readonly local: string; readonly offsetMinutes: number | null } | null,
  createdUtc: number | null,
): readonly TimeCandidate[] {
  const times: TimeCandidate[] = []
  if (creationDate !== null) {
    const { local, offsetMinutes } = creationDate
    times.push({ source: 'quicktime_creation_date', text: local, offset: formatOffset(offsetMinutes) })
  }
  const created = createdUtc === null ? null : msToUtcWallTime(createdUtc)
  if (created !== null) {
    const source = QUICKTIME_TYPES.test(type) ? 'quicktime_created' : 'container_created'
    times.push({ source, text: created, isUtc: true })
  }
  return times
}

function formatOffset(minutes: number | null): string | null {
  if (minutes === null) return null
  const size = Math.abs(minutes)
  const digits = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0')).join(':')
  return `${minutes < 0 ? '-' : '+'}${digits}`
}

async function readStill(
  source: ByteSource,
  reader: ByteReader,
  type: MediaType,
  file: FileFacts,
): Promise<ReadFacts> {
  const parts = await readStillParts(reader, type)
  const exifs = parts.tiffs.map((tiff) => readExif(tiff))
  const xmps = parts.xmpPackets.flatMap((packet) => readXmp(packet) ?? [])
  const iptcs = parts.iptcBlocks.map((block) => readIptc(block))
  const note = exifs.find(({ makerNote }) => makerNote !== null)?.makerNote ?? null
  const maker = note === null ? null : await readMakerNote(note.value)
  const isDng = type === 'image/tiff' && parts.tiffs[0]?.directories[0]?.entryByTag.has(DNG_VERSION) === true
  const ownType = isDng ? 'image/x-adobe-dng' : type
  // Sequences are movies besides, with a length and a time of their own.
  const movie = parts.isAnimated && QUICKTIME_TYPES.test(type) ? await readVideoFacts(source, type) : null
  const video = await findMotionVideo(reader, xmps, parts.video)
  const sidecar = type === 'application/rdf+xml' ? xmps[0] : undefined
  const times = [
    ...listStillTimes({ type: ownType, parts, exifs, xmps, iptcs, maker }),
    ...listVideoTimes(type, movie?.creationDate ?? null, movie?.createdUtc ?? null),
  ]
  return {
    ...NO_FACTS,
    ...describeCamera(exifs, xmps, parts),
    type: ownType,
    ...(sizeIn(parts) ?? sizeIn(movie) ?? sizeTold(exifs, sidecar)),
    orientation: orientationIn(exifs, sidecar, parts),
    durationMs: parts.durationMs ?? movie?.durationMs ?? null,
    codec: movie?.codec ?? null,
    framesPerSecond: movie?.framesPerSecond ?? null,
    place: firstOf(exifs, ({ place }) => place) ?? firstOf(xmps, readXmpPlace),
    taken: takenOf(times, exifs, xmps, file),
    contentId: maker?.contentId ?? null,
    burstId: maker?.burstId ?? firstOf(xmps, (xmp) => identityOf(readXmpText(xmp, 'GCamera:BurstID'))),
    subtypes: subtypesOf({
      name: file.name,
      type: ownType,
      parts,
      exifs,
      xmps,
      maker,
      hasVideo: video !== null,
    }),
    embeddedVideo: video,
    embeddedPictures: parts.pictures,
    warnings: listWarnings(parts, exifs, xmps),
    // A raw file's preview has its own size in its EXIF, and so has a sidecar's photo.
    recorded: type === 'image/jpeg' ? recordedIn(exifs) : NOT_RECORDED,
  }
}

function sizeIn(
  found: { readonly width: number | null; readonly height: number | null } | null,
): Pick<MediaFacts, 'width' | 'height'> | null {
  const [width, height] = [found?.width ?? null, found?.height ?? null]
  // Numbers cut off by the end of a file are NaN.
  return width !== null && height !== null && width >= 0 && height >= 0 ? { width, height } : null
}

function recordedIn(exifs: readonly ExifFacts[]): Pick<MediaFacts, 'width' | 'height'> {
  return {
    width: firstOf(exifs, ({ recordedWidth }) => recordedWidth),
    height: firstOf(exifs, ({ recordedHeight }) => recordedHeight),
  }
}

/** What metadata say of the size, where no picture is there to tell it. */
function sizeTold(
  exifs: readonly ExifFacts[],
  sidecar: Xmp | undefined,
): Pick<MediaFacts, 'width' | 'height'> {
  if (sidecar === undefined) return firstOf(exifs, sizeIn) ?? { width: null, height: null }
  return {
    width: readXmpNumber(sidecar, 'tiff:ImageWidth'),
    height: readXmpNumber(sidecar, 'tiff:ImageLength'),
  }
}

function takenOf(
  times: readonly TimeCandidate[],
  exifs: readonly ExifFacts[],
  xmps: readonly Xmp[],
  file: FileFacts,
): CaptureTime {
  return decideCaptureTime(times, satelliteTimeOf(exifs, xmps), file)
}

/** The tag's word, or else what the container turns on its own, which is the same picture told in another way. */
function orientationIn(exifs: readonly ExifFacts[], sidecar: Xmp | undefined, parts: StillParts): number {
  const tagged = firstOf(exifs, ({ orientation }) => orientation)
  const described = sidecar === undefined ? null : orientationOf(readXmpNumber(sidecar, 'tiff:Orientation'))
  return tagged ?? described ?? parts.ownOrientation ?? 1
}

function describeCamera(
  exifs: readonly ExifFacts[],
  xmps: readonly Xmp[],
  parts: StillParts,
): Pick<MediaFacts, 'make' | 'model' | 'lens' | 'exposure'> {
  const exif = <Found>(read: (facts: ExifFacts) => Found | null) => firstOf(exifs, read)
  const text = (...names: readonly string[]) => firstOf(xmps, (xmp) => readXmpText(xmp, ...names))
  const number = (...names: readonly string[]) => firstOf(xmps, (xmp) => readXmpNumber(xmp, ...names))
  return {
    make: exif(({ make }) => make) ?? parts.make ?? text('tiff:Make'),
    model: exif(({ model }) => model) ?? parts.model ?? text('tiff:Model'),
    lens: exif(({ lens }) => lens) ?? text('exifEX:LensModel', 'aux:Lens'),
    exposure: {
      iso: exif(({ iso }) => iso) ?? number('exif:ISOSpeedRatings', 'exifEX:PhotographicSensitivity'),
      fNumber: exif(({ fNumber }) => fNumber) ?? number('exif:FNumber'),
      seconds: exif(({ exposureSeconds }) => exposureSeconds) ?? number('exif:ExposureTime'),
      focalLengthMm: exif(({ focalLengthMm }) => focalLengthMm) ?? number('exif:FocalLength'),
    },
  }
}

function listWarnings(
  parts: StillParts,
  exifs: readonly ExifFacts[],
  xmps: readonly Xmp[],
): readonly string[] {
  const turned = exifs.some(({ isOnlyThumbnailTurned }) => isOnlyThumbnailTurned)
    ? [ONLY_THUMBNAIL_TURNED]
    : []
  const unread =
    parts.xmpPackets.length > xmps.length || xmps.some(({ isDamaged }) => isDamaged)
      ? ['the XMP packet is damaged']
      : []
  return [...turned, ...parts.warnings, ...parts.tiffs.flatMap(({ warnings }) => warnings), ...unread]
}

function identityOf(text: string | null): string | null {
  return text !== null && IDENTITY.test(text) ? text : null
}
