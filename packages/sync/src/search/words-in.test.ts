import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BREAK, hasPhrase, wordsIn, wordsOfTexts } from './words-in.ts'

test('wordsIn() takes case, accents and punctuation away', () => {
  const said: readonly (readonly [text: string, words: readonly string[]])[] = [
    ['IMG_1234.JPG', ['img', '1234', 'jpg']],
    ['Ålesund, Møre og Romsdal', ['alesund', 'more', 'og', 'romsdal']],
    ['A\u030alesund', ['alesund']],
    ['Straße', ['strasse']],
    ['STRASSE', ['strasse']],
    ['İstanbul', ['istanbul']],
    ['Осло й', ['осло', 'и']],
    ['Eva’s phone', ['eva', 's', 'phone']],
    ['ｆｕｌｌ', ['full']],
    ['東京タワー', ['東', '京', 'タ', 'ワ', 'ー']],
    ['2019東京trip', ['2019', '東', '京', 'trip']],
    ['제주도', ['제주도']],
    ['🎂 !?', []],
    ['¦', []],
  ]
  for (const [text, words] of said) assert.deepEqual([...wordsIn(text)], words, text)
})

test('wordsIn() of its own words is the same, and case and form of the letters make no difference', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const words = wordsIn(text)
      assert.deepEqual([...wordsIn(words.join(' '))], [...words])
      assert.deepEqual([...wordsIn(text.normalize('NFD'))], [...wordsIn(text.normalize('NFC'))])
      assert.equal(words.includes(BREAK), false)
    }),
  )
})

test('hasPhrase() finds words in a row, the last one perhaps begun, and not across texts', () => {
  const row = wordsOfTexts(['The old harbour', '', 'Sunset'])
  assert.deepEqual([...row], ['the', 'old', 'harbour', BREAK, 'sunset'])
  assert.equal(hasPhrase(row, ['old', 'harbour'], false), true)
  assert.equal(hasPhrase(row, ['old', 'harb'], false), false)
  assert.equal(hasPhrase(row, ['old', 'harb'], true), true)
  assert.equal(hasPhrase(row, ['ol', 'harbour'], true), false)
  assert.equal(hasPhrase(row, ['harbour', 'sunset'], false), false)
  assert.equal(hasPhrase([], ['old'], true), false)
})
