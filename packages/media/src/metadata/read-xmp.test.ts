import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { buildXmp, latin1 } from '../test-kit/build-still.ts'
import { readXmp, readXmpNumber, readXmpText, type Xmp } from './read-xmp.ts'

function read(text: string): Xmp {
  const xmp = readXmp(latin1(text))
  assert.ok(xmp, text)
  return xmp
}

test('readXmp() reads attributes, elements and lists', () => {
  const xmp = read(
    buildXmp(
      'xmp:CreateDate="2024" tiff:Make="&lt;M&gt; &#38; &#x4d;"',
      '<tiff:Model> Model </tiff:Model><exif:ISOSpeedRatings><rdf:Seq><rdf:li>160</rdf:li><rdf:li>200</rdf:li></rdf:Seq></exif:ISOSpeedRatings><exif:FNumber>28/10</exif:FNumber>',
    ),
  )
  assert.equal(readXmpText(xmp, 'xmp:CreateDate'), '2024')
  assert.equal(readXmpText(xmp, 'tiff:Make'), '<M> & M')
  assert.equal(readXmpText(xmp, 'tiff:Model'), 'Model')
  assert.equal(readXmpNumber(xmp, 'exif:ISOSpeedRatings'), 160)
  assert.equal(readXmpNumber(xmp, 'exif:FNumber'), 2.8)
  assert.equal(readXmpNumber(xmp, 'tiff:Model'), null)
})

test('readXmp() goes by namespaces, not prefixes', () => {
  const xmp = read(
    '<a:RDF xmlns:a="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><a:Description xmlns:b="http://ns.adobe.com/xap/1.0/" b:CreateDate="2024"><b:ModifyDate>2025</b:ModifyDate></a:Description></a:RDF>',
  )
  assert.equal(readXmpText(xmp, 'xmp:CreateDate'), '2024')
  assert.equal(readXmpText(xmp, 'xmp:ModifyDate'), '2025')
})

test('readXmp() does not take what is told of another picture', () => {
  const xmp = read(
    buildXmp(
      '',
      '<xmp:Pantry><rdf:Bag><rdf:li><rdf:Description xmp:CreateDate="1999"/></rdf:li></rdf:Bag></xmp:Pantry>',
    ),
  )
  assert.equal(readXmpText(xmp, 'xmp:CreateDate'), null)
})

test('readXmp() expands no entity and resolves none', () => {
  const text = `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>${buildXmp('tiff:Make="&a;"')}`
  assert.equal(readXmpText(read(text), 'tiff:Make'), '&a;')
})

test('readXmp() reads UTF-16 and what lies between other bytes', () => {
  const packet = buildXmp('tiff:Make="M"')
  const wide = Uint8Array.from([
    0xff,
    0xfe,
    ...[...packet].flatMap((character) => [character.charCodeAt(0), 0]),
  ])
  assert.equal(readXmpText(readXmp(wide) ?? read(''), 'tiff:Make'), 'M')
  assert.equal(readXmpText(read(`noise ${packet} \0\0\xff noise <`), 'tiff:Make'), 'M')
})

test('readXmp() takes what stands whole in a damaged packet', () => {
  const whole = buildXmp('xmp:CreateDate="2024" tiff:Make="M"', '<tiff:Model>Model</tiff:Model>')
  const xmp = read(whole.replace('rdf:Description rdf', 'rdf:Descri\0\nion rdf'))
  assert.ok(xmp.isDamaged)
  const names = ['xmp:CreateDate', 'tiff:Make', 'tiff:Model']
  assert.deepEqual(
    names.map((name) => readXmpText(xmp, name)),
    ['2024', 'M', 'Model'],
  )
})

test('readXmp() is null for what is no XMP, and never throws', () => {
  for (const text of ['', 'words', '<x:xmpmeta>', '<rdf:RDF></rdf:RDF>', '<html></html>'])
    assert.equal(readXmp(latin1(text)), null)
  const pieces = fc.array(
    fc.constantFrom(
      '<x:xmpmeta ',
      '<rdf:RDF>',
      '<rdf:Description ',
      'a:b="',
      '"',
      '>',
      '</',
      '<![CDATA[',
      ']]>',
      '<!--',
      '&',
      '__proto__',
      'constructor',
      '<rdf:li>',
      '/>',
    ),
  )
  fc.assert(fc.property(pieces, (parts) => void readXmp(latin1(`<rdf:RDF>${parts.join('')}`))))
})
