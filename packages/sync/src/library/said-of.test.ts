import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Media } from '@rollcall/protocol'
import { sampleAsset } from '../test-kit/sample-asset.ts'
import { locationOf, offsetMinutesOf, takenAtOf } from './said-of.ts'

const media: Media = {
  width: 4,
  height: 3,
  durationMs: null,
  offsetMinutes: 60,
  make: null,
  model: null,
  lens: null,
  exposure: { iso: null, fNumber: null, seconds: null, focalLengthMm: null },
  place: { latitude: 47.4, longitude: 8.5, altitudeM: 400 },
  subtypes: [],
  contentId: null,
  burstId: null,
  thumbhash: null,
  colour: null,
  warnings: [],
}

test('[S40] takenAtOf() and offsetMinutesOf() take a person at their word, and the files otherwise', () => {
  const filed = sampleAsset(1, { takenAt: 5, media })
  assert.deepEqual([takenAtOf(filed), offsetMinutesOf(filed)], [5, 60])
  const said = { ...filed, dated: { at: 0, offsetMinutes: null } }
  assert.deepEqual([takenAtOf(said), offsetMinutesOf(said)], [0, null])
  const unsaid = { ...filed, dated: null }
  assert.deepEqual([takenAtOf(unsaid), offsetMinutesOf(unsaid)], [5, 60])
  assert.equal(offsetMinutesOf(sampleAsset(1)), null)
})

test('[S40] locationOf() takes a person at their word, also that it is nowhere', () => {
  const filed = sampleAsset(1, { media })
  assert.deepEqual(locationOf(filed), { latitude: 47.4, longitude: 8.5 })
  assert.deepEqual(locationOf({ ...filed, located: { latitude: 0, longitude: 0 } }), {
    latitude: 0,
    longitude: 0,
  })
  assert.equal(locationOf({ ...filed, located: { latitude: null, longitude: null } }), null)
  assert.equal(locationOf({ ...filed, media: { ...media, place: null } }), null)
  assert.equal(locationOf(sampleAsset(1)), null)
})
