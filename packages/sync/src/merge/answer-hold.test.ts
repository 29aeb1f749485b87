import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Hold } from '@rollcall/protocol'
import { act, assetOf, edit, sampleHoldId } from '../test-kit/act.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { sampleAsset, sampleAssetId, sampleClientId } from '../test-kit/sample-asset.ts'

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
