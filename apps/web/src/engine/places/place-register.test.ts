import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPlaceRegister, middleOf, numberOfSpot } from './place-register.ts'
import { decodeRegister, encodeRegister } from './register-file.ts'

const LISBON = { town: 'Lisbon', region: 'Lisbon', country: 'Portugal' }
const SPOT = { latitude: 38.7223, longitude: -9.1393 }

test('createPlaceRegister() finds the place of a photo by its number, and nothing where nothing was learned', () => {
  const register = createPlaceRegister()
  assert.equal(register.placeAtSpot(SPOT), null)
  register.learnSpot(SPOT, LISBON)
  register.learnSpot({ latitude: 0, longitude: 0 }, null)
  assert.equal(register.placeAtSpot({ latitude: 0, longitude: 0 }), 0)
  register.put(5_000, register.placeAtSpot(SPOT) ?? 0)
  assert.deepEqual(register.namesOf(register.placeOf(5_000)), LISBON)
  assert.equal(register.namesOf(register.placeOf(4_999)), null)
  assert.equal(register.namesOf(register.placeOf(90_000)), null)
})

test('createPlaceRegister() counts a place once, however many spots it has', () => {
  const register = createPlaceRegister()
  for (let step = 0; step < 50; step++)
    register.learnSpot({ latitude: 38 + step / 10, longitude: -9 }, { ...LISBON })
  assert.deepEqual(register.places(), [1])
})

test('beginFor() forgets what was learned of another library', () => {
  const register = createPlaceRegister()
  register.learnSpot(SPOT, LISBON)
  register.put(3, 1)
  register.beginFor('00'.repeat(16) as never)
  assert.equal(register.placeAtSpot(SPOT), null)
  assert.equal(register.placeOf(3), 0)
})

test('numberOfSpot() is the same for a spot and its middle, and another one 500 m away', () => {
  assert.equal(numberOfSpot(middleOf(SPOT)), numberOfSpot(SPOT))
  assert.notEqual(numberOfSpot({ ...SPOT, latitude: SPOT.latitude + 0.005 }), numberOfSpot(SPOT))
})

test('decodeRegister() reads what encodeRegister() wrote, and nothing of a file that was cut short', () => {
  const register = createPlaceRegister()
  register.learnSpot(SPOT, LISBON)
  register.learnSpot({ latitude: 1, longitude: 2 }, null)
  register.put(7, 1)
  register.seen.add(12)
  const bytes = encodeRegister(register.parts())
  const parts = decodeRegister(bytes)
  assert.ok(parts)
  const again = createPlaceRegister(parts)
  assert.equal(again.placeAtSpot(SPOT), 1)
  assert.equal(again.placeAtSpot({ latitude: 1, longitude: 2 }), 0)
  assert.deepEqual(again.namesOf(again.placeOf(7)), LISBON)
  assert.deepEqual([...again.seen], [12])
  again.put(8, 1) // the columns are its own, and grow
  assert.equal(again.placeOf(8), 1)
  for (const length of [0, 11, 12, 40, bytes.length - 1])
    assert.equal(decodeRegister(bytes.subarray(0, length)), null)
})
