import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { MediaType } from './media-type.ts'
import { HEAD_BYTES, sniffMediaType } from './sniff-media-type.ts'

const UTF16_PACKET = `\xff\xfe${[...'<?xpacket begin="'].map((letter) => `${letter}\x00`).join('')}`

/** Files as Latin-1 text, each no longer than what tells its type. */
const KNOWN: readonly (readonly [what: string, head: string, type: MediaType])[] = [
  ['a JPEG', '\xff\xd8\xff\xe1', 'image/jpeg'],
  ['a JPEG that is also a PDF', '\xff\xd8\xff\xfe\x00\x0b%PDF-1.4\n', 'image/jpeg'],
  ['a JPEG that is also a ZIP', '\xff\xd8\xff\xe0..PK\x03\x04', 'image/jpeg'],
  ['a PNG', '\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR', 'image/png'],
  ['an animated PNG', '\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR....acTL....IDAT', 'image/apng'],
  ['a PNG with acTL among its pixels', '\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR....IDAT....acTL', 'image/png'],
  ['a GIF', 'GIF89a', 'image/gif'],
  ['an old GIF', 'GIF87a', 'image/gif'],
  ['a WebP', 'RIFF\x00\x00\x00\x00WEBPVP8X', 'image/webp'],
  ['a bitmap', `BM${'\x00'.repeat(12)}\x28\x00\x00\x00`, 'image/bmp'],
  ['a Photoshop file', '8BPS\x00\x01', 'image/vnd.adobe.photoshop'],
  ['a large Photoshop file', '8BPS\x00\x02', 'image/vnd.adobe.photoshop'],
  ['a JPEG XL codestream', '\xff\x0a', 'image/jxl'],
  ['a JPEG XL container', '\x00\x00\x00\x0cJXL \r\n\x87\n', 'image/jxl'],
  ['a JPEG 2000 codestream', '\xff\x4f\xff\x51', 'image/j2c'],
  ['a JPEG 2000 file', '\x00\x00\x00\x0cjP  \r\n\x87\n\x00\x00\x00\x14ftypjp2 ', 'image/jp2'],
  [
    'a JPEG 2000 file of the larger kind',
    '\x00\x00\x00\x0cjP  \r\n\x87\n\x00\x00\x00\x14ftypjpx ',
    'image/jpx',
  ],
  ['a little-endian TIFF', 'II*\x00\x08\x00\x00\x00', 'image/tiff'],
  ['a big-endian TIFF', 'MM\x00*\x00\x00\x00\x08', 'image/tiff'],
  ['a BigTIFF', 'II+\x00\x08\x00\x00\x00', 'image/tiff'],
  ['a Canon CR2', 'II*\x00\x10\x00\x00\x00CR\x02\x00', 'image/x-canon-cr2'],
  ['a Canon CR3', '\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01crx isom', 'image/x-canon-cr3'],
  ['a Canon CRW', 'II\x1a\x00\x00\x00HEAPCCDR', 'image/x-canon-crw'],
  ['a Fujifilm RAF', 'FUJIFILMCCD-RAW 0201', 'image/x-fujifilm-raf'],
  ['a Sigma X3F', 'FOVb\x02\x00', 'image/x-sigma-x3f'],
  ['a Minolta MRW', '\x00MRM', 'image/x-minolta-mrw'],
  ['a Panasonic RW2', 'IIU\x00', 'image/x-panasonic-rw2'],
  ['an Olympus ORF', 'IIRO', 'image/x-olympus-orf'],
  ['an older Olympus ORF', 'MMOR', 'image/x-olympus-orf'],
  ['a HEIC of an iPhone', '\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic', 'image/heic'],
  ['a 10-bit HEIC of Canon (HIF)', '\x00\x00\x00\x18ftypheix\x00\x00\x00\x00mif1heix', 'image/heic'],
  ['a burst of HEIC', '\x00\x00\x00\x18ftyphevc\x00\x00\x00\x00msf1hevc', 'image/heic-sequence'],
  ['a HEIC behind the generic brand', '\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1miafheic', 'image/heic'],
  ['an AVIF behind the generic brand', '\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00miafavif', 'image/avif'],
  ['a HEIF of a coding not named', '\x00\x00\x00\x14ftypmif1\x00\x00\x00\x00mif1', 'image/heif'],
  [
    'a HEIF sequence of a coding not named',
    '\x00\x00\x00\x14ftypmsf1\x00\x00\x00\x00iso8',
    'image/heif-sequence',
  ],
  ['an AVIF', '\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf', 'image/avif'],
  ['a moving AVIF', '\x00\x00\x00\x1cftypavis\x00\x00\x00\x00avismsf1iso8', 'image/avif'],
  ['an MP4', '\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41', 'video/mp4'],
  ['an MP4 with a damaged size', '\x00\x00\x00\x00ftypmp42', 'video/mp4'],
  ['an MP4 of a maker with brands of its own', '\x00\x00\x00\x14ftypXAVC\x00\x00\x00\x00XAVC', 'video/mp4'],
  [
    'a QuickTime file of a maker with a brand of its own',
    '\x00\x00\x00\x18ftypCAEP\x00\x00\x00\x00CAEPqt  ',
    'video/quicktime',
  ],
  ['a QuickTime file', '\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ', 'video/quicktime'],
  ['a video of Apple TV', '\x00\x00\x00\x14ftypM4V \x00\x00\x00\x00isom', 'video/x-m4v'],
  ['a video of an old phone', '\x00\x00\x00\x14ftyp3gp4\x00\x00\x00\x003gp4', 'video/3gpp'],
  ['a video of another old phone', '\x00\x00\x00\x14ftyp3g2a\x00\x00\x00\x003g2a', 'video/3gpp2'],
  ['an old QuickTime file', '\x00\x00\x10\x00moov', 'video/quicktime'],
  ['an old QuickTime file, pictures first', '\x00\x00\x00\x01mdat', 'video/quicktime'],
  [
    'an old QuickTime file with space in front',
    '\x00\x00\x00\x08wide\x00\xba\xee\xbbmdat',
    'video/quicktime',
  ],
  ['an old QuickTime file with much space in front', '\x00\x08\x00\x00free', 'video/quicktime'],
  [
    'an MP4 with space in front',
    '\x00\x00\x00\x08skip\x00\x00\x00\x14ftypmp42\x00\x00\x00\x00mp42',
    'video/mp4',
  ],
  [
    'a Matroska file',
    '\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska\x86\x85A_AAC\x86\x85V_AV1',
    'video/x-matroska',
  ],
  ['a WebM file', '\x1a\x45\xdf\xa3\x93\x42\x82\x84webm', 'video/webm'],
  ['an AVI', 'RIFF\x00\x00\x00\x00AVI LIST', 'video/x-msvideo'],
  ['an MPEG transport stream', `\x47${'.'.repeat(187)}`.repeat(4), 'video/mp2t'],
  ['a transport stream of a camcorder', `\x00\x00\x00\x00\x47${'.'.repeat(187)}`.repeat(4), 'video/mp2t'],
  ['an MPEG program stream', '\x00\x00\x01\xba', 'video/mpeg'],
  ['a bare MPEG video stream', '\x00\x00\x01\xb3', 'video/mpeg'],
  [
    'a Windows Media video',
    '\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c....\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b',
    'video/x-ms-wmv',
  ],
  ['a Flash video', 'FLV\x01\x05', 'video/x-flv'],
  ['an Ogg video', 'OggS\x00\x02....\x80theora', 'video/ogg'],
  ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg">', 'image/svg+xml'],
  [
    'a drawing with everything before it',
    '\xef\xbb\xbf<?xml version="1.0"?>\n<!-- > -->\n<!DOCTYPE svg [<!ENTITY a ">">]>\n<svg>',
    'image/svg+xml',
  ],
  ['a drawing with a prefix', '<s:svg xmlns:s="http://www.w3.org/2000/svg">', 'image/svg+xml'],
  ['an XMP packet', '<?xpacket begin="', 'application/rdf+xml'],
  ['an XMP packet in UTF-16', UTF16_PACKET, 'application/rdf+xml'],
  [
    'an XMP packet without its wrapper',
    '<?xml version="1.0"?><x:xmpmeta xmlns:x="adobe:ns:meta/">',
    'application/rdf+xml',
  ],
  [
    'XMP as plain RDF',
    '<rdf:RDF><rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/">',
    'application/rdf+xml',
  ],
  [
    'an Apple adjustment file',
    '<?xml?><!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "x"><plist><dict><key>adjustmentBaseVersion</key>',
    'application/vnd.apple.photos',
  ],
  [
    'a binary Apple adjustment file',
    'bplist00\xd1\x01\x02_\x10\x1aadjustmentFormatIdentifier',
    'application/vnd.apple.photos',
  ],
]

const UNKNOWN: readonly (readonly [what: string, head: string])[] = [
  ['nothing', ''],
  ['zero bytes', '\x00'.repeat(4096)],
  ['a JPEG of two bytes', '\xff\xd8'],
  ['JSON', '{"title": "IMG_0001.jpg"}'],
  ['a ZIP', 'PK\x03\x04'],
  ['a PDF', '%PDF-1.7'],
  ['PostScript', '%!PS-Adobe-3.0 EPSF-3.0'],
  ['a web page', '<!doctype html><html><svg></svg></html>'],
  ['a playlist', '#EXTM3U\n'],
  ['a manifest of a stream', '<?xml version="1.0"?><MPD>'],
  ['a property list of something else', '<?xml?><plist><dict><key>version</key>'],
  ['a feed written as RDF', '<rdf:RDF xmlns="http://purl.org/rss/1.0/">'],
  ['a comment without an end', '<!-- <svg>'],
  ['a word that begins like a bitmap', 'BMW and other cars, a list'],
  ['a sentence with the name of a box in it', 'The free holiday'],
  ['an MP4 cut in its first brand', '\x00\x00\x00\x14ftypmp'],
  ['a sound recording of an iPhone', '\x00\x00\x00\x14ftypM4A \x00\x00\x00\x00M4A mp42isom'],
  ['MP3 with a tag', 'ID3\x04\x00'],
  ['MP3', '\xff\xfb\x90\x00'],
  ['Matroska sound', '\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska\x86\x86A_OPUS'],
  ['Windows Media sound', '\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c'],
  ['Flash sound', 'FLV\x01\x04'],
  ['Ogg sound', 'OggS\x00\x02....\x01vorbis'],
  ['a wave', 'RIFF\x00\x00\x00\x00WAVE'],
]

for (const [what, head, type] of KNOWN) {
  test(`sniffMediaType() knows ${what}`, () => assert.equal(sniffMediaType(latin1(head)), type))
}

for (const [what, head] of UNKNOWN) {
  test(`sniffMediaType() does not take ${what} for media`, () => {
    assert.equal(sniffMediaType(latin1(head)), null)
  })
}

test('sniffMediaType() never throws, whatever the bytes', () => {
  const beginnings = fc.constantFrom(
    '',
    '<',
    '<?',
    '<!DOCTYPE',
    'bplist',
    '\xff\xfe',
    ...KNOWN.map(([, head]) => head),
  )
  fc.assert(
    fc.property(beginnings, fc.uint8Array({ maxLength: 600 }), (beginning, rest) => {
      sniffMediaType(latin1(beginning + String.fromCharCode(...rest)))
    }),
  )
})

test('sniffMediaType() of a file cut anywhere never throws', () => {
  for (const [what, head] of KNOWN) {
    for (let length = 0; length < head.length; length += 1) {
      assert.doesNotThrow(() => sniffMediaType(latin1(head.slice(0, length))), what)
    }
  }
})

test('sniffMediaType() keeps its answer whatever follows the telling bytes of a picture', () => {
  const pictures = fc.constantFrom(
    ...KNOWN.filter(([, , type]) => type === 'image/jpeg' || type === 'image/gif'),
  )
  fc.assert(
    fc.property(pictures, fc.uint8Array(), ([, head, type], rest) => {
      assert.equal(sniffMediaType(new Uint8Array([...latin1(head), ...rest])), type)
    }),
  )
})

test('sniffMediaType() does not look past HEAD_BYTES', () => {
  const late = latin1(`${' '.repeat(HEAD_BYTES)}<svg>`)
  assert.equal(sniffMediaType(late), null)
  assert.equal(sniffMediaType(late.subarray(HEAD_BYTES)), 'image/svg+xml')
})

test('sniffMediaType() reads a view into a larger buffer where the view begins', () => {
  const larger = latin1('....\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic')
  assert.equal(sniffMediaType(larger.subarray(4)), 'image/heic')
  const bitmap = latin1(`....BM${'\x00'.repeat(12)}\x28\x00\x00\x00`)
  assert.equal(sniffMediaType(bitmap.subarray(4)), 'image/bmp')
})

test('sniffMediaType() steps over more space in front than any writer leaves and stops', () => {
  assert.equal(sniffMediaType(latin1('\x00\x00\x00\x08free'.repeat(1000))), null)
})

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
