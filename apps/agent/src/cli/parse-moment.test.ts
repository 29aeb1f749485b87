import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onDay, parseMoment, parseShift, parseSince, parseZone } from './parse-moment.ts'

const HOUR = 3600_000

test('parseMoment() reads days and clocks as they stand on the wall', () => {
  assert.deepEqual(parseMoment('2019-06-03'), { at: Date.UTC(2019, 5, 3), isDay: true })
  assert.deepEqual(parseMoment('2019-06-03 14:00'), { at: Date.UTC(2019, 5, 3, 14), isDay: false })
  assert.deepEqual(parseMoment(' 1955-01-02T03:04:05 '), {
    at: Date.UTC(1955, 0, 2, 3, 4, 5),
    isDay: false,
  })
})

test('parseMoment() takes no day that there is not, and nothing else for a time', () => {
  for (const text of [
    '2019-02-30',
    '2019-13-01',
    '2019-06-03 24:00',
    '2019-06-03 12:60',
    '3 June',
    '2019',
    'IMG_1.jpg',
  ])
    assert.equal(parseMoment(text), null, text)
})

test('parseZone() reads zones in minutes', () => {
  const zones = { '+02:00': 120, '-5': -300, '+0530': 330, '−03:30': -210, Z: 0, utc: 0 }
  for (const [text, minutes] of Object.entries(zones)) assert.equal(parseZone(text), minutes, text)
  for (const text of ['2', '+25', '+02:60', 'CET', '']) assert.equal(parseZone(text), null, text)
})

test('parseShift() adds its parts, with one sign for all', () => {
  const spans = {
    '+1h': HOUR,
    '-1d2h': -26 * HOUR,
    '+45m': 0.75 * HOUR,
    '10s': 10_000,
    '-1h 30m': -1.5 * HOUR,
  }
  for (const [text, milliseconds] of Object.entries(spans)) assert.equal(parseShift(text), milliseconds, text)
  for (const text of ['1', 'h', '+1x', '1h-2m', '']) assert.equal(parseShift(text), null, text)
})

test('parseSince() begins where a year, a month or a day begins', () => {
  assert.equal(parseSince('2019'), Date.UTC(2019, 0))
  assert.equal(parseSince('2019-06'), Date.UTC(2019, 5))
  assert.equal(parseSince('2019-06-03'), Date.UTC(2019, 5, 3))
  for (const text of ['19', '2019-6', '2019-00', 'June']) assert.equal(parseSince(text), null, text)
})

test('onDay() keeps the clock of a photo when only a day was typed, also before 1970', () => {
  const day = parseMoment('2019-06-03')
  assert.ok(day)
  const clock = 14 * HOUR + 5
  for (const midnight of [Date.UTC(2024, 0, 1), Date.UTC(1955, 0, 1)])
    assert.equal(onDay(day, midnight + clock), day.at + clock)
  assert.equal(onDay({ at: 7, isDay: false }, clock), 7)
})
