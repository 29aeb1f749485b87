import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findPlaces, placeMarksOf } from '../places/find-places.ts'
import { createPlaceRegister } from '../places/place-register.ts'
import { createFilter } from './filter-rows.ts'
import { placesOfGroup } from './name-places.ts'

const SINTRA = { town: 'Sintra', region: 'Lisbon', country: 'Portugal' }
const LISBON = { town: 'Lisbon', region: 'Lisbon', country: 'Portugal' }
const OSLO = { town: 'Oslo', region: 'Oslo', country: 'Norway' }
const FOREST = { town: null, region: 'Innlandet', country: 'Norway' }

/** Photos 1 and 2 in Lisbon, 3 in Sintra, 4 in Oslo, 5 in the forest, 6 nowhere. */
function registerOf() {
  const register = createPlaceRegister()
  const places = [LISBON, SINTRA, OSLO, FOREST]
  for (const [index, place] of places.entries()) register.learnSpot({ latitude: index, longitude: 0 }, place)
  for (const [no, place] of [1, 1, 2, 3, 4].entries()) register.put(no + 1, place)
  return register
}

test('placesOfGroup() tells the nearest names, the most frequent first', () => {
  const register = registerOf()
  assert.deepEqual(placesOfGroup([3, 1, 2, 6], register), ['Lisbon', 'Sintra'])
  assert.deepEqual(placesOfGroup([5], register), ['Innlandet'])
  assert.deepEqual(placesOfGroup([6], register), [])
  assert.deepEqual(placesOfGroup([1, 3, 4, 5], register).length, 3)
})

test('findPlaces() finds names by whole words and beginnings, and photos bear the marks that it answers', () => {
  const register = registerOf()
  const [lisbon] = findPlaces(register, ['lisb'], true)
  assert.equal(lisbon?.label, 'place Lisbon')
  assert.deepEqual(findPlaces(register, ['lisb'], false), [])
  assert.ok(placeMarksOf(SINTRA).includes(lisbon?.mark ?? ''))
  assert.ok(!placeMarksOf(OSLO).includes(lisbon?.mark ?? ''))
})

test('createFilter() takes photos of a town, its region or country, and of a device, and never hidden ones', () => {
  const added = { deviceOf: (no: number) => (no <= 3 ? 'Camera' : 'Phone'), devices: () => [] }
  const passes = (device: string | null, place: string | null) => {
    const filter = { show: 'library', isUnsynced: false, device, place } as const
    const isPassing = createFilter(filter, { register: registerOf(), added })
    return [1, 2, 3, 4, 5, 6].filter((no) => isPassing({ no, marks: 0 }))
  }
  assert.deepEqual(passes(null, 'Lisbon'), [1, 2, 3])
  assert.deepEqual(passes(null, 'Sintra'), [3])
  assert.deepEqual(passes('Phone', 'Norway'), [4, 5])
  assert.deepEqual(passes('Camera', 'Norway'), [])
  assert.deepEqual(passes('Phone', null), [4, 5, 6])
  assert.deepEqual(passes(null, 'lisbon'), [])
})
