import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changesQuerySchema, pushRequestSchema } from './feed.ts'
import { PAGE_CHANGES_MAX, PUSH_MUTATIONS_MAX } from './limits.ts'

const CLIENT = 'c1c2c3c4c5c6c7c8c9cacbcccdcecfd0'

test('pushRequestSchema takes a full batch and refuses one more', () => {
  const batch = (count: number) => ({
    clientId: CLIENT,
    nonce: null,
    next: CLIENT,
    base: null,
    mutations: Array.from({ length: count }, (_, index) => ({
      n: index + 1,
      baseSeq: 0,
      ageMs: 0,
      op: 'trash',
      args: { assetId: CLIENT },
    })),
  })
  assert.ok(pushRequestSchema.safeParse(batch(PUSH_MUTATIONS_MAX)).success)
  assert.ok(!pushRequestSchema.safeParse(batch(PUSH_MUTATIONS_MAX + 1)).success)
})

test('changesQuerySchema reads the text of a query and bounds it', () => {
  assert.deepEqual(changesQuerySchema.parse({}), { limit: PAGE_CHANGES_MAX, wait: 0 })
  assert.deepEqual(changesQuerySchema.parse({ cursor: '1.7', client: CLIENT, limit: '10', wait: '25000' }), {
    cursor: '1.7',
    client: CLIENT,
    limit: 10,
    wait: 25_000,
  })
  for (const query of [
    { limit: '0' },
    { limit: '2001' },
    { limit: '1.5' },
    { limit: 'all' },
    { wait: '-1' },
    { wait: '25001' },
  ]) {
    assert.ok(!changesQuerySchema.safeParse(query).success, JSON.stringify(query))
  }
})
