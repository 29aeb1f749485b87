/*
 * Makers put directories of their own into EXIF's MakerNote. Only two kinds are opened: Apple's, for the
 * identifiers that tie Live Photos and bursts together (tag numbers as ExifTool's Apple table names them), and
 * Reconyx's trail cameras', which keep the only time of their pictures there.
 */
import { createMemoryReader, joinBytes } from '../bytes/byte-reader.ts'
import { readUnsigned } from '../bytes/read-number.ts'
import { latin1At } from '../latin1-at.ts'
import { readTiff } from '../tiff/read-tiff.ts'
import { readTiffNumber, readTiffText } from '../tiff/tiff-value.ts'

const APPLE_START = 'Apple iOS\0'
/** Behind Apple's name: a version, then the order of bytes. Offsets count from the start of the note. */
const APPLE_ORDER_AT = 12
const APPLE_DIRECTORY_AT = 14
const APPLE_TAG = { hdrKind: 0x0a, burstId: 0x0b, contentId: 0x11 } as const
/** `HDRImageType` of a picture that the phone made from several exposures. */
const APPLE_HDR = 3
/** Mark and layout of Reconyx HyperFire: 16-bit numbers, at this index second, minute, hour, month, day, year. */
const RECONYX_MARK = 0xf101
const RECONYX_TIME_AT = 11

/** What a maker's note says. */
export interface MakerFacts {
  /** The same in both halves of a Live Photo. */
  readonly contentId: string | null
  readonly burstId: string | null
  readonly isHdr: boolean
  /** `2020:03:16 10:00:00`. */
  readonly original: string | null
}

const NOTHING: MakerFacts = { contentId: null, burstId: null, isHdr: false, original: null }

/** Reads the note of the makers above; nothing for others. Never rejects, whatever the bytes. */
export async function readMakerNote(note: Uint8Array): Promise<MakerFacts> {
  if (latin1At(note, 0, APPLE_START.length) === APPLE_START) return readApple(note)
  if (readUnsigned(note, 0, 2, 'little') === RECONYX_MARK)
    return { ...NOTHING, original: readReconyxTime(note) }
  return NOTHING
}

/** The note is a TIFF without a header: one is put over its first bytes. */
async function readApple(note: Uint8Array): Promise<MakerFacts> {
  const isLittle = latin1At(note, APPLE_ORDER_AT, 2) === 'II'
  const header = isLittle
    ? [0x49, 0x49, 42, 0, APPLE_DIRECTORY_AT, 0, 0, 0]
    : [0x4d, 0x4d, 0, 42, 0, 0, 0, APPLE_DIRECTORY_AT]
  const tiff = await readTiff(createMemoryReader(joinBytes([new Uint8Array(header), note.subarray(8)])))
  const directory = tiff?.directories[0]
  if (directory === undefined) return NOTHING
  return {
    contentId: readIdentifier(readTiffText(directory, APPLE_TAG.contentId)),
    burstId: readIdentifier(readTiffText(directory, APPLE_TAG.burstId)),
    isHdr: readTiffNumber(directory, APPLE_TAG.hdrKind) === APPLE_HDR,
    original: null,
  }
}

/** An identifier is letters, digits and dashes, never all zeros. */
function readIdentifier(text: string | null): string | null {
  return text !== null && /^[\w-]{8,100}$/.test(text) && /[^0-]/.test(text) ? text : null
}

function readReconyxTime(note: Uint8Array): string | null {
  for (const order of ['little', 'big'] as const) {
    const at = (index: number) => readUnsigned(note, (RECONYX_TIME_AT + index) * 2, 2, order)
    const [second, minute, hour, month, day, year] = [at(0), at(1), at(2), at(3), at(4), at(5)]
    if (!(Number(year) > 1990 && Number(year) < 2100)) continue
    const [mm, dd, h, m, s] = [month, day, hour, minute, second].map((part) => String(part).padStart(2, '0'))
    return `${year}:${mm}:${dd} ${h}:${m}:${s}`
  }
  return null
}
