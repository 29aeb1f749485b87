/*
 * Tags of a movie stand in up to five places, and cameras differ in which they use:
 *   moov/meta           QuickTime keys (`keys` names them, `ilst` holds the values by number): Apple, Android
 *   moov/udta           user data: `©xyz`, `©mak` … (text), `loci` (3GPP place), `date`, `manu` … of older cameras
 *   moov/udta/meta      the same boxes as above, or iTunes' list by four letters
 *   meta (at the top)   Sony's XML
 */
import { latin1At } from '../latin1-at.ts'
import type { Place } from '../media-facts.ts'
import { type BoundedReader, floatAt, int32At, uintAt, utf8ToText } from './bounded-reader.ts'
import { type Box, findBox, listBoxes, readBox } from './list-boxes.ts'
import { keepPlace, parseIso6709 } from './parse-iso6709.ts'
import { parseZonedDate } from './parse-zoned-date.ts'
import type { ZonedDate } from './video-facts.ts'

/** Bytes of one tag, of the table of key names, and of Sony's XML that are read. */
const TAG_BYTES_MAX = 512
const KEYS_BYTES_MAX = 16 * 1024
const XML_BYTES_MAX = 64 * 1024
/** Tags of one list that are read. */
const TAGS_MAX = 256

/** What the tags of a movie say. */
export interface MovieTags {
  readonly make: string | null
  readonly model: string | null
  readonly place: Place | null
  readonly creationDate: ZonedDate | null
  readonly contentId: string | null
  /** Frames a second while recording, as Android writes it. */
  readonly captureFps: number | null
  /** Whether Apple says that all frames are meant to be played at their own rate. */
  readonly playsAtFullRate: boolean
}

/**
 * Reads the tags of a movie whose `moov` holds `movieParts`, in a file whose boxes are `top`.
 * Of several answers the most deliberate one wins. Rejects only when the reader does.
 */
export async function readMovieTags(
  reader: BoundedReader,
  movieParts: readonly Box[],
  top: readonly Box[],
): Promise<MovieTags> {
  const userBox = findBox(movieParts, 'udta')
  const userParts = userBox === undefined ? [] : await listBoxes(reader, userBox.from, userBox.to)
  const keys = new Map([
    ...(await readMetaTags(reader, findBox(userParts, 'meta'))),
    ...(await readMetaTags(reader, findBox(movieParts, 'meta'))),
  ])
  const user = await readUserTags(reader, userParts)
  const xml = await readXml(reader, findBox(top, 'meta') ?? findBox(movieParts, 'meta'))
  const text = (...names: readonly string[]): string | null => {
    for (const name of names) {
      const value = keys.get(name) ?? user.get(name)
      if (typeof value === 'string' && value !== '') return value
    }
    return null
  }
  return {
    make: text('com.apple.quicktime.make', '©mak', 'manu', 'com.android.manufacturer') ?? xml.make,
    model:
      text('com.apple.quicktime.model', '©mod', '©mdl', 'modl', 'CNMN', 'com.android.model') ?? xml.model,
    place:
      pickPlace([text('com.apple.quicktime.location.ISO6709'), text('©xyz')]) ??
      (await readLoci(reader, userParts)),
    creationDate: pickDate(text, xml.date),
    contentId: text('com.apple.quicktime.content.identifier'),
    captureFps: toPositive(keys.get('com.android.capture.fps')),
    playsAtFullRate: Number(keys.get('com.apple.quicktime.full-frame-rate-playback-intent') ?? 0) === 1,
  }
}

function pickPlace(texts: readonly (string | null)[]): Place | null {
  for (const text of texts) {
    const place = text === null ? null : parseIso6709(text)
    if (place !== null) return place
  }
  return null
}

/** `©day` is often a mere year, or UTC again: it counts only with a zone of its own. */
function pickDate(
  text: (...names: readonly string[]) => string | null,
  xmlDate: string | null,
): ZonedDate | null {
  for (const name of ['com.apple.quicktime.creationdate', 'date', 'IDIT']) {
    const date = parseZonedDate(text(name) ?? '')
    if (date !== null) return date
  }
  for (const value of [xmlDate, text('©day')]) {
    const date = parseZonedDate(value ?? '')
    if (date?.offsetMinutes) return date
  }
  return null
}

type TagValue = string | number

/** The tags of a `meta` box, by the name in `keys` or by the four letters of the list itself. */
async function readMetaTags(
  reader: BoundedReader,
  meta: Box | undefined,
): Promise<ReadonlyMap<string, TagValue>> {
  const values = new Map<string, TagValue>()
  if (meta === undefined) return values
  const parts = await listMetaParts(reader, meta)
  const list = findBox(parts, 'ilst')
  if (list === undefined) return values
  const keysBox = findBox(parts, 'keys')
  const names = keysBox === undefined ? [] : readKeyNames(await readBox(reader, keysBox, KEYS_BYTES_MAX))
  for (const tag of (await listBoxes(reader, list.from, list.to)).slice(0, TAGS_MAX)) {
    const number = uintAt(
      Uint8Array.from(tag.type, (letter) => letter.charCodeAt(0)),
      0,
      4,
    )
    const name = keysBox === undefined ? tag.type : names[number - 1]
    const box = findBox(await listBoxes(reader, tag.from, tag.to), 'data')
    if (name === undefined || box === undefined) continue
    const value = decodeValue(await readBox(reader, box, TAG_BYTES_MAX))
    if (value !== null && !values.has(name)) values.set(name, value)
  }
  return values
}

/** In MP4 a `meta` box begins with four bytes of version and flags, in QuickTime it does not. */
async function listMetaParts(reader: BoundedReader, meta: Box): Promise<readonly Box[]> {
  const isQuickTime = latin1At(await readBox(reader, meta, 8), 4, 4) === 'hdlr'
  return listBoxes(reader, isQuickTime ? meta.from : meta.from + 4, meta.to)
}

/** Eight bytes, then for each key: size, namespace, name. */
function readKeyNames(bytes: Uint8Array): readonly string[] {
  const names: string[] = []
  let at = 8
  while (at + 8 <= bytes.length && names.length < TAGS_MAX) {
    const size = uintAt(bytes, at, 4)
    if (size < 8) break
    names.push(latin1At(bytes, at + 8, Math.min(size - 8, TAG_BYTES_MAX)))
    at += size
  }
  return names
}

/** Type and locale, then the value: text (1), integers (0, 21, 22, 65…78) or floating point (23, 24). */
function decodeValue(bytes: Uint8Array): TagValue | null {
  const type = uintAt(bytes, 0, 4)
  const value = bytes.subarray(8)
  if (type === 1) return utf8ToText(value)
  if (type === 2)
    return latin1At(
      value.filter((byte) => byte !== 0),
      0,
      TAG_BYTES_MAX,
    )
  if (type === 23) return floatAt(value, 0, 4)
  if (type === 24) return floatAt(value, 0, 8)
  const isInteger = type === 0 || type === 21 || type === 22 || (type >= 65 && type <= 78)
  return isInteger && value.length > 0 && value.length <= 6 ? uintAt(value, 0, value.length) : null
}

/** User data is text: after its length and language where its name begins with ©, bare elsewhere. */
async function readUserTags(
  reader: BoundedReader,
  parts: readonly Box[],
): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>()
  for (const box of parts.slice(0, TAGS_MAX)) {
    const isText = box.type.startsWith('©') || ['date', 'IDIT', 'manu', 'modl', 'CNMN'].includes(box.type)
    if (!isText || values.has(box.type)) continue
    const bytes = await readBox(reader, box, TAG_BYTES_MAX)
    const length = uintAt(bytes, 0, 2)
    const isCounted = box.type.startsWith('©') && length > 0 && length + 4 <= bytes.length
    const value = utf8ToText(isCounted ? bytes.subarray(4, 4 + length) : bytes)
    if (value !== '') values.set(box.type, value)
  }
  return values
}

/** 3GPP TS 26.244, 8.11: version, language, a name, a role, then longitude, latitude and altitude in 16.16. */
async function readLoci(reader: BoundedReader, parts: readonly Box[]): Promise<Place | null> {
  const box = findBox(parts, 'loci')
  if (box === undefined) return null
  const bytes = await readBox(reader, box, TAG_BYTES_MAX)
  let at = 6
  if (uintAt(bytes, at, 2) === 0xfeff) {
    while (at + 2 <= bytes.length && uintAt(bytes, at, 2) !== 0) at += 2
    at += 2
  } else {
    while (at < bytes.length && bytes[at] !== 0) at += 1
    at += 1
  }
  if (at + 13 > bytes.length) return null
  const [longitude, latitude, altitude] = [1, 5, 9].map((offset) => int32At(bytes, at + offset) / 65536)
  return keepPlace(roundFixed(latitude), roundFixed(longitude), roundFixed(altitude))
}

/** Five places behind the point are all that 16.16 holds. */
function roundFixed(value = 0): number {
  return Math.round(value * 1e5) / 1e5
}

interface XmlTags {
  readonly make: string | null
  readonly model: string | null
  readonly date: string | null
}

/** Sony's "non real time" XML: three attributes are wanted, so it is searched and not parsed. */
async function readXml(reader: BoundedReader, meta: Box | undefined): Promise<XmlTags> {
  const box = meta === undefined ? undefined : findBox(await listMetaParts(reader, meta), 'xml ')
  if (box === undefined) return { make: null, model: null, date: null }
  const bytes = await readBox(reader, box, XML_BYTES_MAX)
  const text = latin1At(bytes, 0, bytes.length)
  return {
    make: /<Device\s[^>]{0,200}?manufacturer="([^"<]{1,64})"/.exec(text)?.[1] ?? null,
    model: /<Device\s[^>]{0,200}?modelName="([^"<]{1,64})"/.exec(text)?.[1] ?? null,
    date: /<CreationDate\s[^>]{0,200}?value="([^"<]{1,64})"/.exec(text)?.[1] ?? null,
  }
}

function toPositive(value: TagValue | undefined): number | null {
  const number = Number(value ?? 0)
  return number > 0 ? number : null
}
