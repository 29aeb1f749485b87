import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { holdsAscii } from './holds-ascii.ts'

const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

test('holdsAscii() agrees with a search in the text', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c') })
  fc.assert(
    fc.property(text, fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1 }), (whole, part) => {
      assert.equal(holdsAscii(bytesOf(whole), part), whole.includes(part))
    }),
  )
})
