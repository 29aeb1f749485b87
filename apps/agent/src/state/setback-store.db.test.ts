import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Intent, MutationOutcome } from '@rollcall/protocol'
import { assetIdSchema } from '@rollcall/protocol'
import { createTestDevice } from '../test-kit/test-device.ts'

const assetId = assetIdSchema.parse('a'.repeat(32))
const caption: Intent = { op: 'setCaption', args: { assetId, value: 'mine' } }
const lost: MutationOutcome = {
  kind: 'superseded',
  facts: { field: 'caption', kept: 'theirs', lost: 'mine' },
}
const gone: MutationOutcome = { kind: 'refused', code: 'gone', facts: { assetId } }

test('SetbackStore keeps what was refused or lost, the newest first, until it was seen', () => {
  using device = createTestDevice()
  const { setbacks } = device.state
  setbacks.note(caption, lost, 1)
  setbacks.note(caption, gone, 2)
  assert.equal(setbacks.countUnseen(), 2)
  assert.deepEqual(
    setbacks.list().map(({ at, intent, outcome, isSeen }) => ({ at, intent, outcome, isSeen })),
    [
      { at: 2, intent: caption, outcome: gone, isSeen: false },
      { at: 1, intent: caption, outcome: lost, isSeen: false },
    ],
  )
  setbacks.markSeen()
  assert.equal(setbacks.countUnseen(), 0)
  assert.equal(setbacks.list().length, 2)
})

test('SetbackStore keeps nothing of what took effect, waits for a word, or was declared by the engine', () => {
  using device = createTestDevice()
  const { setbacks } = device.state
  setbacks.note(caption, { kind: 'applied' }, 1)
  setbacks.note(caption, { kind: 'unchanged' }, 1)
  setbacks.note(caption, { kind: 'held', facts: {} }, 1)
  const create: Intent = {
    op: 'create',
    args: {
      assetId,
      copyNo: 0,
      kind: 'photo',
      takenAt: 0,
      takenFrom: 'file_time',
      resources: [],
      source: 'automatic',
    },
  }
  setbacks.note(create, gone, 1)
  assert.deepEqual(setbacks.list(), [])
  setbacks.note({ ...create, args: { ...create.args, source: 'explicit' } }, gone, 1)
  assert.equal(setbacks.countUnseen(), 1)
})

test('SetbackStore is bounded: the oldest go', () => {
  using device = createTestDevice()
  const { setbacks, transaction } = device.state
  transaction(() => {
    for (let at = 0; at < 1_050; at++) setbacks.note(caption, lost, at)
  })
  const kept = setbacks.list()
  assert.equal(kept.length, 1_000)
  assert.equal(kept.at(-1)?.at, 50)
})
