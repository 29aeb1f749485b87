/*
 * [R9] A smaller version that Rollcall writes on a device says so itself, in its XMP packet:
 *
 *   <x:xmpmeta …><rdf:RDF …><rdf:Description … rollcall:derivative-of="<SHA-256 of the original>" …
 *
 * The reader takes the mark only there, as an attribute of a description inside a packet. The same words in a
 * caption, in another attribute's value or outside a packet are words.
 */
import { holdsAscii } from './holds-ascii.ts'
import { latin1At } from './latin1-at.ts'
import { mediaTypeToKind } from './media-type.ts'
import { HEAD_BYTES, sniffMediaType } from './sniff-media-type.ts'

/**
 * How the mark begins; 64 lower-case hexadecimal digits and `"` follow. Whoever writes a mark puts it within the
 * first `HEAD_BYTES` bytes of the file, before any other metadata.
 */
export const DERIVATIVE_MARK_PREFIX = 'rollcall:derivative-of="'

/** What a smaller version says of itself. */
export interface DerivativeMark {
  /** SHA-256 of the original it was made from: 64 lower-case hexadecimal digits. */
  readonly originalSha256: string
}

/**
 * The mark in a photo's or video's first `HEAD_BYTES` bytes; null when there is none. A mark is the file's own
 * claim: an editor may have carried it over into a new work, so a caller lets nothing go for it until the
 * original is known to be safe. Never throws; the time it takes grows with the length of `head` only.
 */
export function readDerivativeMark(head: Uint8Array): DerivativeMark | null {
  if (!holdsAscii(head.subarray(0, HEAD_BYTES), DERIVATIVE_MARK_PREFIX)) return null
  const type = sniffMediaType(head)
  if (type === null || mediaTypeToKind(type) === 'sidecar') return null
  const text = latin1At(head, 0, HEAD_BYTES)
  for (const packet of listPackets(text)) {
    for (const description of packet.matchAll(/<rdf:Description/g)) {
      const originalSha256 = readMarkAttribute(packet, description.index + description[0].length)
      if (originalSha256 !== null) return { originalSha256 }
    }
  }
  return null
}

/** The XMP packets of a text, each from its first tag to its last one; a packet cut off by the head counts. */
function listPackets(text: string): readonly string[] {
  const starts = text.split(/<x:xmpmeta(?=[\s>])/).slice(1)
  return starts.map((packet) => packet.split('</x:xmpmeta>', 1)[0] ?? '')
}

/** Reads one tag's attributes in order, from behind the tag's name, up to the mark or to what is no attribute. */
function readMarkAttribute(packet: string, from: number): string | null {
  const attribute = /\s+([^\s=<>"'/]+)=(?:"([^"<]*)"|'[^'<]*')/y
  attribute.lastIndex = from
  for (let match = attribute.exec(packet); match !== null; match = attribute.exec(packet)) {
    const [, name = '', value = ''] = match
    if (`${name}="` === DERIVATIVE_MARK_PREFIX && /^[0-9a-f]{64}$/.test(value)) return value
  }
  return null
}
