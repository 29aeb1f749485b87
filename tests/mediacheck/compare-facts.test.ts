import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMediaFacts } from '@rollcall/media'
import { COMPARISON_BY_COLUMN } from './compare-facts.ts'

const NOTHING = { bytes: 0, read: () => Promise.resolve(new Uint8Array()) }
const EMPTY = await readMediaFacts(NOTHING, { name: 'a.jpg', modifiedAt: 0 })
const FACTS = {
  ...EMPTY,
  width: 30,
  make: 'Canon  Inc',
  place: { latitude: 10, longitude: -20, altitudeM: -1 },
  taken: {
    local: '2024-06-02T12:00:00.10',
    offsetMinutes: -210,
    offsetFrom: 'tag',
    at: 0,
    source: 'exif_original',
  },
} as const

const VERDICTS: readonly (readonly [
  column: string,
  cells: Readonly<Record<string, string>>,
  verdict: string,
])[] = [
  ['mime', { mime: 'image/jpeg' }, 'agree'],
  ['mime', { mime: 'image/png' }, 'differ'],
  ['mime', { mime: 'text/html' }, 'none'],
  ['width', { mime: 'image/jpeg', width: '30' }, 'agree'],
  ['width', { mime: 'image/jpeg', width: '31' }, 'differ'],
  ['width', { mime: 'image/jpeg' }, 'more'],
  ['height', { mime: 'image/jpeg', height: '20' }, 'differ'],
  ['orientation', { orientation: '' }, 'agree'],
  ['orientation', { orientation: '0' }, 'agree'],
  ['orientation', { orientation: '6' }, 'differ'],
  ['taken_local', { taken_local: '2024:06:02 12:00:00.10' }, 'agree'],
  ['taken_local', { taken_local: '2024/06/02 12:00:00' }, 'agree'],
  ['taken_local', { taken_local: '2024:06:02' }, 'agree'],
  ['taken_local', { taken_local: '2024:06:02 12:00:01' }, 'differ'],
  ['taken_local', {}, 'more'],
  ['taken_offset', { taken_offset: '-03:30' }, 'agree'],
  ['taken_offset', { taken_offset: 'Z' }, 'differ'],
  ['gps', { gps_lat: '10.00001', gps_lon: '-20' }, 'agree'],
  ['gps', { gps_lat: '10', gps_lon: '20' }, 'differ'],
  ['gps', { gps_lat: '10', gps_lon: '' }, 'differ'],
  ['gps_alt', { gps_lat: '10', gps_lon: '-20', gps_alt: '-1.5' }, 'agree'],
  ['gps_alt', { gps_lat: '10', gps_lon: '-20', gps_alt: '1.5' }, 'differ'],
  ['make', { make: 'Canon Inc ' }, 'agree'],
  ['content_id', { content_id: 'x' }, 'differ'],
]

for (const [column, cells, verdict] of VERDICTS) {
  test(`COMPARISON_BY_COLUMN ${column} of ${JSON.stringify(cells)}`, () => {
    const compare = COMPARISON_BY_COLUMN.get(column)
    assert.equal(compare?.(new Map(Object.entries(cells)), FACTS).kind, verdict)
  })
}
