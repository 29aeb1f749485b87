import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeFileName } from '../file-name.ts'
import { freePlace, pathKey, placeOf } from './place-of.ts'

test('placeOf() names the month that a photo was taken in', () => {
  const table = [
    ['2026-11-03T10:00:00Z', 'IMG_0001.HEIC', 'Photos/2026/2026-11/IMG_0001.HEIC'],
    ['2026-12-31T23:59:59.999Z', 'a.jpg', 'Photos/2026/2026-12/a.jpg'],
    ['2027-01-01T00:00:00Z', 'a.jpg', 'Photos/2027/2027-01/a.jpg'],
    ['1912-04-15T00:00:00Z', 'a.jpg', 'Photos/1912/1912-04/a.jpg'],
    ['2026-11-03T10:00:00Z', 'CON.jpg', 'Photos/2026/2026-11/\uf043ON.jpg'],
    ['2026-11-03T10:00:00Z', 'a:b.jpg', 'Photos/2026/2026-11/a\uf03ab.jpg'],
  ] as const
  for (const [time, name, place] of table)
    assert.equal(placeOf({ takenAt: Date.parse(time) }, { name, role: 'still' }), place)
})

test('placeOf() says of an edited file that it is one', () => {
  const place = placeOf({ takenAt: Date.UTC(2026, 10, 3) }, { name: 'IMG_1.v2.JPG', role: 'edit' })
  assert.equal(place, 'Photos/2026/2026-11/IMG_1.v2 (edited).JPG')
})

test('placeOf() has a place for every time that an asset can have', () => {
  fc.assert(
    fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (takenAt) => {
      assert.match(
        placeOf({ takenAt }, { name: 'a.jpg', role: 'still' }),
        /^Photos\/([+-]\d\d)?\d{4}\/([+-]\d\d)?\d{4}-\d\d\/a\.jpg$/,
      )
    }),
  )
})

test('freePlace() takes the first free form of a path', () => {
  const taken = new Set(['a/x.jpg', 'a/x (1).jpg', 'a/.hidden', 'a/none', 'a.b/none'].map(pathKey))
  const isTaken = (key: string) => taken.has(key)
  assert.equal(freePlace('a/y.jpg', isTaken), 'a/y.jpg')
  assert.equal(freePlace('a/x.jpg', isTaken), 'a/x (2).jpg')
  assert.equal(freePlace('a/X.JPG', isTaken), 'a/X (2).JPG')
  assert.equal(freePlace('a/.hidden', isTaken), 'a/.hidden (1)')
  assert.equal(freePlace('a.b/none', isTaken), 'a.b/none (1)')
})

test('freePlace() counts twins in case and in Unicode form as taken', () => {
  const taken = new Set([pathKey('Photos/Café.jpg')])
  assert.equal(
    freePlace('photos/CAFE\u0301.jpg', (key) => taken.has(key)),
    'photos/CAFE\u0301 (1).jpg',
  )
})

test('freePlace() finds a place that file systems take for a name of any length', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 200, max: 255 }),
      fc.constantFrom('a', 'ä', '😀'),
      fc.nat({ max: 20 }),
      (bytes, letter, copies) => {
        const stem = letter.repeat(Math.floor((bytes - 4) / new TextEncoder().encode(letter).length))
        const taken = new Set<string>()
        for (let copy = 0; copy <= copies; copy++) {
          const place = freePlace(`f/${stem}.jpg`, (key) => taken.has(key))
          assert.ok(decodeFileName(place.slice(2)).length <= 255)
          assert.ok(place.endsWith('.jpg') && !taken.has(pathKey(place)))
          taken.add(pathKey(place))
        }
      },
    ),
  )
})

test('freePlace() gives up when every form is taken', () => {
  assert.throws(() => freePlace('a.jpg', () => true), /Cannot place file/)
})
