/*
 * What a file is to Rollcall. Its content decides; where the content tells nothing (a damaged file, an empty one,
 * a web page called .jpg), its name does, for a damaged original is an original too. So a wrong answer keeps a
 * file too many, never one too few.
 */
import { extensionOf } from './extension-of.ts'
import { type MediaType, mediaTypeToKind } from './media-type.ts'
import { sniffMediaType } from './sniff-media-type.ts'
import { typeOfName } from './type-of-name.ts'

/** What a file is, told by its content or by its name. `type` is a MIME type. */
export type MediaKind =
  | {
      readonly kind: 'photo' | 'video' | 'sidecar'
      readonly type: MediaType
      readonly basis: 'content' | 'name'
    }
  /** Nothing Rollcall keeps; the type, where the name tells one, is for the reason shown to the owner. */
  | { readonly kind: 'unsupported'; readonly type: string | null }

/** Raw formats that are TIFF inside: the content says TIFF and the name says whose. */
const TIFF_TYPES: ReadonlySet<MediaType> = new Set<MediaType>([
  'image/x-adobe-dng',
  'image/x-canon-cr2',
  'image/x-epson-erf',
  'image/x-gopro-gpr',
  'image/x-hasselblad-3fr',
  'image/x-hasselblad-fff',
  'image/x-kodak-dcr',
  'image/x-kodak-kdc',
  'image/x-leaf-mos',
  'image/x-leica-rwl',
  'image/x-mamiya-mef',
  'image/x-nikon-nef',
  'image/x-nikon-nrw',
  'image/x-pentax-pef',
  'image/x-phaseone-iiq',
  'image/x-samsung-srw',
  'image/x-sony-arw',
  'image/x-sony-sr2',
  'image/x-sony-srf',
])

/** Files that often lie beside photos and are not: exports' facts, documents, archives, sound. */
const OTHER_TYPE_BY_EXTENSION: ReadonlyMap<string, string> = new Map([
  ['aac', 'audio/aac'],
  ['csv', 'text/csv'],
  ['gz', 'application/gzip'],
  ['htm', 'text/html'],
  ['html', 'text/html'],
  ['json', 'application/json'],
  ['m4a', 'audio/mp4'],
  ['mp3', 'audio/mpeg'],
  ['pdf', 'application/pdf'],
  ['srt', 'application/x-subrip'],
  ['tar', 'application/x-tar'],
  ['tgz', 'application/gzip'],
  ['tsv', 'text/tab-separated-values'],
  ['txt', 'text/plain'],
  ['wav', 'audio/wav'],
  ['xml', 'application/xml'],
  ['zip', 'application/zip'],
])

/**
 * What the file `name` (no folders) that begins with `head` is. `head` is the first `HEAD_BYTES` bytes, or the
 * whole file where that is shorter; an empty head leaves the answer to the name. Never throws.
 */
export function mediaKindOf(name: string, head: Uint8Array): MediaKind {
  const contentType = sniffMediaType(head)
  const extension = extensionOf(name)
  // Cameras put a small JPEG beside a video and call it .thm: it goes with the video.
  if (extension === 'thm' && (contentType === null || contentType === 'image/jpeg')) {
    return { kind: 'sidecar', type: 'image/jpeg', basis: 'name' }
  }
  const nameType = typeOfName(name)
  if (contentType !== null) {
    const isNamedTiff = contentType === 'image/tiff' && nameType !== null && TIFF_TYPES.has(nameType)
    const type = isNamedTiff ? nameType : contentType
    return { kind: mediaTypeToKind(type), type, basis: 'content' }
  }
  if (nameType !== null) return { kind: mediaTypeToKind(nameType), type: nameType, basis: 'name' }
  return { kind: 'unsupported', type: OTHER_TYPE_BY_EXTENSION.get(extension) ?? null }
}
