import assert from 'node:assert/strict'
import { test } from 'node:test'
import { albumIdSchema, assetIdSchema } from '@rollcall/protocol'
import type { PhotoFilter, TimelineQuery } from '../engine/library-client.ts'
import { filterOf, NO_FILTER, paramsOfFilter, queryOfFilter, SHOWN } from './filter-address.ts'
import { addressOfPhoto, addressOfQuery, textOfQuery } from './query-address.ts'
import { queryOfText } from './query-of-text.ts'

const ALBUM = albumIdSchema.parse('ab'.repeat(16))
const PHOTO = assetIdSchema.parse('12'.repeat(16))

test('queryOfText() reads every timeline that textOfQuery() writes', () => {
  const queries: readonly TimelineQuery[] = [
    { kind: 'library' },
    { kind: 'not_synced' },
    { kind: 'album', albumId: ALBUM },
    { kind: 'search', text: 'in:"Rome & Paris" 2019' },
    filtered({ device: 'Ana & Ben', place: 'São Paulo' }),
    filtered({ show: 'videos', isUnsynced: true }),
  ]
  for (const query of queries) assert.deepEqual(queryOfText(textOfQuery(query)), query)
})

function filtered(wish: Partial<PhotoFilter>): TimelineQuery {
  return { kind: 'filtered', filter: { ...NO_FILTER, ...wish } }
}

test('filterOf() reads every filter that paramsOfFilter() writes, and a plain one has a plain timeline', () => {
  for (const show of SHOWN)
    for (const isUnsynced of [true, false])
      for (const device of [null, 'MacBook'])
        for (const place of [null, 'Lisbon']) {
          const filter = { show, isUnsynced, device, place }
          assert.deepEqual(filterOf(new URLSearchParams(paramsOfFilter(filter))), filter)
        }
  assert.deepEqual(queryOfFilter(NO_FILTER), { kind: 'library' })
  assert.deepEqual(queryOfFilter({ ...NO_FILTER, isUnsynced: true }), { kind: 'not_synced' })
  assert.deepEqual(filterOf(new URLSearchParams({ show: 'odd', place: ' ' })), NO_FILTER)
})

test('addressOfQuery() leads back to the page of a filter', () => {
  assert.equal(addressOfQuery(filtered({ place: 'Lisbon' })), '/?place=Lisbon')
})

test('queryOfText() takes the library for letters that mean nothing', () => {
  assert.deepEqual(queryOfText('album-nothing'), { kind: 'library' })
  assert.deepEqual(queryOfText(null), { kind: 'library' })
})

test('addressOfPhoto() keeps what was searched for out of the way of the address', () => {
  assert.equal(addressOfPhoto(PHOTO, { kind: 'library' }), `/photo/${PHOTO}`)
  assert.equal(addressOfPhoto(PHOTO, { kind: 'search', text: 'a&b' }), `/photo/${PHOTO}?in=search-a%26b`)
})
