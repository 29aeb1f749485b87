import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Hold } from '@rollcall/protocol'
import { act, assetOf, edit, sampleHoldId } from '../test-kit/act.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { sampleAsset, sampleAssetId, sampleClientId } from '../test-kit/sample-asset.ts'
import { goOnReleasing, isHolding, leftToRelease } from './answer-hold.ts'
import type { LibraryDraft } from './draft.ts'
import { mergeAssets } from './merge-assets.ts'

const holdId = sampleHoldId(1)
const release = edit('answerHold', { holdId, answer: 'release' })
const undo = edit('answerHold', { holdId, answer: 'undo' })

/** Deletions of three photos by the device of client 9, waiting. */
function held() {
  const hold: Hold = {
    kind: 'hold',
    key: holdId,
    seq: 4,
    deviceName: 'device 9',
    clientId: sampleClientId(9),
    heldAt: 0,
    assetIds: [1, 2, 3].map((mark) => sampleAssetId(mark)),
    state: 'waiting',
    answeredBy: null,
  }
  return createMemoryDraft(
    [1, 2, 3].map((mark) => sampleAsset(mark)),
    {},
    [hold],
  )
}

test('[R17] [S95] applyMutation() releases held deletions as one, in the name of the device that deleted', () => {
  const draft = held()
  assert.deepEqual(act(draft, release, { client: 2 }), { kind: 'applied' })
  for (const mark of [1, 2, 3]) {
    const { state, trashedBy } = assetOf(draft, mark)
    assert.deepEqual([state, trashedBy], ['trashed', 'device 9'])
  }
  const { state, answeredBy } = draft.record('hold', holdId) ?? {}
  assert.deepEqual([state, answeredBy], ['released', 'device 2'])
})

test('[R17] [S95] applyMutation() leaves everything where it is when held deletions are undone', () => {
  const draft = held()
  assert.deepEqual(act(draft, undo), { kind: 'applied' })
  for (const mark of [1, 2, 3]) assert.deepEqual(assetOf(draft, mark), sampleAsset(mark))
  assert.equal(draft.record('hold', holdId)?.state, 'undone')
})

test('[S95] applyMutation() does not release what was restored since the deletion, by whomever', () => {
  for (const client of [2, 3, 9]) {
    const draft = held()
    act(draft, edit('restore', { assetId: sampleAssetId(2) }), { client })
    act(draft, release, { client: 2 })
    const states = [1, 2, 3].map((mark) => assetOf(draft, mark).state)
    assert.deepEqual(states, ['trashed', 'live', 'trashed'], `restored by client ${client}`)
  }
})

test('[S96] applyMutation() takes the first answer to held deletions', () => {
  const draft = held()
  act(draft, undo, { client: 2 })
  const head = draft.headSeq()
  assert.deepEqual(act(draft, undo, { client: 3 }), { kind: 'unchanged' })
  const late = act(draft, release, { client: 3 })
  assert.deepEqual(late, { kind: 'superseded', facts: { field: 'hold', kept: 'undone', lost: 'released' } })
  assert.equal(draft.headSeq(), head)
  assert.deepEqual(act(createMemoryDraft(), undo), {
    kind: 'refused',
    code: 'no_such_hold',
    facts: { holdId },
  })
})

/** The library in a turn that has room for so many held deletions. */
function withRoom<Draft extends LibraryDraft>(draft: Draft, room: number): Draft {
  let left = room
  const takeReleaseRoom = (wanted: number) => {
    const taken = Math.min(wanted, left)
    left -= taken
    return taken
  }
  return { ...draft, takeReleaseRoom }
}

const statesOf = (draft: LibraryDraft) => [1, 2, 3].map((mark) => draft.asset(sampleAssetId(mark))?.state)

test('[S98] answerHold() does what there is room for, and the rest goes turn by turn, in the same name', () => {
  const draft = held()
  assert.deepEqual(act(withRoom(draft, 1), release, { client: 2 }), { kind: 'applied' })
  assert.deepEqual(statesOf(draft), ['trashed', 'live', 'live'])
  const half = draft.record('hold', holdId) ?? assert.fail()
  assert.deepEqual([half.state, half.release?.heldSeq, isHolding(half)], ['released', 4, true])
  assert.deepEqual(leftToRelease(draft, half), [sampleAssetId(2), sampleAssetId(3)])
  // Whoever was killed begins at the beginning: what is done is not done again.
  assert.equal(goOnReleasing(withRoom(draft, 2), { holdId, from: 0, now: 1 }), 2)
  assert.deepEqual(statesOf(draft), ['trashed', 'trashed', 'live'])
  const first = assetOf(draft, 1)
  assert.equal(goOnReleasing(withRoom(draft, 1), { holdId, from: 2, now: 1 }), null)
  assert.deepEqual(statesOf(draft), ['trashed', 'trashed', 'trashed'])
  assert.deepEqual(assetOf(draft, 1), first)
  assert.deepEqual(
    [assetOf(draft, 3).trashedBy, assetOf(draft, 3).edits.state?.clientId],
    ['device 9', sampleClientId(2)],
  )
  const done = draft.record('hold', holdId) ?? assert.fail()
  assert.deepEqual([done.state, 'release' in done, isHolding(done)], ['released', false, false])
  const head = draft.headSeq()
  assert.equal(goOnReleasing(draft, { holdId, from: 0, now: 1 }), null)
  assert.equal(draft.headSeq(), head)
})

test('[S96] [S98] answerHold() counts the first answer also while its release is on its way', () => {
  const draft = held()
  act(withRoom(draft, 0), release, { client: 2 })
  const head = draft.headSeq()
  assert.deepEqual(act(draft, release, { client: 3 }), { kind: 'unchanged' })
  assert.equal(act(draft, undo, { client: 3 }).kind, 'superseded')
  assert.equal(draft.headSeq(), head)
  assert.deepEqual(statesOf(draft), ['live', 'live', 'live'])
})

test('[S72] [S95] [S98] goOnReleasing() leaves alone what was restored, or took another in, before its turn', () => {
  const draft = held()
  act(withRoom(draft, 1), release, { client: 2 })
  // The one was restored after it had gone, the other before it was to go, by the one who answered.
  act(draft, edit('restore', { assetId: sampleAssetId(1) }), { client: 2 })
  act(draft, edit('restore', { assetId: sampleAssetId(2) }), { client: 2 })
  goOnReleasing(draft, { holdId, from: 0, now: 1 })
  assert.deepEqual(statesOf(draft), ['live', 'live', 'trashed'])
  const united = createMemoryDraft(
    [1, 2, 3, 4].map((mark) => sampleAsset(mark)),
    {},
    [...held().records.all()],
  )
  act(withRoom(united, 1), release, { client: 2 })
  assert.ok(mergeAssets(united, sampleAssetId(3), sampleAssetId(4), null))
  goOnReleasing(united, { holdId, from: 1, now: 1 })
  assert.deepEqual(statesOf(united), ['trashed', 'trashed', 'live'])
})
