import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cleanText, decodeText } from './decode-text.ts'

test('decodeText() reads UTF-8 whatever is in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      // A mark at the very start is no part of the text.
      fc.pre(!text.startsWith('\ufeff'))
      assert.equal(decodeText(new TextEncoder().encode(text)), text)
    }),
  )
})

test('decodeText() takes for Latin-1 what is no UTF-8, and goes by byte order marks', () => {
  assert.equal(decodeText(Uint8Array.of(0xe9, 0x20, 0xfc)), 'é ü')
  assert.equal(decodeText(Uint8Array.of(0xc0, 0x80)), 'À\u0080')
  assert.equal(decodeText(Uint8Array.of(0xed, 0xa0, 0x80)), 'í\u00a0\u0080')
  assert.equal(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)), 'a')
  assert.equal(decodeText(Uint8Array.of(0xff, 0xfe, 0x61, 0, 0xe9, 0)), 'aé')
  assert.equal(decodeText(Uint8Array.of(0xfe, 0xff, 0, 0x61, 0, 0xe9)), 'aé')
})

test('decodeText() never throws', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void decodeText(bytes)))
})

test('cleanText() leaves what a person would read', () => {
  assert.equal(cleanText(' Ca\u0007non\tEOS  \0 garbage'), 'Canon EOS')
  assert.equal(cleanText('\0Canon'), null)
  assert.equal(cleanText('   '), null)
  assert.equal(cleanText('a'.repeat(1000))?.length, 200)
})
