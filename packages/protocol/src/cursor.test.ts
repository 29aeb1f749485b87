import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatCursor, parseCursor } from './cursor.ts'

const part = fc.nat({ max: 999_999_999_999_999 })

test('parseCursor() gives back what formatCursor() wrote', () => {
  fc.assert(
    fc.property(part, part, (epoch, seq) => {
      assert.deepEqual(parseCursor(formatCursor({ epoch, seq })), { epoch, seq })
    }),
  )
})

test('parseCursor() answers null for what no server wrote, and never throws', () => {
  for (const text of [
    '',
    '.',
    '1',
    '1.',
    '.1',
    '1.2.3',
    '-1.2',
    '1.-2',
    '1e3.4',
    ' 1.2',
    '1.2\n',
    '١.٢',
    '1.1234567890123456',
  ]) {
    assert.equal(parseCursor(text), null, JSON.stringify(text))
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const cursor = parseCursor(text)
      assert.ok(cursor === null || /^\d+\.\d+$/.test(text))
    }),
  )
})
