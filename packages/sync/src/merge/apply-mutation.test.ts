import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset, AssetId, Mutation, MutationOutcome } from '@rollcall/protocol'
import { RESOURCES_MAX } from '@rollcall/protocol'
import fc from 'fast-check'
import type { MemoryDraft } from '../test-kit/memory-draft.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import {
  sampleAsset,
  sampleAssetId,
  sampleClientId,
  sampleHash,
  sampleResource,
} from '../test-kit/sample-asset.ts'
import { applyMutation } from './apply-mutation.ts'

const NOW = Date.UTC(2026, 10, 22)
const ID = sampleAssetId(1)

type Edit = Pick<Mutation, 'op' | 'args'>

const trash: Edit = { op: 'trash', args: { assetId: ID } }
const restore: Edit = { op: 'restore', args: { assetId: ID } }
const caption = (value: string): Edit => ({ op: 'setCaption', args: { assetId: ID, value } })
const favourite = (value: boolean): Edit => ({ op: 'setFavourite', args: { assetId: ID, value } })

/** Does an edit as the client `mark`, which had seen the feed up to `baseSeq`, `ageMs` ago. */
function act(
  draft: MemoryDraft,
  edit: Edit,
  { client = 1, baseSeq = draft.headSeq(), ageMs = 0, now = NOW } = {},
): MutationOutcome {
  const context = { clientId: sampleClientId(client), deviceName: `device ${client}`, now }
  return applyMutation(draft, { n: 1, baseSeq, ageMs, ...edit } as Mutation, context)
}

function only(draft: MemoryDraft): Asset {
  const [asset, ...others] = draft.assets.values()
  assert.ok(asset !== undefined && others.length === 0)
  return asset
}

test('applyMutation() sets a field, and stamps who did it, when, and at which change', () => {
  const draft = createMemoryDraft([sampleAsset(1)])
  assert.deepEqual(act(draft, caption('See'), { client: 2, ageMs: 500 }), { kind: 'applied' })
  assert.deepEqual(act(draft, favourite(true), { client: 3 }), { kind: 'applied' })
  const asset = only(draft)
  assert.equal(asset.caption, 'See')
  assert.equal(asset.favourite, true)
  assert.equal(asset.seq, 3)
  assert.deepEqual(asset.edits, {
    caption: { seq: 2, editedAt: NOW - 500, clientId: sampleClientId(2) },
    favourite: { seq: 3, editedAt: NOW, clientId: sampleClientId(3) },
  })
})

test('[S35] [S41] applyMutation() lets an edit made in sight of the last one apply, however old it is', () => {
  const draft = createMemoryDraft([sampleAsset(1)])
  act(draft, caption('first'), { client: 1, ageMs: 0 })
  assert.deepEqual(act(draft, caption('second'), { client: 2, ageMs: 9_000 }), { kind: 'applied' })
  assert.equal(only(draft).caption, 'second')
})

test('[S42] [S43] applyMutation() lets the later of two concurrent edits win, and names the value that lost', () => {
  const draft = createMemoryDraft([sampleAsset(1)])
  act(draft, caption('later'), { client: 1, baseSeq: 1, ageMs: 100 })
  const lost = act(draft, caption('earlier'), { client: 2, baseSeq: 1, ageMs: 200 })
  assert.deepEqual(lost, { kind: 'superseded', facts: { field: 'caption', kept: 'later', lost: 'earlier' } })
  const won = act(draft, caption('latest'), { client: 3, baseSeq: 1, ageMs: 50 })
  assert.deepEqual(won, { kind: 'applied', facts: { field: 'caption', overrode: 'later' } })
  assert.equal(only(draft).caption, 'latest')
})

test('applyMutation() merges each field on its own', () => {
  const draft = createMemoryDraft([sampleAsset(1)])
  act(draft, caption('kept'), { client: 1, baseSeq: 1 })
  act(draft, favourite(true), { client: 2, baseSeq: 1, ageMs: 9_000 })
  assert.equal(only(draft).caption, 'kept')
  assert.equal(only(draft).favourite, true)
})

test('[S35] [S41] applyMutation() keeps the order of one client, whatever ages it tells', () => {
  const draft = createMemoryDraft([sampleAsset(1)])
  act(draft, caption('one'), { client: 1, baseSeq: 1, ageMs: 0 })
  act(draft, caption('two'), { client: 1, baseSeq: 1, ageMs: 5_000 })
  assert.equal(only(draft).caption, 'two')
})

test('[R13] [S34] applyMutation() orders concurrent edits by age alone, so a wrong wall clock changes nothing', () => {
  // The clients' own clocks do not appear in a mutation; the server may be wrong by years and still agree with itself.
  for (const now of [0, NOW, Date.UTC(2090, 0, 1)]) {
    const draft = createMemoryDraft([sampleAsset(1)])
    act(draft, caption('three minutes ago'), { client: 9, baseSeq: 1, ageMs: 180_000, now })
    act(draft, caption('one minute ago'), { client: 1, baseSeq: 1, ageMs: 60_000, now })
    act(draft, caption('two minutes ago'), { client: 5, baseSeq: 1, ageMs: 120_000, now })
    assert.equal(only(draft).caption, 'one minute ago')
  }
})

test('[S70] applyMutation() trashes with the time and the device, and restores', () => {
  const draft = createMemoryDraft([sampleAsset(1)])
  assert.deepEqual(act(draft, trash, { client: 2, ageMs: 700 }), { kind: 'applied' })
  assert.equal(only(draft).state, 'trashed')
  assert.equal(only(draft).trashedAt, NOW - 700)
  assert.equal(only(draft).trashedBy, 'device 2')
  assert.deepEqual(act(draft, trash), { kind: 'unchanged' })
  assert.deepEqual(act(draft, restore), { kind: 'applied' })
  const { state, trashedAt, trashedBy } = only(draft)
  assert.deepEqual({ state, trashedAt, trashedBy }, { state: 'live', trashedAt: null, trashedBy: null })
})

test('[S71] applyMutation() lets a concurrent restore beat trash, whichever was made later and arrives first', () => {
  for (const [trashAge, restoreAge] of [
    [0, 9_000],
    [9_000, 0],
  ] as const) {
    const trashFirst = createMemoryDraft([sampleAsset(1)])
    act(trashFirst, trash, { client: 1, baseSeq: 1, ageMs: trashAge })
    act(trashFirst, restore, { client: 2, baseSeq: 1, ageMs: restoreAge })
    const restoreFirst = createMemoryDraft([sampleAsset(1)])
    act(restoreFirst, restore, { client: 2, baseSeq: 1, ageMs: restoreAge })
    const outcome = act(restoreFirst, trash, { client: 1, baseSeq: 1, ageMs: trashAge })
    assert.deepEqual(outcome, {
      kind: 'superseded',
      facts: { field: 'state', kept: 'live', lost: 'trashed' },
    })
    assert.equal(only(trashFirst).state, 'live')
    assert.equal(only(restoreFirst).state, 'live')
  }
})

test('applyMutation() trashes what was restored when the client had seen it', () => {
  const draft = createMemoryDraft([sampleAsset(1)])
  act(draft, restore, { client: 2 })
  assert.deepEqual(act(draft, trash, { client: 1 }), { kind: 'applied' })
})

test('[S45] applyMutation() edits a trashed asset, and refuses one that is not there', () => {
  const draft = createMemoryDraft([sampleAsset(1, { state: 'trashed', trashedAt: NOW, trashedBy: 'x' })])
  assert.deepEqual(act(draft, caption('kept in the trash')), { kind: 'applied' })
  assert.equal(only(draft).state, 'trashed')
  const empty = createMemoryDraft()
  for (const edit of [trash, restore, caption('x'), favourite(true)]) {
    assert.deepEqual(act(empty, edit), { kind: 'refused', code: 'gone', facts: { assetId: ID } })
  }
  assert.equal(empty.headSeq(), 0)
})

type CreateArgs = Extract<Mutation, { op: 'create' }>['args']

function create(mark: number, changes: Partial<CreateArgs> = {}): Edit {
  const { state: _state, ...resource } = sampleResource(mark)
  const args: CreateArgs = {
    assetId: sampleAssetId(mark),
    copyNo: 0,
    kind: 'photo',
    takenAt: NOW,
    takenFrom: 'file_time',
    resources: [resource],
    source: 'automatic',
    ...changes,
  }
  return { op: 'create', args }
}

const held = (...marks: readonly number[]) =>
  Object.fromEntries(marks.map((mark) => [sampleHash(mark), 1_000]))

test('[S3] [S60] applyMutation() creates an asset over bytes that are held, with the next number', () => {
  const draft = createMemoryDraft([], held(1, 2))
  assert.deepEqual(act(draft, create(1)), { kind: 'applied' })
  assert.deepEqual(act(draft, create(2)), { kind: 'applied' })
  const second = draft.asset(sampleAssetId(2))
  assert.equal(second?.no, 2)
  assert.equal(second?.seq, 2)
  assert.equal(second?.state, 'live')
  assert.deepEqual(
    second?.resources.map(({ sha256, state }) => [sha256, state]),
    [[sampleHash(2), 'present']],
  )
})

test('[S61] applyMutation() creates what two devices declare only once', () => {
  const draft = createMemoryDraft([], held(1))
  act(draft, create(1), { client: 1, baseSeq: 0 })
  const before = only(draft)
  assert.deepEqual(act(draft, create(1, { takenAt: 0 }), { client: 2, baseSeq: 0 }), { kind: 'unchanged' })
  assert.deepEqual(only(draft), before)
  assert.equal(draft.headSeq(), 1)
})

test('[S60] applyMutation() refuses to create over bytes that are not held, of another size, or under another id', () => {
  const refusals: readonly (readonly [Edit, string])[] = [
    [create(2), 'blob_missing'],
    [create(1, { resources: [{ ...sampleResource(1), bytes: 999 }] }), 'size_mismatch'],
    [create(1, { assetId: sampleAssetId(7) }), 'wrong_asset_id'],
    [create(1, { copyNo: 1 }), 'wrong_asset_id'],
    [create(1, { resources: [sampleResource(1), sampleResource(3)] }), 'blob_missing'],
    [create(1, { resources: [] }), 'wrong_asset_id'],
  ]
  for (const [edit, code] of refusals) {
    const draft = createMemoryDraft([], held(1))
    const outcome = act(draft, edit)
    assert.equal(outcome.kind === 'refused' && outcome.code, code)
    assert.equal(draft.headSeq(), 0)
    assert.equal(draft.assets.size, 0)
  }
})

test('[S61] applyMutation() keeps a resource once, though it is declared twice', () => {
  const draft = createMemoryDraft([], held(1, 2))
  act(draft, create(1, { resources: [sampleResource(1), sampleResource(1)] }))
  act(draft, create(1, { resources: [sampleResource(1), sampleResource(2), sampleResource(2)] }))
  assert.deepEqual(
    only(draft).resources.map(({ sha256 }) => sha256),
    [sampleHash(1), sampleHash(2)],
  )
})

test('[S61] applyMutation() refuses to unite more resources than a feed may tell', () => {
  const marks = Array.from({ length: RESOURCES_MAX }, (_, index) => index + 1)
  const draft = createMemoryDraft([], held(...marks, 99))
  act(draft, create(1, { resources: marks.map((mark) => sampleResource(mark)) }))
  const outcome = act(draft, create(1, { resources: [sampleResource(1), sampleResource(99)] }))
  assert.equal(outcome.kind === 'refused' && outcome.code, 'too_many_resources')
  assert.equal(only(draft).resources.length, RESOURCES_MAX)
})

test('[S61] applyMutation() unites the resources of two declarations and changes nothing else', () => {
  const draft = createMemoryDraft([sampleAsset(1, { caption: 'See' })], held(5))
  const motion = sampleResource(5, { role: 'motion' })
  assert.deepEqual(act(draft, create(1, { resources: [sampleResource(1), motion] })), { kind: 'applied' })
  assert.deepEqual(
    only(draft),
    sampleAsset(1, { caption: 'See', seq: 2, resources: [sampleResource(1), motion] }),
  )
})

test('[S62] applyMutation() lets no automatic source bring back what somebody trashed, and a person do it', () => {
  const trashed = sampleAsset(1, { state: 'trashed', trashedAt: NOW, trashedBy: 'iPad' })
  const draft = createMemoryDraft([trashed], held(1))
  const facts = { assetId: ID, trashedAt: NOW, trashedBy: 'iPad' }
  assert.deepEqual(act(draft, create(1)), { kind: 'refused', code: 'deleted_by_you', facts })
  assert.deepEqual(only(draft), trashed)
  assert.deepEqual(act(draft, create(1, { source: 'explicit' })), { kind: 'applied' })
  assert.equal(only(draft).state, 'live')
})

test('[S61] applyMutation() heals a resource that was lost, once its bytes are held again', () => {
  const lost = sampleAsset(1, { resources: [sampleResource(1, { state: 'lost' })] })
  const refused = act(createMemoryDraft([lost]), create(1))
  assert.equal(refused.kind === 'refused' && refused.code, 'blob_missing')
  const draft = createMemoryDraft([lost], held(1))
  assert.deepEqual(act(draft, create(1)), { kind: 'applied' })
  assert.equal(only(draft).resources[0]?.state, 'present')
})

test('[S47] applyMutation() trims no field that this release does not know', () => {
  const newer = {
    ...sampleAsset(1),
    rating: 5,
    resources: [{ ...sampleResource(1), width: 4_032 }],
    edits: { rating: { seq: 1, editedAt: 1, clientId: sampleClientId(1) } },
  }
  for (const edit of [
    trash,
    restore,
    caption('x'),
    favourite(true),
    create(1, { resources: [sampleResource(1), sampleResource(2)] }),
  ]) {
    const draft = createMemoryDraft([newer], held(2))
    assert.equal(act(draft, edit).kind, 'applied')
    const asset = only(draft)
    assert.equal(asset['rating'], 5)
    assert.equal(asset.resources[0]?.['width'], 4_032)
    assert.deepEqual(asset.edits['rating'], newer.edits.rating)
  }
})

/* Properties over edits of several clients. */

const someEdit = fc.oneof(
  fc.constantFrom(trash, restore),
  fc.boolean().map(favourite),
  fc.constantFrom('', 'See', 'Sea').map(caption),
)

/** What the fields hold, without when and by whom. */
function meaning(draft: MemoryDraft): unknown {
  const { favourite, caption, state, resources } = only(draft)
  return { favourite, caption, state, resources }
}

test('[S42] applyMutation() gives two concurrent edits the same winner in either order of arrival', () => {
  const stamped = fc.record({ edit: someEdit, ageMs: fc.nat({ max: 3 }) })
  const before = fc.record({ favourite: fc.boolean(), caption: fc.constantFrom('', 'See') })
  fc.assert(
    fc.property(before, stamped, stamped, (fields, one, other) => {
      const run = (inOrder: boolean) => {
        const draft = createMemoryDraft([sampleAsset(1, fields)])
        const acts = [
          () => act(draft, one.edit, { client: 1, baseSeq: 1, ageMs: one.ageMs }),
          () => act(draft, other.edit, { client: 2, baseSeq: 1, ageMs: other.ageMs }),
        ]
        for (const go of inOrder ? acts : acts.toReversed()) go()
        return meaning(draft)
      }
      assert.deepEqual(run(true), run(false))
    }),
    { numRuns: 1_000 },
  )
})

test('[S42] applyMutation() gives many concurrent edits of a field the same winner in any order of arrival', () => {
  const edits = fc.uniqueArray(
    fc.record({
      client: fc.nat({ max: 9 }),
      ageMs: fc.nat({ max: 3 }),
      value: fc.constantFrom('', 'a', 'b'),
    }),
    {
      selector: ({ client }) => client,
      minLength: 2,
    },
  )
  const shuffled = edits.chain((list) =>
    fc.tuple(
      fc.constant(list),
      fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
    ),
  )
  const run = (list: readonly { client: number; ageMs: number; value: string }[]) => {
    const draft = createMemoryDraft([sampleAsset(1)])
    for (const { client, ageMs, value } of list) act(draft, caption(value), { client, ageMs, baseSeq: 1 })
    return only(draft).caption
  }
  fc.assert(fc.property(shuffled, ([list, other]) => assert.equal(run(list), run(other))))
})

test('[S1] [S2] applyMutation() is deterministic, moves the feed only forward, and never throws for what a client sent', () => {
  const ids: readonly AssetId[] = [sampleAssetId(1), sampleAssetId(2), sampleAssetId(3)]
  const anyEdit = fc.oneof(
    someEdit,
    fc
      .record({
        mark: fc.integer({ min: 1, max: 4 }),
        source: fc.constantFrom('automatic' as const, 'explicit' as const),
      })
      .map(({ mark, source }) => create(mark, { source })),
  )
  const script = fc.array(
    fc.record({
      edit: anyEdit,
      target: fc.constantFrom(...ids),
      client: fc.nat({ max: 3 }),
      baseSeq: fc.nat({ max: 9 }),
      ageMs: fc.nat({ max: 9 }),
    }),
    { maxLength: 20 },
  )
  const run = (
    steps: readonly { edit: Edit; target: AssetId; client: number; baseSeq: number; ageMs: number }[],
  ) => {
    const draft = createMemoryDraft([sampleAsset(1)], held(1, 2, 3))
    const outcomes = steps.map(({ edit, target, ...who }) => {
      const seqBefore = draft.headSeq()
      const aimed =
        edit.op === 'create' ? edit : ({ op: edit.op, args: { ...edit.args, assetId: target } } as Edit)
      const outcome = act(draft, aimed, who)
      const isStill =
        outcome.kind === 'refused' || outcome.kind === 'superseded' || outcome.kind === 'unchanged'
      if (isStill) assert.equal(draft.headSeq(), seqBefore)
      else assert.ok(draft.headSeq() > seqBefore)
      return outcome
    })
    const rows = [...draft.assets.values()]
    assert.equal(new Set(rows.map(({ seq }) => seq)).size, rows.length)
    assert.equal(new Set(rows.map(({ no }) => no)).size, rows.length)
    return { outcomes, rows }
  }
  fc.assert(fc.property(script, (steps) => assert.deepEqual(run(steps), run(steps))))
})
