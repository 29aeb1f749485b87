/*
 * File names between machines. Inside Rollcall a name is a string that stands for the exact bytes the camera or the person
 * gave it. Two things stand in the way, and both are met as Cygwin and Samba do, with private-use characters:
 *
 *   encodeFileName   some file systems hold names that are not UTF-8: each stray byte xx (always 80…FF) is carried as U+F0xx.
 *                    A name that itself holds U+F080…U+F0FF has those carried byte by byte, so both ways are exact.
 *   toPortableName   some file systems refuse characters that others allow: such a character xx (always below 80) is written
 *                    as U+F0xx. So what Rollcall writes on one machine can be copied to any other.
 */

/** Added to a byte to carry it. */
const CARRIER = 0xf000

/** Characters that Windows refuses in names, and control characters, which nobody wants to see in a listing. */
const REFUSED = /[<>:"|?*\\\u0001-\u001f\u007f]/g

/** What {@link toPortableName} may have written for {@link REFUSED}. */
const CARRIED = /[\uf001-\uf01f\uf022\uf02a\uf03a\uf03c\uf03e\uf03f\uf05c\uf07c\uf07f]/g

/** What Windows drops from the end of a name, and how {@link toPortableName} writes it. */
const DROPPED = /[ .]+$/
const CARRIED_AT_END = /[\uf020\uf02e]+$/

/** Names of devices on Windows, which looks neither at an extension nor at spaces before it. */
const RESERVED =
  /^(con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]) *(\..*)?$/i

/** The longest name that common file systems hold, in UTF-8 bytes. */
const NAME_BYTES_MAX = 255

/** A longer ending than this, in UTF-8 bytes with its dot, is no extension. */
const EXTENSION_BYTES_MAX = 32

/** The name that stands for these bytes. {@link decodeFileName} gives exactly these bytes back. */
export function encodeFileName(bytes: Uint8Array): string {
  let name = ''
  let index = 0
  while (index < bytes.length) {
    const length = sequenceLength(bytes, index)
    const codePoint = length === 0 ? null : readCodePoint(bytes, index, length)
    const end = index + Math.max(length, 1)
    if (codePoint !== null && !isCarrier(codePoint)) name += String.fromCodePoint(codePoint)
    else for (const byte of bytes.subarray(index, end)) name += String.fromCharCode(CARRIER + byte)
    index = end
  }
  return name
}

/** The bytes that a name stands for. */
export function decodeFileName(name: string): Uint8Array {
  const bytes: number[] = []
  for (const character of name) {
    const codePoint = character.codePointAt(0) ?? 0
    if (isCarrier(codePoint)) bytes.push(codePoint - CARRIER)
    else pushUtf8(bytes, codePoint)
  }
  return Uint8Array.from(bytes)
}

/**
 * A name that Linux, macOS and Windows all take, for a file that Rollcall writes. Names that they take anyway, which is
 * nearly all, stay as they are. {@link fromPortableName} undoes it, but for names over 255 bytes, which lose the end of
 * their stem: the asset keeps the whole name.
 */
export function toPortableName(name: string): string {
  let portable = name.replace(REFUSED, carry).replace(DROPPED, carryAll)
  if (RESERVED.test(portable)) portable = carry(portable.charAt(0)) + portable.slice(1)
  if (decodeFileName(portable).length <= NAME_BYTES_MAX) return portable
  const { stem, extension } = splitName(portable)
  const shorter = joinName(stem, extension)
  // Cut off in the middle, it may end in what Windows drops.
  return DROPPED.test(shorter) ? joinName(shorter.replace(DROPPED, carryAll), '') : shorter
}

/** The name that {@link toPortableName} was given. */
export function fromPortableName(portable: string): string {
  const name = portable
    .replace(CARRIED, uncarry)
    .replace(CARRIED_AT_END, (end) => [...end].map(uncarry).join(''))
  const reserved = uncarry(name.charAt(0)) + name.slice(1)
  if (RESERVED.test(reserved)) return reserved
  return name === '.' || name === '..' ? portable : name
}

/** A name's stem, and its extension with the dot. A name such as `.jpg`, or one with a very long extension, is all stem. */
export function splitName(name: string): { readonly stem: string; readonly extension: string } {
  const dot = name.lastIndexOf('.')
  const isExtension = dot > 0 && decodeFileName(name.slice(dot)).length <= EXTENSION_BYTES_MAX
  const cut = isExtension ? dot : name.length
  return { stem: name.slice(0, cut), extension: name.slice(cut) }
}

/** A stem and an ending as one name that file systems hold: what is too long is cut from the end of the stem. */
export function joinName(stem: string, ending: string): string {
  const characters = [...stem]
  let size = decodeFileName(stem + ending).length
  while (size > NAME_BYTES_MAX && characters.length > 0) size -= decodeFileName(characters.pop() ?? '').length
  return characters.join('') + ending
}

/**
 * Under which two names count as the same on a file system that folds case and normalises Unicode. Used to keep two files
 * apart everywhere, also where this machine would not mind.
 */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase().toUpperCase().normalize('NFC')
}

function isCarrier(codePoint: number): boolean {
  return codePoint >= CARRIER + 0x80 && codePoint <= CARRIER + 0xff
}

function carry(character: string): string {
  return String.fromCharCode(CARRIER + character.charCodeAt(0))
}

function carryAll(characters: string): string {
  return [...characters].map(carry).join('')
}

function uncarry(character: string): string {
  const code = character.charCodeAt(0)
  return code > CARRIER && code < CARRIER + 0x80 ? String.fromCharCode(code - CARRIER) : character
}

function pushUtf8(bytes: number[], codePoint: number): void {
  if (codePoint < 0x80) bytes.push(codePoint)
  else if (codePoint < 0x800) bytes.push(0xc0 | (codePoint >> 6), tail(codePoint, 0))
  else if (codePoint < 0x10000) bytes.push(0xe0 | (codePoint >> 12), tail(codePoint, 6), tail(codePoint, 0))
  else bytes.push(0xf0 | (codePoint >> 18), tail(codePoint, 12), tail(codePoint, 6), tail(codePoint, 0))
}

function tail(codePoint: number, shift: number): number {
  return 0x80 | ((codePoint >> shift) & 0x3f)
}

/** Length of the valid UTF-8 sequence at `index` (RFC 3629), 0 if there is none. */
function sequenceLength(bytes: Uint8Array, index: number): number {
  const length = announcedLength(bytes[index] ?? 0)
  for (let offset = 1; offset < length; offset++) {
    if (((bytes[index + offset] ?? 0) & 0xc0) !== 0x80) return 0
  }
  if (length < 3) return length
  const codePoint = readCodePoint(bytes, index, length)
  const isOverlong = codePoint < (length === 3 ? 0x800 : 0x10000)
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff
  return isOverlong || isSurrogate || codePoint > 0x10ffff ? 0 : length
}

function announcedLength(first: number): number {
  if (first < 0x80) return 1
  if (first >= 0xc2 && first <= 0xdf) return 2
  if (first >= 0xe0 && first <= 0xef) return 3
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0
}

function readCodePoint(bytes: Uint8Array, index: number, length: number): number {
  let codePoint = length === 1 ? (bytes[index] ?? 0) : (bytes[index] ?? 0) & (0x7f >> length)
  for (let offset = 1; offset < length; offset++)
    codePoint = (codePoint << 6) | ((bytes[index + offset] ?? 0) & 0x3f)
  return codePoint
}
