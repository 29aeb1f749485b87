import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { msToUtcWallTime, parseOffset, parseWallTime, wallTimeToMs } from './parse-wall-time.ts'

const TIMES: readonly (readonly [text: string, local: string | null, offsetMinutes?: number])[] = [
  ['2024:06:02 12:00:00', '2024-06-02T12:00:00'],
  ['2024:06:02 12:00:00.007', '2024-06-02T12:00:00.007'],
  ['2024-06-02T12:00:00.1+02:00', '2024-06-02T12:00:00.1', 120],
  ['2024-06-02T12:00:00Z', '2024-06-02T12:00:00', 0],
  ['2024-06-02T12:00Z', '2024-06-02T12:00:00', 0],
  ['2024/05/06 07:08:09', '2024-05-06T07:08:09'],
  ['2024:05:06 7:08:09 PM', '2024-05-06T19:08:09'],
  ['2024-04-22T14:38:09GMT+2', '2024-04-22T14:38:09', 120],
  ['2024:06:07', '2024-06-07T00:00:00'],
  ['20240607T080910', '2024-06-07T08:09:10'],
  ['2016:12:31 23:59:60', '2016-12-31T23:59:60'],
  ['2024:02:29 23:59:59', '2024-02-29T23:59:59'],
  ['1601:06:06 16:39:33', '1601-06-06T16:39:33'],
  ['1970:01:01 00:00:00', '1970-01-01T00:00:00'],
  ['2038:01:19 03:14:08', '2038-01-19T03:14:08'],
  ['Thu, 13 Dec 2018 00:42:19 GMT', '2018-12-13T00:42:19', 0],
  ['13 Dec 2018 00:42:19 +0530', '2018-12-13T00:42:19', 330],
  ['Wed Aug 12 10:11:12 2009', '2009-08-12T10:11:12'],
  ['2024-06', null],
  ['2024', null],
  ['', null],
  ['    :  :     :  :  ', null],
  ['0000:00:00 00:00:00', null],
  ['1601-01-01T00:00:00Z', null],
  ['1904:01:01 00:00:00', null],
  ['1899-12-30T00:00:00', null],
  ['2023:02:29 12:00:00', null],
  ['2024:13:45 25:61:61', null],
  ['2024:06:02 24:00:00', null],
  ['2101:01:01 00:00:00', null],
  ['<?php phpinfo(); ?>', null],
]

for (const [text, local, offsetMinutes = null] of TIMES) {
  test(`parseWallTime() of "${text}"`, () => {
    assert.deepEqual(parseWallTime(text), local === null ? null : { local, offsetMinutes })
  })
}

test('parseOffset() takes offsets that exist', () => {
  const offsets: readonly (readonly [string, number | null])[] = [
    ['+02:00', 120],
    ['-0330', -210],
    ['+5:45', 345],
    ['Z', 0],
    ['-12:00', -720],
    ['+14:00', 840],
    ['+14:30', null],
    ['-13:00', null],
    ['   :  ', null],
    ['+02:75', null],
    ['', null],
  ]
  for (const [text, minutes] of offsets) assert.equal(parseOffset(text), minutes, text)
})

test('msToUtcWallTime() and wallTimeToMs() undo each other', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(1800, 0), max: Date.UTC(2100, 0) }), (ms) => {
      const local = msToUtcWallTime(ms)
      // The zeros of OLE and QuickTime are no times.
      if (local !== null) assert.equal(wallTimeToMs(local), ms)
    }),
  )
})

test('parseWallTime() never throws', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseWallTime(text)))
})
