/*
 * Flash video (Adobe FLV specification 10.1) is a row of tags. The first is usually a script tag with `onMetaData`, an
 * AMF 0 array of names and values.
 */
import { latin1At } from '../latin1-at.ts'
import { type BoundedReader, floatAt, uintAt } from './bounded-reader.ts'
import { NO_VIDEO_FACTS, type VideoFacts } from './video-facts.ts'

/** Tags before the script tag, values in it, and bytes of it that are read. */
const TAGS_MAX = 16
const VALUES_MAX = 128
const SCRIPT_BYTES_MAX = 64 * 1024
const SCRIPT_TAG = 18

const CODEC_BY_NUMBER: ReadonlyMap<number, string> = new Map([
  [2, 'flv1'],
  [4, 'vp6f'],
  [5, 'vp6a'],
  [7, 'avc1'],
  [12, 'hvc1'],
])

/** Facts of a Flash video. Rejects only when the reader does. */
export async function readFlash(reader: BoundedReader): Promise<VideoFacts> {
  let at = uintAt(await reader.read(0, 9), 5, 4) + 4
  for (let count = 0; count < TAGS_MAX; count += 1) {
    const head = await reader.read(at, 11)
    if (head.length < 11) break
    const size = uintAt(head, 1, 3)
    if (head[0] === SCRIPT_TAG) {
      return toFacts(parseScript(await reader.read(at + 11, Math.min(size, SCRIPT_BYTES_MAX))))
    }
    at += 11 + size + 4
  }
  return { ...NO_VIDEO_FACTS, warnings: ['There is no script tag'] }
}

function toFacts(values: ReadonlyMap<string, number>): VideoFacts {
  const positive = (name: string): number | null => {
    const value = values.get(name) ?? 0
    return Number.isFinite(value) && value > 0 ? value : null
  }
  const seconds = positive('duration')
  return {
    ...NO_VIDEO_FACTS,
    width: positive('width'),
    height: positive('height'),
    durationMs: seconds === null ? null : seconds * 1000,
    codec: CODEC_BY_NUMBER.get(values.get('videocodecid') ?? 0) ?? null,
    framesPerSecond: positive('framerate') ?? positive('videoframerate'),
  }
}

/** The numbers in `onMetaData`, by name; up to the first value that is no number, boolean, text or date. */
function parseScript(bytes: Uint8Array): ReadonlyMap<string, number> {
  const values = new Map<string, number>()
  if (bytes[0] !== 2 || latin1At(bytes, 3, 10) !== 'onMetaData') return values
  // An array (8) tells its length first, an object (3) does not.
  let at = 13 + (bytes[13] === 8 ? 5 : 1)
  for (let count = 0; count < VALUES_MAX && at + 3 < bytes.length; count += 1) {
    const nameBytes = uintAt(bytes, at, 2)
    const name = latin1At(bytes, at + 2, nameBytes)
    at += 2 + nameBytes
    const kind = bytes[at]
    const number = kind === 0 ? floatAt(bytes, at + 1, 8) : null
    if (number !== null) values.set(name, number)
    const valueBytes =
      kind === 0 ? 8 : kind === 1 ? 1 : kind === 2 ? 2 + uintAt(bytes, at + 1, 2) : kind === 11 ? 10 : -1
    if (valueBytes < 0) break
    at += 1 + valueBytes
  }
  return values
}
