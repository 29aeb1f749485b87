import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openGazetteer } from '@rollcall/platform-node'
import { createPlaceFinder, HELD_MS } from './place-finder.ts'

const OSLO = { latitude: 59.913, longitude: 10.752 }
const ATLANTIC = { latitude: 30, longitude: -40 }

test('createPlaceFinder() names what is at each spot, in order, and says nothing of the sea', async () => {
  const finder = createPlaceFinder({ monotonic: () => 0 })
  const [sea, oslo] = await finder.placesAt([ATLANTIC, OSLO])
  assert.equal(sea, null)
  assert.deepEqual({ town: oslo?.town, country: oslo?.country }, { town: 'Oslo', country: 'Norway' })
})

test('letGoIfIdle() keeps the gazetteer while somebody asks, and opens it again after it was let go', async () => {
  let now = 0
  let opened = 0
  const finder = createPlaceFinder({ monotonic: () => now }, () => {
    opened++
    return openGazetteer()
  })
  await finder.placesAt([OSLO])
  now = HELD_MS - 1
  finder.letGoIfIdle()
  await finder.placesAt([OSLO])
  assert.equal(opened, 1)
  now += HELD_MS
  finder.letGoIfIdle()
  await finder.placesAt([OSLO])
  assert.equal(opened, 2)
})
