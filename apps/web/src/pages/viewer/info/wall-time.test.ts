import assert from 'node:assert/strict'
import { test } from 'node:test'
import { datedOf, wallTextOf, zoneWords } from './wall-time.ts'

test('datedOf() reads back what wallTextOf() and the zone tell', () => {
  const localMs = Date.UTC(2026, 10, 14, 12, 0, 5)
  assert.deepEqual(datedOf(wallTextOf(localMs), '5.5'), { at: localMs - 330 * 60_000, offsetMinutes: 330 })
  assert.deepEqual(datedOf(wallTextOf(localMs), ''), { at: localMs, offsetMinutes: null })
})

test('datedOf() takes no date that is none, and no zone that is not on earth', () => {
  assert.equal(datedOf('', '1'), null)
  assert.equal(datedOf('2026-11-14T12:00', '99'), null)
  assert.equal(datedOf('2026-11-14T12:00', 'here'), null)
})

test('zoneWords() tells hours and minutes', () => {
  assert.deepEqual([zoneWords(60), zoneWords(-210)], ['UTC+01:00', 'UTC−03:30'])
})
