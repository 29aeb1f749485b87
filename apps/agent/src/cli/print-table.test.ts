import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printable } from './print-table.ts'

test('printable() shows what a terminal would take for commands, and leaves names alone', () => {
  const table = [
    ['IMG_0001.HEIC', 'IMG_0001.HEIC'],
    ['Café 🏖️.jpg', 'Café 🏖️.jpg'],
    ['\u001b[2Jgone.jpg', '\\u{1b}[2Jgone.jpg'],
    ['two\nlines.jpg', 'two\\u{a}lines.jpg'],
    ['\u202egpj.exe', '\\u{202e}gpj.exe'],
    ['bell\u0007', 'bell\\u{7}'],
    ['half \ud83d', 'half \\u{d83d}'],
  ] as const
  for (const [text, shown] of table) assert.equal(printable(text), shown)
})
