import assert from 'node:assert/strict'
import { test } from 'node:test'
import { albumIdSchema, assetIdSchema } from '@rollcall/protocol'
import type { TimelineQuery } from '../engine/library-client.ts'
import { addressOfPhoto, queryOfText, textOfQuery } from './query-address.ts'

const ALBUM = albumIdSchema.parse('ab'.repeat(16))
const PHOTO = assetIdSchema.parse('12'.repeat(16))

test('queryOfText() reads every timeline that textOfQuery() writes', () => {
  const queries: readonly TimelineQuery[] = [
    { kind: 'library' },
    { kind: 'not_synced' },
    { kind: 'album', albumId: ALBUM },
    { kind: 'search', text: 'in:"Rome & Paris" 2019' },
  ]
  for (const query of queries) assert.deepEqual(queryOfText(textOfQuery(query)), query)
})

test('queryOfText() takes the library for letters that mean nothing', () => {
  assert.deepEqual(queryOfText('album-nothing'), { kind: 'library' })
  assert.deepEqual(queryOfText(null), { kind: 'library' })
})

test('addressOfPhoto() keeps what was searched for out of the way of the address', () => {
  assert.equal(addressOfPhoto(PHOTO, { kind: 'library' }), `/photo/${PHOTO}`)
  assert.equal(addressOfPhoto(PHOTO, { kind: 'search', text: 'a&b' }), `/photo/${PHOTO}?in=search-a%26b`)
})
