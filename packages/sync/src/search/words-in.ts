/*
 * How texts become words, on both sides of a search: of what is searched and of what is searched for. Letters lose their case and
 * their accents, so that "Ålesund" is found by "alesund". Writing without spaces between words is taken letter by letter; a search
 * for several of them is a search for just this row of letters.
 */

/** Stands between texts of one field, so that a phrase is not found across two of them. No text has it as a word. */
export const BREAK = '¦'

/** Letters that keep their look when accents are taken away, and are typed otherwise by those who do not have them. */
const PLAIN_BY_LETTER: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ı: 'i',
  þ: 'th',
  ŋ: 'n',
}
const SPECIAL_LETTER = /[ßæœøđðłıþŋ]/g
/** Accents of Latin, Greek and Cyrillic letters, once they are apart from their letter. */
const ACCENT = /[\u0300-\u036f]/g
const SPACELESS =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}'
const WORD = new RegExp(`[${SPACELESS}]\\p{M}*|(?:(?![${SPACELESS}])[\\p{L}\\p{N}\\p{M}])+`, 'gu')
const PLAIN_TEXT = /^[\x20-\x7e]*$/
const PLAIN_WORD = /[a-z0-9]+/g

/** The words of a text, in order, as they are compared. */
export function wordsIn(text: string): readonly string[] {
  const lower = text.toLowerCase()
  if (PLAIN_TEXT.test(lower)) return lower.match(PLAIN_WORD) ?? []
  const folded = lower
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(ACCENT, '')
    .replaceAll(SPECIAL_LETTER, (letter) => PLAIN_BY_LETTER[letter] ?? letter)
    .normalize('NFC')
  return folded.match(WORD) ?? []
}

/** The words of several texts in one row, a {@link BREAK} between any two texts. */
export function wordsOfTexts(texts: readonly string[]): readonly string[] {
  const row: string[] = []
  for (const text of texts) {
    const words = wordsIn(text)
    if (words.length === 0) continue
    if (row.length > 0) row.push(BREAK)
    row.push(...words)
  }
  return row
}

/** Whether `phrase` stands in `row`, word by word; with `isPrefix`, the last word may go on. */
export function hasPhrase(row: readonly string[], phrase: readonly string[], isPrefix: boolean): boolean {
  const last = phrase.length - 1
  for (let start = 0; start + last < row.length; start++) {
    const isHere = phrase.every((word, index) => {
      const here = row[start + index]
      return here === word || (isPrefix && index === last && here?.startsWith(word) === true)
    })
    if (isHere) return true
  }
  return false
}
