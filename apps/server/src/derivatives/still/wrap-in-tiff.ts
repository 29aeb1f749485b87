import type { RawPicture } from './decoded-picture.ts'

/*
 * libvips takes a colour profile only out of a file. A TIFF without compression is the cheapest file there is: a header, one
 * directory, the profile, the pixels. (TIFF 6.0, Adobe 1992; tag 34675 from ICC.1:2022 annex B.4.)
 */

const HEADER_BYTES = 8
const ENTRY_BYTES = 12

/** Field types of TIFF. */
const SHORT = 3
const LONG = 4
const UNDEFINED = 7

/** Tags of TIFF, in the order in which a directory must hold them. */
const TAG = {
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  colours: 262,
  stripFrom: 273,
  channels: 277,
  rowsPerStrip: 278,
  stripBytes: 279,
  extraChannels: 338,
  profile: 34675,
} as const

/** A TIFF file that holds the pixels as they are, and says that they are in the colours of this ICC profile. */
export function wrapInTiff(picture: RawPicture, icc: Uint8Array): Uint8Array {
  const { width, height, channels, pixels } = picture
  const entryCount = channels === 4 ? 11 : 10
  const bitsFrom = HEADER_BYTES + 2 + entryCount * ENTRY_BYTES + 4
  const profileFrom = bitsFrom + 2 * channels
  const pixelsFrom = profileFrom + icc.length + (icc.length % 2)
  const entries: readonly (readonly [tag: number, type: number, count: number, value: number])[] = [
    [TAG.width, LONG, 1, width],
    [TAG.height, LONG, 1, height],
    [TAG.bitsPerSample, SHORT, channels, bitsFrom],
    [TAG.compression, SHORT, 1, 1],
    [TAG.colours, SHORT, 1, 2],
    [TAG.stripFrom, LONG, 1, pixelsFrom],
    [TAG.channels, SHORT, 1, channels],
    [TAG.rowsPerStrip, LONG, 1, height],
    [TAG.stripBytes, LONG, 1, pixels.length],
    ...(channels === 4 ? [[TAG.extraChannels, SHORT, 1, 2] as const] : []),
    [TAG.profile, UNDEFINED, icc.length, profileFrom],
  ]
  const file = new Uint8Array(pixelsFrom + pixels.length)
  const view = new DataView(file.buffer)
  file.set([0x49, 0x49, 42, 0, HEADER_BYTES])
  view.setUint16(HEADER_BYTES, entryCount, true)
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    const at = HEADER_BYTES + 2 + index * ENTRY_BYTES
    view.setUint16(at, tag, true)
    view.setUint16(at + 2, type, true)
    view.setUint32(at + 4, count, true)
    view.setUint32(at + 8, value, true)
  }
  for (let channel = 0; channel < channels; channel++) view.setUint16(bitsFrom + 2 * channel, 8, true)
  file.set(icc, profileFrom)
  file.set(pixels, pixelsFrom)
  return file
}
