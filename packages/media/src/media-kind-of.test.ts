import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type MediaKind, mediaKindOf } from './media-kind-of.ts'

const NOTHING = new Uint8Array()
const HEADS = {
  jpeg: latin1('\xff\xd8\xff\xe0'),
  png: latin1('\x89PNG\r\n\x1a\n'),
  tiff: latin1('II*\x00\x08\x00\x00\x00'),
  mp4: latin1('\x00\x00\x00\x14ftypisom\x00\x00\x00\x00isom'),
  sound: latin1('\x00\x00\x00\x14ftypM4A \x00\x00\x00\x00M4A '),
  xmp: latin1('<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>'),
  page: latin1('<!doctype html><script>'),
  zip: latin1('PK\x03\x04'),
}

const KINDS: readonly (readonly [why: string, name: string, head: Uint8Array, kind: MediaKind])[] = [
  [
    'content and name agree',
    'IMG_1.JPG',
    HEADS.jpeg,
    { kind: 'photo', type: 'image/jpeg', basis: 'content' },
  ],
  [
    'the name is another photo type',
    'IMG_1.JPG',
    HEADS.png,
    { kind: 'photo', type: 'image/png', basis: 'content' },
  ],
  [
    'the name is a program',
    'photo.jpg.exe',
    HEADS.jpeg,
    { kind: 'photo', type: 'image/jpeg', basis: 'content' },
  ],
  [
    'the name is a device of Windows',
    'nul',
    HEADS.jpeg,
    { kind: 'photo', type: 'image/jpeg', basis: 'content' },
  ],
  ['the name is a document', 'scan.pdf', HEADS.jpeg, { kind: 'photo', type: 'image/jpeg', basis: 'content' }],
  [
    'the name is a photo and the content a video',
    'a.jpg',
    HEADS.mp4,
    { kind: 'video', type: 'video/mp4', basis: 'content' },
  ],
  [
    'the name says whose TIFF it is',
    'DSC_1.NEF',
    HEADS.tiff,
    { kind: 'photo', type: 'image/x-nikon-nef', basis: 'content' },
  ],
  [
    'the name cannot be a TIFF',
    'DSC_1.CR3',
    HEADS.tiff,
    { kind: 'photo', type: 'image/tiff', basis: 'content' },
  ],
  [
    'the name says video and the content TIFF',
    'a.mov',
    HEADS.tiff,
    { kind: 'photo', type: 'image/tiff', basis: 'content' },
  ],
  ['a file is empty', 'IMG_1.HEIC', NOTHING, { kind: 'photo', type: 'image/heic', basis: 'name' }],
  [
    'a file is zeros',
    'MVI_1.MOV',
    new Uint8Array(4096),
    { kind: 'video', type: 'video/quicktime', basis: 'name' },
  ],
  [
    'a web page is called .jpg',
    'IMG_1.jpg',
    HEADS.page,
    { kind: 'photo', type: 'image/jpeg', basis: 'name' },
  ],
  ['an archive is called .jpg', 'IMG_1.jpg', HEADS.zip, { kind: 'photo', type: 'image/jpeg', basis: 'name' }],
  [
    'a packed drawing has only its name',
    'a.svgz',
    latin1('\x1f\x8b\x08'),
    { kind: 'photo', type: 'image/svg+xml', basis: 'name' },
  ],
  ['sound is called a video', 'clip.mp4', HEADS.sound, { kind: 'video', type: 'video/mp4', basis: 'name' }],
  ['sound is called sound', 'memo.m4a', HEADS.sound, { kind: 'unsupported', type: 'audio/mp4' }],
  [
    'XMP has no media name',
    'notes.txt',
    HEADS.xmp,
    { kind: 'sidecar', type: 'application/rdf+xml', basis: 'content' },
  ],
  [
    'a sidecar is damaged',
    'IMG_1.AAE',
    NOTHING,
    { kind: 'sidecar', type: 'application/vnd.apple.photos', basis: 'name' },
  ],
  [
    'a camera puts a JPEG beside a video',
    'MVI_1.THM',
    HEADS.jpeg,
    { kind: 'sidecar', type: 'image/jpeg', basis: 'name' },
  ],
  ['a video is called .thm', 'MVI_1.THM', HEADS.mp4, { kind: 'video', type: 'video/mp4', basis: 'content' }],
  [
    'the name is cased, spaced and dotted',
    'a.JpEg. ',
    NOTHING,
    { kind: 'photo', type: 'image/jpeg', basis: 'name' },
  ],
  ['the name is all extension', '.jpg', NOTHING, { kind: 'photo', type: 'image/jpeg', basis: 'name' }],
  [
    'only the last extension counts',
    'a.tar.jpg',
    NOTHING,
    { kind: 'photo', type: 'image/jpeg', basis: 'name' },
  ],
  [
    'Takeout puts facts beside photos',
    'IMG_1.jpg.json',
    latin1('{}'),
    { kind: 'unsupported', type: 'application/json' },
  ],
  ['an archive is an archive', 'photos.ZIP', HEADS.zip, { kind: 'unsupported', type: 'application/zip' }],
  ['a program is unknown', 'setup.exe', latin1('MZ'), { kind: 'unsupported', type: null }],
  ['there is no extension', 'README', latin1('words'), { kind: 'unsupported', type: null }],
  ['the extension is a word of JavaScript', 'a.constructor', NOTHING, { kind: 'unsupported', type: null }],
  ['there is no name', '', NOTHING, { kind: 'unsupported', type: null }],
  ['the name is dots', '...', NOTHING, { kind: 'unsupported', type: null }],
]

const PHOTO_EXTENSIONS =
  'jpg jpeg jpe jfif heic heif hif avif png gif webp tif tiff jxl jp2 bmp svg svgz dng cr2 cr3 crw nef nrw arw ' +
  'srf sr2 raf orf rw2 pef srw x3f iiq 3fr fff mrw erf kdc dcr mef mos rwl gpr psd'
const VIDEO_EXTENSIONS = 'mp4 mov m4v 3gp 3g2 avi mkv webm mts m2ts mpg mpeg wmv asf flv ogv insv 360 lrv'
const SIDECAR_EXTENSIONS = 'xmp aae thm'
const OTHER_EXTENSIONS = 'json csv tsv zip tar txt pdf srt mp3 m4a'

for (const [why, name, head, kind] of KINDS) {
  test(`mediaKindOf() when ${why}`, () => assert.deepEqual(mediaKindOf(name, head), kind))
}

test('mediaKindOf() goes by the name, in any case, of every damaged file', () => {
  const extensionsByKind = {
    photo: PHOTO_EXTENSIONS,
    video: VIDEO_EXTENSIONS,
    sidecar: SIDECAR_EXTENSIONS,
    unsupported: OTHER_EXTENSIONS,
  }
  for (const [kind, extensions] of Object.entries(extensionsByKind)) {
    for (const extension of extensions.split(' ')) {
      assert.equal(mediaKindOf(`IMG_1.${extension}`, NOTHING).kind, kind, extension)
      assert.equal(mediaKindOf(`IMG_1.${extension.toUpperCase()}`, NOTHING).kind, kind, extension)
    }
  }
})

test('mediaKindOf() lets content beat every name but that of a thumbnail', () => {
  const names = fc.string({ unit: 'binary' }).filter((name) => !/\.thm[ .]*$/i.test(name))
  fc.assert(
    fc.property(names, fc.uint8Array(), (name, rest) => {
      const kind = mediaKindOf(name, new Uint8Array([...HEADS.jpeg, ...rest]))
      assert.deepEqual(kind, { kind: 'photo', type: 'image/jpeg', basis: 'content' })
    }),
  )
})

test('mediaKindOf() drops no file with a name of a photo, whatever its bytes', () => {
  const names = fc.constantFrom(...PHOTO_EXTENSIONS.split(' ')).map((extension) => `IMG_1.${extension}`)
  fc.assert(
    fc.property(names, fc.uint8Array(), (name, head) => {
      assert.notEqual(mediaKindOf(name, head).kind, 'unsupported')
    }),
  )
})

test('mediaKindOf() never throws, whatever the name and the bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.uint8Array(), (name, head) => void mediaKindOf(name, head)),
  )
})

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
