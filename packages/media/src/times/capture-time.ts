/*
 * When a photo was taken is told by many fields, by few of them rightly, and by each with another idea of zones.
 * Readers list what they found, best first; this decides: the first that is a time wins; the zone comes from the
 * same field, or from the satellites' time in the same file; a name and the file's own time are the last resort.
 */
import type { CaptureSource, CaptureTime, FileFacts } from '../media-facts.ts'
import { fileNameTime } from './file-name-time.ts'
import { msToUtcWallTime, parseOffset, parseWallTime, wallTimeToMs } from './parse-wall-time.ts'

/** How far the satellites' time may be from the camera's clock, zone aside, in milliseconds: the last fix may be old. */
const GPS_LAG_MAX_MS = 150_000
const QUARTER_MS = 15 * 60_000
/** Zones that are not on the hour or half hour, in minutes: Nepal, Eucla, the Chatham Islands in winter and summer. */
const QUARTER_ZONES: ReadonlySet<number> = new Set([345, 525, 765, 825])
/** Zones on the half hour, in minutes. */
const HALF_ZONES: ReadonlySet<number> = new Set([-570, -210, -150, 210, 270, 330, 390, 570, 630])
const LEAST_ZONE = -12 * 60
const LARGEST_ZONE = 14 * 60
const EPOCH = '1970-01-01T00:00:00'

/** One field that tells a time. */
export interface TimeCandidate {
  readonly source: CaptureSource
  /** The text of the field; a zone in it counts. */
  readonly text: string
  /** Digits of a second's fraction, from a field of its own. */
  readonly subSecond?: string | null
  /** An offset such as `+02:00`, from a field of its own. */
  readonly offset?: string | null
  /** The time is UTC by definition of the field: offset 0. */
  readonly isUtc?: boolean
}

/**
 * Decides. `candidates` best first; texts that are no time count as absent. `gpsText`: time of the satellites in
 * UTC, or null. Never throws. Answers the file's time when nothing else is there.
 */
export function decideCaptureTime(
  candidates: readonly TimeCandidate[],
  gpsText: string | null,
  file: FileFacts,
): CaptureTime {
  for (const candidate of candidates) {
    const time = readCandidate(candidate, gpsText)
    if (time !== null) return time
  }
  const named = fileNameTime(file.name)
  if (named !== null) {
    const isUtc = named.offsetMinutes !== null
    return compose(named.local, named.offsetMinutes, isUtc ? 'utc' : null, 'file_name')
  }
  return compose(msToUtcWallTime(file.modifiedAt) ?? EPOCH, 0, 'utc', 'file_time')
}

function readCandidate(candidate: TimeCandidate, gpsText: string | null): CaptureTime | null {
  const wall = parseWallTime(candidate.text)
  if (wall === null) return null
  const fraction = /^\s*(\d{1,9})\s*$/.exec(candidate.subSecond ?? '')?.[1]
  const local = fraction === undefined || wall.local.includes('.') ? wall.local : `${wall.local}.${fraction}`
  if (candidate.isUtc === true) return compose(local, 0, 'utc', candidate.source)
  const tagged = wall.offsetMinutes ?? parseOffset(candidate.offset ?? '')
  if (tagged !== null) return compose(local, tagged, 'tag', candidate.source)
  const bySatellite = gpsText === null ? null : offsetToGps(local, gpsText)
  return compose(local, bySatellite, bySatellite === null ? null : 'gps_time', candidate.source)
}

/** Local time minus the satellites' UTC, when that is close to a zone that exists. */
function offsetToGps(local: string, gpsText: string): number | null {
  const gps = parseWallTime(gpsText)
  if (gps === null) return null
  const differenceMs = wallTimeToMs(local) - wallTimeToMs(gps.local)
  const minutes = Math.round(differenceMs / QUARTER_MS) * 15
  if (Math.abs(differenceMs - minutes * 60_000) > GPS_LAG_MAX_MS) return null
  if (minutes < LEAST_ZONE || minutes > LARGEST_ZONE) return null
  const isZone = minutes % 60 === 0 || HALF_ZONES.has(minutes) || QUARTER_ZONES.has(minutes)
  return isZone ? minutes + 0 : null
}

function compose(
  local: string,
  offsetMinutes: number | null,
  offsetFrom: CaptureTime['offsetFrom'],
  source: CaptureSource,
): CaptureTime {
  const at = wallTimeToMs(local) - (offsetMinutes ?? 0) * 60_000
  return { local, offsetMinutes, offsetFrom, at, source }
}
