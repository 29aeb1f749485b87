import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KEYWORDS_MAX } from '@rollcall/protocol'
import { act, assetOf, edit } from '../test-kit/act.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { sampleAsset, sampleAssetId } from '../test-kit/sample-asset.ts'

const assetId = sampleAssetId(1)
const put = (keyword: string) => edit('setKeyword', { assetId, keyword, isOn: true })
const take = (keyword: string) => edit('setKeyword', { assetId, keyword, isOn: false })

test('[S50] applyMutation() files under keywords, sorted and each once, and takes them away', () => {
  const draft = createMemoryDraft([sampleAsset(1)])
  for (const keyword of ['sea', 'lake', 'sea'])
    assert.deepEqual(act(draft, put(keyword)), { kind: 'applied' })
  assert.deepEqual(assetOf(draft, 1).keywords, ['lake', 'sea'])
  assert.deepEqual(act(draft, take('sea')), { kind: 'applied' })
  assert.deepEqual(assetOf(draft, 1).keywords, ['lake'])
})

test('[S50] applyMutation() lets adding a keyword beat a concurrent removal, in either order of arrival and of time', () => {
  for (const [addedAgo, removedAgo] of [
    [0, 9],
    [9, 0],
  ] as const) {
    const adder = { client: 1, baseSeq: 1, ageMs: addedAgo }
    const remover = { client: 2, baseSeq: 1, ageMs: removedAgo }
    const addedFirst = createMemoryDraft([sampleAsset(1, { keywords: ['sea'] })])
    act(addedFirst, put('sea'), adder)
    const facts = { field: 'keywords', element: 'sea', kept: true, lost: false }
    assert.deepEqual(act(addedFirst, take('sea'), remover), { kind: 'superseded', facts })
    const removedFirst = createMemoryDraft([sampleAsset(1, { keywords: ['sea'] })])
    act(removedFirst, take('sea'), remover)
    const overrode = { field: 'keywords', element: 'sea', overrode: false }
    assert.deepEqual(act(removedFirst, put('sea'), adder), { kind: 'applied', facts: overrode })
    for (const draft of [addedFirst, removedFirst]) assert.deepEqual(assetOf(draft, 1).keywords, ['sea'])
  }
})

test('[S46] [S50] applyMutation() keeps a keyword that another client added, though the remover added it too', () => {
  for (const isOtherFirst of [true, false]) {
    const draft = createMemoryDraft([sampleAsset(1)])
    const other = () => act(draft, put('sea'), { client: 2, baseSeq: 1 })
    if (isOtherFirst) other()
    act(draft, put('sea'), { client: 1, baseSeq: 1 })
    act(draft, take('sea'), { client: 1, baseSeq: 1 })
    if (!isOtherFirst) other()
    assert.deepEqual(assetOf(draft, 1).keywords, ['sea'])
  }
})

test('[S50] applyMutation() takes a keyword called like what every object has for one like any other', () => {
  for (const keyword of ['constructor', '__proto__', 'toString']) {
    const draft = createMemoryDraft([sampleAsset(1, { keywords: [keyword] })])
    assert.deepEqual(act(draft, take(keyword)), { kind: 'applied' })
    assert.deepEqual(act(draft, put(keyword)), { kind: 'applied' })
    assert.deepEqual(assetOf(draft, 1).keywords, [keyword])
  }
})

test('[S51] applyMutation() refuses more keywords than an asset can have, and remembers no more removals than that', () => {
  const words = Array.from({ length: KEYWORDS_MAX }, (_, index) => `word ${index}`)
  const draft = createMemoryDraft([sampleAsset(1, { keywords: words })])
  const refused = act(draft, put('one more'))
  assert.equal(refused.kind === 'refused' && refused.code, 'too_many_keywords')
  assert.equal(act(draft, put('word 7')).kind, 'applied')
  for (const word of words) act(draft, take(word))
  for (let index = 0; index < 50; index++) act(draft, take(`other ${index}`))
  const asset = assetOf(draft, 1)
  assert.deepEqual(asset.keywords, [])
  const remembered = Object.keys(asset.edits.keywords ?? {})
  assert.equal(remembered.length, KEYWORDS_MAX)
  assert.ok(remembered.includes('other 49') && !remembered.includes('word 0'))
})
