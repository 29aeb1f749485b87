import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  decodeFileName,
  encodeFileName,
  fromPortableName,
  joinName,
  nameKey,
  splitName,
  toPortableName,
} from './file-name.ts'

const utf8 = new TextEncoder()

/** Bytes, more often than by chance such as UTF-8 is made of. */
const someBytes = fc.uint8Array({ maxLength: 40 })
const almostUtf8 = fc
  .tuple(fc.string({ unit: 'binary', maxLength: 12 }), fc.nat(40), fc.nat(255))
  .map(([text, at, byte]) => {
    const bytes = utf8.encode(text)
    if (bytes.length > 0) bytes[at % bytes.length] = byte
    return bytes
  })

/** Names without the carriers themselves, which no camera and hardly anybody writes. */
const name = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 90 }),
    fc.string({
      unit: fc.constantFrom(...'aCcOoNnUuLl1 ..:?*<>|"\\\t$é\u0301😀'),
      minLength: 1,
      maxLength: 300,
    }),
  )
  .map((text) => text.replaceAll(/[/\0\uf000-\uf0ff]|[\ud800-\udfff](?![\udc00-\udfff])/gu, 'x'))
  .filter((text) => text !== '.' && text !== '..')

test('decodeFileName() gives back exactly the bytes that encodeFileName() read', () => {
  const check = (bytes: Uint8Array) => assert.deepEqual(decodeFileName(encodeFileName(bytes)), bytes)
  fc.assert(fc.property(someBytes, check))
  fc.assert(fc.property(almostUtf8, check))
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 20 }).map((text) => utf8.encode(text)),
      check,
    ),
  )
})

test('encodeFileName() gives back every name that decodeFileName() turned into bytes', () => {
  fc.assert(fc.property(name, (text) => assert.equal(encodeFileName(decodeFileName(text)), text)))
})

test('encodeFileName() reads UTF-8 as it is, and never gives two byte strings one name', () => {
  fc.assert(
    fc.property(name, (text) => {
      const bytes = utf8.encode(text)
      assert.equal(encodeFileName(bytes), text)
      assert.deepEqual(decodeFileName(text), bytes)
    }),
  )
  fc.assert(
    fc.property(someBytes, someBytes, (one, other) => {
      assert.equal(encodeFileName(one) === encodeFileName(other), Buffer.compare(one, other) === 0)
    }),
  )
})

test('encodeFileName() carries each byte that is not UTF-8', () => {
  const table: readonly (readonly [string, readonly number[]])[] = [
    ['Caf\u00e9.jpg', [...utf8.encode('Café.jpg')]],
    ['latin1_\uf0e9.jpg', [...utf8.encode('latin1_'), 0xe9, ...utf8.encode('.jpg')]],
    ['\uf0ff\uf0fe.jpg', [0xff, 0xfe, ...utf8.encode('.jpg')]],
    // A surrogate half, as CESU-8 writes it.
    ['\uf0ed\uf0a0\uf080', [0xed, 0xa0, 0x80]],
    // Overlong: a slash in two bytes must not become one.
    ['\uf0c0\uf0af', [0xc0, 0xaf]],
    ['\uf0e0\uf080\uf0af', [0xe0, 0x80, 0xaf]],
    // Above the last code point.
    ['\uf0f4\uf090\uf080\uf080', [0xf4, 0x90, 0x80, 0x80]],
    // Cut off.
    ['a\uf0e2\uf082', [0x61, 0xe2, 0x82]],
    // A carrier itself, as somebody's name holds it.
    ['\uf0ef\uf083\uf0a9', [...utf8.encode('\uf0e9')]],
    ['😀', [...utf8.encode('😀')]],
    ['', []],
  ]
  for (const [encoded, bytes] of table) {
    assert.equal(encodeFileName(Uint8Array.from(bytes)), encoded)
    assert.deepEqual([...decodeFileName(encoded)], bytes)
  }
})

/** Odd names that people, cameras and attackers have given files. */
const ODD_NAMES = [
  'Caf\u00e9.jpg',
  'Cafe\u0301.jpg',
  '\u1112\u1161\u11ab\u1100\u1173\u11af.jpg',
  '\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66 \ud83c\udfd6\ufe0f.jpg',
  '\u202egpj.exe',
  '\u05e9\u05dc\u05d5\u05dd.jpg',
  'a\u200bb.jpg',
  '\u2066x\u2069.jpg',
  'CON.jpg',
  'con',
  'aux.HEIC',
  'nul',
  'COM1.jpg',
  'COM\u00b9.jpg',
  'lpt9.tar.gz',
  'CON .jpg',
  'CONIN$',
  'CONSOLE.jpg',
  'trailing dot..jpg.',
  'trailing space .jpg ',
  'three dots...',
  '...',
  ' ',
  'a:b.jpg',
  'q?m*.jpg',
  'pipe|lt<gt>.jpg',
  'quote".jpg',
  'back\\slash.jpg',
  'new\nline.jpg',
  'tab\t.jpg',
  'bell\u0007.jpg',
  'cr\rlf.jpg',
  'del\u007f.jpg',
  '-rf.jpg',
  '--help.jpg',
  '@args.jpg',
  ' leading space.jpg',
  '.hidden.jpg',
  '%2e%2e%2fetc.jpg',
  '100%.jpg',
  '<img src=x onerror=alert(1)>.jpg',
  "'; DROP TABLE a;--.jpg",
  '$(id)`id`.jpg',
  'concat:a|b.mp4',
  'noextension',
  '.jpg',
  'a.JpEg',
  'archive.tar.jpg',
  'photo.jpg.exe',
  `${'x'.repeat(204)}.${'y'.repeat(50)}`,
  `${'a'.repeat(251)}.jpg`,
  `${'\u00e4'.repeat(125)}.jpg`,
  `${'😀'.repeat(62)}.jpg`,
  'latin1_\uf0e9.jpg',
  '\uf0ff\uf0fe.jpg',
]

/** What Windows, after its own documentation, takes for a device whatever the extension. */
const WINDOWS_DEVICES = /^(con|prn|aux|nul|com\d|lpt\d|com[¹²³]|lpt[¹²³]|conin\$|conout\$) *($|\.)/i

/** A portable name up to this size, in UTF-8 bytes, has surely not been cut. */
const LONGEST_UNCUT_BYTES = 240

function assertPortable(portable: string): void {
  const words = JSON.stringify(portable)
  assert.ok(portable.length > 0, words)
  assert.ok(decodeFileName(portable).length <= 255, words)
  assert.doesNotMatch(portable, /[\u0000-\u001f<>:"/\\|?*\u007f]/, words)
  assert.doesNotMatch(portable, /[ .]$/, words)
  assert.doesNotMatch(portable, WINDOWS_DEVICES, words)
}

test('toPortableName() makes a name that every system takes, and that fromPortableName() undoes', () => {
  for (const odd of ODD_NAMES) {
    assertPortable(toPortableName(odd))
    if (decodeFileName(odd).length <= LONGEST_UNCUT_BYTES)
      assert.equal(fromPortableName(toPortableName(odd)), odd)
  }
  fc.assert(
    fc.property(name, (text) => {
      const portable = toPortableName(text)
      assertPortable(portable)
      if (decodeFileName(portable).length <= LONGEST_UNCUT_BYTES)
        assert.equal(fromPortableName(portable), text)
    }),
    { numRuns: 500 },
  )
})

test('toPortableName() leaves names alone that every system takes', () => {
  for (const plain of [
    'IMG_0001.HEIC',
    'Am See (1).jpg',
    'Café.jpg',
    '.hidden.jpg',
    'CONSOLE.jpg',
    `${'a'.repeat(251)}.jpg`,
  ]) {
    assert.equal(toPortableName(plain), plain)
  }
})

test('toPortableName() changes nothing in a name it has made, and names of the past stay readable', () => {
  fc.assert(
    fc.property(name, (text) => assert.equal(toPortableName(toPortableName(text)), toPortableName(text))),
  )
  assert.equal(toPortableName('a:b?.jpg'), 'a\uf03ab\uf03f.jpg')
  assert.equal(toPortableName('CON.jpg'), '\uf043ON.jpg')
  assert.equal(toPortableName('end. '), 'end\uf02e\uf020')
})

test('toPortableName() cuts the stem of a name that is too long and keeps its extension', () => {
  const long = toPortableName(`${'ä'.repeat(200)}.heic`)
  assert.ok(long.endsWith('ä.heic'))
  assertPortable(long)
  assertPortable(toPortableName(`${'a'.repeat(254)} b`))
  assertPortable(toPortableName(`${' '.repeat(250)}${'é'.repeat(40)}`))
  assertPortable(toPortableName(`a.${'y'.repeat(300)}`))
  assertPortable(toPortableName(`CON.${'y'.repeat(300)}`))
})

test('toPortableName() keeps a whole character when it cuts', () => {
  assert.ok(toPortableName('😀'.repeat(100)).isWellFormed())
})

test('fromPortableName() never makes a path of a name', () => {
  for (const hostile of ['\uf02e', '\uf02e\uf02e', '\uf02f', 'a\uf02fb', '\uf000', '\uf02e\uf02e\uf02fetc']) {
    const back = fromPortableName(hostile)
    assert.ok(
      back !== '.' && back !== '..' && !back.includes('/') && !back.includes('\0'),
      JSON.stringify(hostile),
    )
  }
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('.', 'a', '\uf02e', '\uf02f', '\uf000', '\uf020'), minLength: 1 }),
      (text) => {
        fc.pre(text !== '.' && text !== '..')
        const back = fromPortableName(text)
        assert.ok(back !== '.' && back !== '..' && !back.includes('/') && !back.includes('\0'))
      },
    ),
  )
})

test('splitName() and joinName() part and join, and what they join fits', () => {
  assert.deepEqual(splitName('a.b.jpg'), { stem: 'a.b', extension: '.jpg' })
  assert.deepEqual(splitName('.jpg'), { stem: '.jpg', extension: '' })
  assert.deepEqual(splitName('none'), { stem: 'none', extension: '' })
  fc.assert(
    fc.property(name, (text) => {
      const { stem, extension } = splitName(text)
      assert.equal(stem + extension, text)
      const joined = joinName(stem, ` (12)${extension}`)
      assert.ok(decodeFileName(joined).length <= 255 && joined.endsWith(` (12)${extension}`))
    }),
  )
})

test('nameKey() takes twins in case and in Unicode form for one name', () => {
  const twins = [
    ['Café.jpg', 'Cafe\u0301.JPG'],
    ['a.JPG', 'a.jpg'],
    ['ÅNGSTRÖM', 'a\u030angstro\u0308m'],
    ['STRASSE', 'straße'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['\u1112\u1161\u11ab', '\ud55c'],
  ] as const
  for (const [one, other] of twins) assert.equal(nameKey(one), nameKey(other))
  assert.notEqual(nameKey('IMG_1.jpg'), nameKey('IMG_2.jpg'))
  assert.notEqual(nameKey('Cafe.jpg'), nameKey('Café.jpg'))
  fc.assert(
    fc.property(name, (text) => {
      assert.equal(nameKey(nameKey(text)), nameKey(text))
      assert.equal(nameKey(text.normalize('NFD')), nameKey(text.normalize('NFC')))
    }),
  )
  fc.assert(
    fc.property(fc.stringMatching(/^[\w äöüßéèçñ.()-]+$/), (text) =>
      assert.equal(nameKey(text.toUpperCase()), nameKey(text)),
    ),
  )
})
