import type { LibraryApi } from '@rollcall/platform-client'
import type { Sha256 } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'

/** Smaller versions of a library in memory. */
export interface FakePreviews extends Pick<LibraryApi, 'getPreview'> {
  /** Makes one of an original, of `bytes` bytes: marked, as the server's are [R9]. */
  readonly put: (original: Sha256, bytes: number) => Uint8Array
}

/** Makes the part of a fake library that hands out smaller versions. `calls` takes a word for each that was fetched. */
export function createFakePreviews(calls: string[]): FakePreviews {
  const previews = new Map<Sha256, Uint8Array>()
  return {
    put: (original, bytes) => {
      const preview = samplePreview(original, bytes)
      previews.set(original, preview)
      return preview
    },
    getPreview: async (original) => {
      calls.push('preview')
      const bytes = previews.get(original)
      if (bytes === undefined) return refused(problem('not_found', { sha256: original }))
      const body = new Uint8Array(bytes)
      return accepted(new Response(body, { headers: { 'content-length': String(body.length) } }))
    },
  }
}

/** A JPEG's head that says what it was made of, and bytes up to a length. */
function samplePreview(original: Sha256, bytes: number): Uint8Array {
  const packet =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    '<rdf:Description rdf:about="" xmlns:rollcall="https://rollcall.photos/ns/1/"' +
    ` rollcall:derivative-of="${original}"/></rdf:RDF></x:xmpmeta>`
  const mark = new TextEncoder().encode(`http://ns.adobe.com/xap/1.0/\0${packet}`)
  const preview = new Uint8Array(Math.max(bytes, mark.length + 8))
  preview.set([0xff, 0xd8, 0xff, 0xe1, (mark.length + 2) >> 8, (mark.length + 2) & 0xff])
  preview.set(mark, 6)
  return preview
}
