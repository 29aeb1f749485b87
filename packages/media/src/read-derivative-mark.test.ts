import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DERIVATIVE_MARK_PREFIX, readDerivativeMark } from './read-derivative-mark.ts'
import { HEAD_BYTES } from './sniff-media-type.ts'

const ORIGINAL = 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c'
const MARK = `${DERIVATIVE_MARK_PREFIX}${ORIGINAL}"`
const JPEG = '\xff\xd8\xff\xe1\x01\x00http://ns.adobe.com/xap/1.0/\x00'

test('[R9] readDerivativeMark() finds the original in a mark, whatever stands beside it', () => {
  const others = [
    ['', ''],
    [' rdf:about="" xmlns:rollcall="https://rollcall.example/ns/1.0/"', ' xmp:Rating="5"'],
    [" rdf:about='' dc:title='a > b'", '/'],
    ['\n    xmlns:tiff="http://ns.adobe.com/tiff/1.0/"\n   ', '\n'],
  ]
  for (const [before = '', after = ''] of others) {
    const packet = wrap(`<rdf:Description${before} ${MARK}${after}>`)
    assert.deepEqual(read(JPEG + packet), { originalSha256: ORIGINAL }, packet)
  }
})

test('[R9] readDerivativeMark() finds a mark in a later description and in other containers', () => {
  const packet = wrap(`<rdf:Description rdf:about=""></rdf:Description><rdf:Description ${MARK}/>`)
  for (const start of [
    JPEG,
    '\x89PNG\r\n\x1a\n',
    'RIFF....WEBP',
    '\x00\x00\x00\x14ftypmp42\x00\x00\x00\x00mp42',
  ]) {
    assert.deepEqual(read(start + packet), { originalSha256: ORIGINAL })
  }
})

test('[R9] readDerivativeMark() takes no words for a mark', () => {
  const tag = `<rdf:Description ${MARK}>`
  const words: readonly (readonly [what: string, text: string])[] = [
    ['a photo without one', JPEG + wrap('<rdf:Description rdf:about="">')],
    ['a mark outside of any packet', JPEG + tag],
    ['a mark behind the packet', JPEG + wrap('') + tag],
    ['a mark without a tag', JPEG + wrap(` ${MARK}`)],
    ['a mark in another tag', JPEG + wrap(`<rdf:li ${MARK}>`)],
    ['a mark in a tag whose name begins alike', JPEG + wrap(`<rdf:DescriptionOf ${MARK}>`)],
    ['a mark in a caption', JPEG + wrap(`<rdf:Description rdf:about=""><dc:title>${MARK}</dc:title>`)],
    ['a mark in a value', JPEG + wrap(`<rdf:Description dc:title=' ${MARK}'>`)],
    ['a mark with another prefix', JPEG + wrap(`<rdf:Description not${MARK}>`)],
    ['too short a hash', JPEG + wrap(`<rdf:Description ${DERIVATIVE_MARK_PREFIX}${ORIGINAL.slice(1)}">`)],
    ['too long a hash', JPEG + wrap(`<rdf:Description ${DERIVATIVE_MARK_PREFIX}${ORIGINAL}0">`)],
    [
      'a hash in capitals',
      JPEG + wrap(`<rdf:Description ${DERIVATIVE_MARK_PREFIX}${ORIGINAL.toUpperCase()}">`),
    ],
    ['a mark cut by the end of the file', JPEG + wrap(tag).slice(0, 90)],
    ['a mark past the head', JPEG + ' '.repeat(HEAD_BYTES) + wrap(tag)],
    ['a sidecar', `<?xpacket begin=""?>${wrap(tag)}`],
    ['a file of an unknown type', `....${wrap(tag)}`],
    ['an empty file', ''],
  ]
  for (const [what, text] of words) assert.equal(read(text), null, what)
})

test('[R9] readDerivativeMark() reads back every mark, and never throws', () => {
  const hashes = fc.stringMatching(/^[0-9a-f]{64}$/)
  fc.assert(
    fc.property(hashes, fc.uint8Array({ maxLength: 2000 }), (originalSha256, noise) => {
      const text = String.fromCharCode(...noise)
      assert.equal(read(JPEG + text), null)
      const packet = wrap(`<rdf:Description ${DERIVATIVE_MARK_PREFIX}${originalSha256}"/>`)
      assert.deepEqual(read(JPEG + text + packet), { originalSha256 })
    }),
  )
})

test('readDerivativeMark() reads hostile heads in time that grows with their length only', () => {
  const repeated = [
    '<x:xmpmeta>',
    '<rdf:Description ',
    `<rdf:Description ${MARK.slice(0, -2)}`,
    ' a="',
    ` a="" ${MARK}`,
  ]
  for (const text of repeated) {
    const head = `${JPEG}<x:xmpmeta ><rdf:Description ${DERIVATIVE_MARK_PREFIX}${text.repeat(HEAD_BYTES / text.length)}`
    assert.equal(read(head), null)
  }
})

function wrap(description: string): string {
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>${description}</rdf:RDF></x:xmpmeta>`
}

function read(text: string) {
  return readDerivativeMark(Uint8Array.from(text, (character) => character.charCodeAt(0)))
}
