import { findXmlRoot } from './find-xml-root.ts'
import { latin1At } from './latin1-at.ts'
import type { MediaType } from './media-type.ts'

/** Any of these keys makes a property list an Apple adjustment file; the edits between them may be long. */
const ADJUSTMENT_KEY = /adjustment(?:FormatIdentifier|FormatVersion|BaseVersion|EditorBundleID)/

/** XMP without its wrapper is RDF, as are feeds and ontologies; the namespaces of picture facts tell it apart. */
const PICTURE_NAMESPACE = /ns\.adobe\.com\/|adobe:ns:meta/

/**
 * The type of a file written as markup: an SVG drawing, an XMP sidecar, an Apple adjustment file (AAE; also in
 * the binary property list form). Null for any other file, so also for HTML and for any other XML.
 */
export function sniffMarkup(head: Uint8Array): MediaType | null {
  if (latin1At(head, 0, 6) === 'bplist') {
    return ADJUSTMENT_KEY.test(latin1At(head, 0, head.length)) ? 'application/vnd.apple.photos' : null
  }
  const text = decodeMarkup(head).trimStart()
  if (text.startsWith('<?xpacket')) return 'application/rdf+xml'
  const root = findXmlRoot(text)
  if (root === null) return null
  if (root === 'svg' || root.endsWith(':svg')) return 'image/svg+xml'
  if (root === 'x:xmpmeta' || root === 'x:xapmeta') return 'application/rdf+xml'
  if (root === 'rdf:RDF' && PICTURE_NAMESPACE.test(text)) return 'application/rdf+xml'
  if (root === 'plist' && ADJUSTMENT_KEY.test(text)) return 'application/vnd.apple.photos'
  return null
}

/** Text good enough to find ASCII names in: UTF-16 is read as such; any other encoding byte by byte. */
function decodeMarkup(head: Uint8Array): string {
  const start = latin1At(head, 0, 3)
  if (start.startsWith('\xff\xfe')) return decodeUtf16(head.subarray(2), 'little')
  if (start.startsWith('\xfe\xff')) return decodeUtf16(head.subarray(2), 'big')
  if (start.startsWith('<\x00')) return decodeUtf16(head, 'little')
  if (start.startsWith('\x00<')) return decodeUtf16(head, 'big')
  return latin1At(head, start === '\xef\xbb\xbf' ? 3 : 0, head.length)
}

function decodeUtf16(bytes: Uint8Array, endian: 'little' | 'big'): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const characters: string[] = []
  for (let at = 0; at + 2 <= bytes.length; at += 2) {
    characters.push(String.fromCharCode(view.getUint16(at, endian === 'little')))
  }
  return characters.join('')
}
