import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyConditions, anyFacts, anySettings } from '../test-kit/any-decision.ts'
import { GOOD_CONDITIONS, SAMPLE_STANDINGS, sampleFacts } from '../test-kit/sample-facts.ts'
import { sampleOriginal } from '../test-kit/sample-trees.ts'
import { decide } from './decide.ts'
import type { ItemFacts } from './decision.ts'
import { plan } from './plan.ts'
import { DEFAULT_SETTINGS } from './settings.ts'

const { to_download: toDownload, verified } = SAMPLE_STANDINGS

function named(key: string, facts: ItemFacts): ItemFacts {
  return { ...facts, item: { ...facts.item, key } }
}

function upload(key: string, modifiedAt: number, bytes = 1_000): ItemFacts {
  const file = { ...sampleOriginal('a.jpg', 1), modifiedAt }
  return named(key, sampleFacts({ kind: 'to_upload', file }, {}, bytes))
}

const ITEMS: readonly ItemFacts[] = [
  named('download', sampleFacts(toDownload)),
  named('safe', sampleFacts(verified)),
  named('crowded', sampleFacts(verified, { room: 'preview' })),
  upload('old', 1),
  upload('video', 9, 20_000_000),
  upload('new', 2),
  { ...upload('asked', 0, 20_000_000), grant: 'mobile' },
]
const ORDER = ['asked', 'new', 'old', 'video', 'crowded', 'download']

test('plan() begins with what was asked for, then what is only here, small ones and the newest first', () => {
  const moves = plan(DEFAULT_SETTINGS, GOOD_CONDITIONS, ITEMS, 100)
  assert.deepEqual(
    moves.map(({ key }) => key),
    ORDER,
  )
  assert.equal(moves[4]?.action, 'request_lease')
})

test('plan() is bounded, and keeps the first of its order', () => {
  for (let most = 0; most <= ORDER.length + 1; most++) {
    const keys = plan(DEFAULT_SETTINGS, GOOD_CONDITIONS, ITEMS.toReversed(), most).map(({ key }) => key)
    assert.deepEqual(keys, ORDER.slice(0, most))
  }
})

test('[R3] plan() does what decide() answers, and nothing else', () => {
  const some = fc.array(anyFacts, { maxLength: 20 })
  fc.assert(
    fc.property(anySettings, anyConditions, some, (settings, conditions, facts) => {
      const items = facts.map((each, index) => named(String(index), each))
      const expected = items.flatMap((each) => {
        const { action } = decide(settings, conditions, each)
        return action === 'none' ? [] : [{ key: each.item.key, action }]
      })
      const byKey = (moves: readonly { readonly key: string }[]) =>
        moves.toSorted((a, b) => Number(a.key) - Number(b.key))
      assert.deepEqual(byKey(plan(settings, conditions, items, 100)), expected)
    }),
  )
})
