import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { act, assetOf, edit, NOW } from '../test-kit/act.ts'
import type { Edit } from '../test-kit/act.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { sampleAsset, sampleAssetId, sampleClientId } from '../test-kit/sample-asset.ts'

const assetId = sampleAssetId(1)
const [here, there] = [
  { latitude: 47, longitude: 8 },
  { latitude: null, longitude: null },
]
const dated = { at: 7, offsetMinutes: 60 }

/** Of each field: its name, what is so until somebody says otherwise, and two things that can be said. */
const FIELDS = [
  [
    'favourite',
    false,
    edit('setFavourite', { assetId, value: true }),
    edit('setFavourite', { assetId, value: false }),
  ],
  [
    'hidden',
    false,
    edit('setHidden', { assetId, value: true }),
    edit('setHidden', { assetId, value: false }),
  ],
  ['rating', 0, edit('setRating', { assetId, value: 5 }), edit('setRating', { assetId, value: 0 })],
  ['caption', '', edit('setCaption', { assetId, value: 'Sea' }), edit('setCaption', { assetId, value: '' })],
  ['title', '', edit('setTitle', { assetId, value: 'Sea' }), edit('setTitle', { assetId, value: '' })],
  ['dated', null, edit('setDated', { assetId, value: dated }), edit('setDated', { assetId, value: null })],
  [
    'located',
    null,
    edit('setLocated', { assetId, value: here }),
    edit('setLocated', { assetId, value: there }),
  ],
] as const

const valueOf = ({ args }: Edit) => ('value' in args ? args.value : undefined)
const fact = (value: unknown) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : value)

for (const [field, unsaid, one, other] of FIELDS) {
  test(`[S40] [S43] applyMutation() sets ${field}, and tells which value lost and which was overridden`, () => {
    const draft = createMemoryDraft([sampleAsset(1)])
    const first = act(draft, one, { client: 1, baseSeq: 1, ageMs: 100 })
    assert.deepEqual(first, { kind: 'applied' })
    assert.deepEqual(assetOf(draft, 1)[field], valueOf(one))
    const head = draft.headSeq()
    const lost = act(draft, other, { client: 2, baseSeq: 1, ageMs: 200 })
    const facts = { field, kept: fact(valueOf(one)), lost: fact(valueOf(other)) }
    assert.deepEqual(lost, { kind: 'superseded', facts })
    assert.equal(draft.headSeq(), head)
    const won = act(draft, other, { client: 3, baseSeq: 1, ageMs: 50 })
    assert.deepEqual(won, { kind: 'applied', facts: { field, overrode: fact(valueOf(one)) } })
    assert.deepEqual(assetOf(draft, 1)[field] ?? unsaid, valueOf(other))
  })

  test(`[S45] applyMutation() sets ${field} in the trash, and refuses it of what is gone`, () => {
    const trashed = createMemoryDraft([sampleAsset(1, { state: 'trashed', trashedAt: 1 })])
    assert.equal(act(trashed, one).kind, 'applied')
    for (const assets of [[], [sampleAsset(1, { state: 'deleted' })]]) {
      const draft = createMemoryDraft(assets)
      const before = draft.changes()
      assert.deepEqual(act(draft, one), { kind: 'refused', code: 'gone', facts: { assetId } })
      assert.deepEqual(draft.changes(), before)
    }
  })
}

test('[S44] applyMutation() takes setting the value that is there for an edit: it can win over one that arrives later', () => {
  const caption = (value: string) => edit('setCaption', { assetId, value })
  const draft = createMemoryDraft([sampleAsset(1, { caption: 'Sea' })])
  act(draft, caption('Sea'), { client: 1, baseSeq: 1, ageMs: 0 })
  assert.equal(act(draft, caption('See'), { client: 2, baseSeq: 1, ageMs: 10 }).kind, 'superseded')
  assert.equal(assetOf(draft, 1).caption, 'Sea')
})

test('[S34] applyMutation() takes no age for older than the feed can tell', () => {
  const draft = createMemoryDraft([sampleAsset(1)])
  act(draft, edit('setCaption', { assetId, value: 'x' }), { ageMs: Number.MAX_SAFE_INTEGER })
  assert.equal(assetOf(draft, 1).edits.caption?.editedAt, -8.64e15)
})

test('[S46] a mark keeps the other client that its own had not seen, and forgets it once seen', () => {
  const title = (value: string) => edit('setTitle', { assetId, value })
  const draft = createMemoryDraft([sampleAsset(1)])
  act(draft, title('of the other'), { client: 2, baseSeq: 1, ageMs: 9 })
  act(draft, title('mine'), { client: 1, baseSeq: 1 })
  assert.equal(assetOf(draft, 1).edits.title?.['othersSeq'], 2)
  act(draft, title('mine again'), { client: 1, baseSeq: 1 })
  assert.equal(assetOf(draft, 1).edits.title?.['othersSeq'], 2)
  act(draft, title('having seen all'), { client: 1 })
  const clientId = sampleClientId(1)
  assert.deepEqual(assetOf(draft, 1).edits.title, { seq: 5, editedAt: NOW, clientId })
})

/** Steps of three clients that see nothing of each other, none older than an earlier one, and two ways in which they may arrive. */
const arrivals = fc
  .array(fc.record({ client: fc.integer({ min: 1, max: 3 }), ageMs: fc.nat({ max: 9 }) }), { maxLength: 8 })
  .chain((steps) => {
    const numbered = steps
      .toSorted((one, other) => other.ageMs - one.ageMs)
      .map((step, index) => ({ ...step, value: `caption ${index}` }))
    const order = fc.shuffledSubarray([...steps.keys()], { minLength: steps.length })
    return order.map((indices) => ({ steps: numbered, other: inClientOrder(numbered, indices) }))
  })

/** The steps in the order of `indices`, but for each client in its own order. */
function inClientOrder<Step extends { readonly client: number }>(
  steps: readonly Step[],
  indices: readonly number[],
): Step[] {
  const lines = Map.groupBy(steps, ({ client }) => client)
  return indices.flatMap((index) => lines.get(steps[index]?.client ?? 0)?.shift() ?? [])
}

test('[S42] applyMutation() leaves the same value, however the edits of several clients arrive', () => {
  fc.assert(
    fc.property(arrivals, ({ steps, other }) => {
      const run = (list: typeof steps) => {
        const draft = createMemoryDraft([sampleAsset(1)])
        for (const { value, ...actor } of list)
          act(draft, edit('setCaption', { assetId, value }), { ...actor, baseSeq: 1 })
        return assetOf(draft, 1).caption
      }
      assert.equal(run(steps), run(other))
    }),
    { numRuns: 2_000 },
  )
})
