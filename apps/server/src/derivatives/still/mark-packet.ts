/**
 * The XMP packet by which a smaller version says what it was made from [R9], as `readDerivativeMark` reads it.
 *
 * @param sha256 of the original, 64 lower-case hexadecimal digits
 */
export function markPacket(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('Cannot mark a derivative: the original has no SHA-256')
  return [
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:rollcall="https://rollcall.photos/ns/1/"',
    ` rollcall:derivative-of="${sha256}"/>`,
    '</rdf:RDF></x:xmpmeta>',
  ].join('')
}
