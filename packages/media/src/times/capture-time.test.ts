import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CaptureTime } from '../media-facts.ts'
import { decideCaptureTime, type TimeCandidate } from './capture-time.ts'

const FILE = { name: 'IMG_1.jpg', modifiedAt: Date.UTC(2020, 0, 1) }
const ORIGINAL: TimeCandidate = { source: 'exif_original', text: '2024:06:02 12:00:00' }
const NONE: TimeCandidate = { source: 'exif_original', text: '0000:00:00 00:00:00' }

const DECISIONS: readonly (readonly [
  why: string,
  candidates: readonly TimeCandidate[],
  gps: string | null,
  time: Partial<CaptureTime>,
])[] = [
  [
    'the first that is a time wins',
    [NONE, ORIGINAL, { source: 'gps_time', text: '2001:01:01 00:00:00' }],
    null,
    {
      local: '2024-06-02T12:00:00',
      source: 'exif_original',
      offsetMinutes: null,
      offsetFrom: null,
      at: Date.UTC(2024, 5, 2, 12),
    },
  ],
  [
    'the fraction comes from its own field',
    [{ ...ORIGINAL, subSecond: '007' }],
    null,
    { local: '2024-06-02T12:00:00.007', at: Date.UTC(2024, 5, 2, 12, 0, 0, 7) },
  ],
  [
    'a fraction of nine digits stays',
    [{ ...ORIGINAL, subSecond: '123456789 ' }],
    null,
    { local: '2024-06-02T12:00:00.123456789', at: Date.UTC(2024, 5, 2, 12, 0, 0, 123) },
  ],
  ['a blank fraction is none', [{ ...ORIGINAL, subSecond: '   ' }], null, { local: '2024-06-02T12:00:00' }],
  [
    'the offset comes from its own field',
    [{ ...ORIGINAL, offset: '+05:45' }],
    null,
    { offsetMinutes: 345, offsetFrom: 'tag', at: Date.UTC(2024, 5, 2, 6, 15) },
  ],
  [
    'the offset in the text goes first',
    [{ ...ORIGINAL, text: '2024-06-02T12:00:00-07:00', offset: '+05:45' }],
    null,
    { offsetMinutes: -420 },
  ],
  ['a blank offset is none', [{ ...ORIGINAL, offset: '   :  ' }], null, { offsetMinutes: null }],
  [
    'an offset by tag goes before the satellites',
    [{ ...ORIGINAL, offset: '+02:00' }],
    '2024:06:02 11:00:00',
    { offsetMinutes: 120, offsetFrom: 'tag' },
  ],
  [
    'the satellites tell the zone, a minute off',
    [ORIGINAL],
    '2024:06:02 11:01:00',
    { offsetMinutes: 60, offsetFrom: 'gps_time', at: Date.UTC(2024, 5, 2, 11) },
  ],
  ['the satellites tell Newfoundland', [ORIGINAL], '2024:06:02 15:30:10', { offsetMinutes: -210 }],
  ['the satellites tell Nepal', [ORIGINAL], '2024:06:02 06:15:00', { offsetMinutes: 345 }],
  [
    'the satellites tell of no zone on the quarter hour that is not one',
    [ORIGINAL],
    '2024:06:02 10:15:00',
    { offsetMinutes: null },
  ],
  [
    'a fix too old tells nothing',
    [ORIGINAL],
    '2024:06:02 10:54:00',
    { offsetMinutes: null, offsetFrom: null },
  ],
  ['a fix of another day tells nothing', [ORIGINAL], '2024:06:04 10:00:00', { offsetMinutes: null }],
  [
    'what is UTC by definition has offset 0',
    [{ source: 'quicktime_created', text: '2024-06-02T12:00:00', isUtc: true }],
    null,
    { offsetMinutes: 0, offsetFrom: 'utc', source: 'quicktime_created' },
  ],
  [
    'a leap second is kept and comes before the next minute',
    [{ ...ORIGINAL, text: '2016:12:31 23:59:60' }],
    null,
    { local: '2016-12-31T23:59:60', at: Date.UTC(2017, 0, 1) },
  ],
  [
    'nothing tells: the file does',
    [NONE],
    null,
    { local: '2020-01-01T00:00:00', offsetMinutes: 0, offsetFrom: 'utc', source: 'file_time' },
  ],
]

for (const [why, candidates, gps, expected] of DECISIONS) {
  test(`decideCaptureTime() when ${why}`, () => {
    assert.partialDeepStrictEqual(decideCaptureTime(candidates, gps, FILE), expected)
  })
}

test('decideCaptureTime() takes the name before the file, and UTC only from names that count so', () => {
  const named = decideCaptureTime([], null, { ...FILE, name: 'PXL_20240602_120000123.jpg' })
  assert.partialDeepStrictEqual(named, { source: 'file_name', offsetMinutes: 0, offsetFrom: 'utc' })
  const local = decideCaptureTime([], null, { ...FILE, name: 'IMG_20240602_120000.jpg' })
  assert.partialDeepStrictEqual(local, { source: 'file_name', offsetMinutes: null, offsetFrom: null })
})

test('decideCaptureTime() has an answer for a file time that is none', () => {
  for (const modifiedAt of [Number.NaN, Number.POSITIVE_INFINITY, -1e20]) {
    assert.equal(decideCaptureTime([], null, { name: '', modifiedAt }).at, 0)
  }
})
