import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Header } from '@rollcall/grid'
import type { Timeline } from '../engine/library-client.ts'
import { createHeaderPlaces } from './header-places.ts'

const DAY: Header = { first: 1, photos: 2, timeS: 0, y: 0, height: 44 }

function timelineOf(generation: number): Timeline {
  const columns = {
    count: 3,
    takenAtS: new Float64Array(3),
    ratio: new Uint16Array(3),
    colour: new Uint16Array(3),
    marks: new Uint16Array(3),
  }
  return { generation, columns, handles: Uint32Array.of(7, 8, 9), isWhole: true }
}

test('createHeaderPlaces() asks for the photos of a header once a generation, and tells only of what is new', async () => {
  const asked: number[][] = []
  const names = { now: ['Lisbon'] }
  let told = 0
  const places = createHeaderPlaces(
    async (groups) => {
      asked.push(...groups.map((group) => [...group]))
      return groups.map(() => names.now)
    },
    () => told++,
  )
  const first = timelineOf(1)
  assert.equal(places.get(DAY, first), null)
  places.want([DAY], first)
  await Promise.resolve()
  await Promise.resolve()
  assert.deepEqual(asked, [[8, 9]])
  assert.deepEqual(places.get(DAY, first), ['Lisbon'])
  places.want([DAY], first)
  assert.equal(asked.length, 1)
  const second = timelineOf(2)
  assert.deepEqual(places.get(DAY, second), ['Lisbon'])
  places.want([DAY], second)
  await Promise.resolve()
  await Promise.resolve()
  assert.equal(asked.length, 2)
  assert.equal(told, 1)
})
