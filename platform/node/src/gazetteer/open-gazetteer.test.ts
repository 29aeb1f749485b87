import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Gazetteer } from './open-gazetteer.ts'
import { openGazetteer } from './open-gazetteer.ts'

let gazetteer: Gazetteer

before(async () => {
  gazetteer = await openGazetteer()
})

function namesAt(latitude: number, longitude: number): readonly (string | undefined)[] {
  const place = gazetteer.placeAt({ latitude, longitude })
  return [place?.town?.name, place?.region?.name, place?.country?.name]
}

test('placeAt() tells the town around a spot, or the nearest within reach', () => {
  assert.deepEqual(namesAt(59.91, 10.75), ['Oslo', 'Oslo', 'Norway'])
  assert.deepEqual(namesAt(40.7418, -74.0105), ['New York City', 'New York', 'United States'])
  assert.deepEqual(namesAt(40.744, -74.03), ['Hoboken', 'New Jersey', 'United States'])
  assert.deepEqual(namesAt(48.805, 2.12), ['Versailles', 'Île-de-France', 'France'])
  assert.deepEqual(namesAt(-25.34, 131.03), ['Yulara', 'Northern Territory', 'Australia'])
})

test('placeAt() keeps to the country in which a spot lies', () => {
  assert.deepEqual(namesAt(47.663, 9.175).toSpliced(1, 1), ['Konstanz', 'Germany'])
  assert.deepEqual(namesAt(47.645, 9.175).toSpliced(1, 1), ['Kreuzlingen', 'Switzerland'])
  assert.deepEqual(namesAt(28.2, -16.6).slice(1), ['Canary Islands', 'Spain'])
  assert.equal(namesAt(18.4, -66.1)[2], 'Puerto Rico')
})

test('placeAt() knows the country where no town is near, and nothing where there is none', () => {
  assert.deepEqual(namesAt(23, 10), [undefined, undefined, 'Algeria'])
  assert.equal(gazetteer.placeAt({ latitude: 89.9, longitude: 0 }), null)
  for (const [latitude, longitude] of [
    [90, 180],
    [-90, -180],
    [65.5, -180],
    [-16.9, 180],
  ] as const) {
    assert.doesNotThrow(() => gazetteer.placeAt({ latitude, longitude }))
  }
})

test('placeAt() tells names in other languages, and the same marks for the same places', () => {
  const place = gazetteer.placeAt({ latitude: 48.137, longitude: 11.575 })
  assert.equal(place?.town?.name, 'Munich')
  for (const name of ['München', 'Мюнхен', 'Monaco di Baviera'])
    assert.ok(place?.town?.otherNames.includes(name), name)
  for (const name of ['Deutschland', 'Allemagne', 'ドイツ'])
    assert.ok(place?.country?.otherNames.includes(name), name)
  assert.equal(gazetteer.placeAt({ latitude: 48.14, longitude: 11.58 })?.town?.mark, place?.town?.mark)
  assert.match(place?.town?.mark ?? '', /^place:\d+$/)
})
