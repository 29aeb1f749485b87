import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Intent, MutationOutcome } from '@rollcall/protocol'
import { assetIdSchema, clientIdSchema, PUSH_MUTATIONS_MAX } from '@rollcall/protocol'
import { emptyState } from '../store/library-state.ts'
import {
  countUndecided,
  freezeBatch,
  loseSight,
  queueIntents,
  renewLine,
  settleBatch,
  trimOutbox,
  undecided,
} from './outbox.ts'

const CLIENT = clientIdSchema.parse('c1'.repeat(16))
const OTHER = clientIdSchema.parse('c2'.repeat(16))
const intent: Intent = {
  op: 'setCaption',
  args: { assetId: assetIdSchema.parse('a1'.repeat(16)), value: 'lake' },
}
const APPLIED: MutationOutcome = { kind: 'applied' }

function clockAt(now: number, monotonic: number, bootId = 'boot') {
  return { now: () => now, monotonic: () => monotonic, bootId, sleep: async () => undefined }
}

function pageOf(outcomes: readonly number[]) {
  const page = { epoch: 1, from: '1.0', to: '1.0', complete: true, lastMutation: 0, changes: [] }
  return { outcomes: outcomes.map((n) => ({ n, outcome: APPLIED })), page }
}

const queued = (count: number) =>
  queueIntents(
    { ...emptyState(CLIENT), cursor: { epoch: 1, seq: 9 } },
    Array.from({ length: count }, () => intent),
    clockAt(0, 0),
  )

test('[R12] freezeBatch() hands out the same batch until it is settled, and no more than a push may hold', () => {
  const frozen = freezeBatch(queued(PUSH_MUTATIONS_MAX + 3), () => 't1')
  assert.deepEqual(frozen.line.frozen, { next: 't1', through: PUSH_MUTATIONS_MAX })
  const more = queueIntents(frozen, [intent], clockAt(0, 0))
  assert.equal(
    freezeBatch(more, () => 't2'),
    more,
  )
  const settled = settleBatch(more, pageOf([1, 2]))
  assert.deepEqual([settled.line.nonce, settled.line.frozen], ['t1', null])
  assert.equal(countUndecided(settled), PUSH_MUTATIONS_MAX + 4 - 2)
  const none = emptyState(CLIENT)
  assert.equal(
    freezeBatch(none, () => 't3'),
    none,
  )
})

test('[S23] trimOutbox() drops what is decided and shown, keeps the rest, and is the same state when nothing moves', () => {
  const settled = settleBatch(queued(3), pageOf([1, 2]))
  const trimmed = trimOutbox(settled, 1, false)
  assert.deepEqual(
    trimmed.outbox.map(({ n }) => n),
    [2, 3],
  )
  assert.equal(trimOutbox(trimmed, 1, false), trimmed)
  const next = queueIntents(trimOutbox(trimmed, 2, false), [intent], clockAt(0, 0))
  assert.deepEqual(
    next.outbox.map(({ n }) => n),
    [3, 4],
  )
  const all = trimOutbox(settleBatch(next, pageOf([3, 4])), 4, false)
  assert.equal(queueIntents(all, [intent], clockAt(0, 0)).outbox[0]?.n, 5)
})

test('[R12] renewLine() numbers what is undecided from 1, and remembers who it was', () => {
  const renewed = renewLine(
    settleBatch(
      freezeBatch(queued(3), () => 't1'),
      pageOf([1]),
    ),
    OTHER,
    1,
  )
  assert.deepEqual(renewed.line, {
    ...{ clientId: OTHER, nonce: null, frozen: null, settledThrough: 0 },
    formerIds: [CLIENT],
  })
  assert.deepEqual(
    renewed.outbox.map(({ n }) => n),
    [1, 2],
  )
})

test('[R11] [S33] renewLine() keeps what was decided by a server that knows nothing of it any more', () => {
  const settled = settleBatch(queued(3), pageOf([1, 2]))
  const numbers = ({ outbox }: typeof settled) => outbox.map(({ n, outcome }) => [n, outcome])
  const [third, all] = [renewLine(settled, OTHER, 2), renewLine(settled, OTHER, 0)]
  assert.deepEqual(numbers(third), [[1, null]])
  assert.deepEqual(numbers(all), [
    [1, null],
    [2, null],
    [3, null],
  ])
})

test('[S26] loseSight() and a new epoch leave what waits in sight of nothing, and nothing decided that the base does not show', () => {
  const decided = settleBatch(queued(2), pageOf([1]))
  for (const state of [loseSight(decided), trimOutbox(decided, 0, true)])
    assert.deepEqual(
      state.outbox.map(({ baseSeq, outcome }) => ({ baseSeq, outcome })),
      [
        { baseSeq: 0, outcome: null },
        { baseSeq: 0, outcome: null },
      ],
    )
})

test('[R13] undecided() tells ages by the monotonic clock within a boot, by the wall clock across boots, and none below 0', () => {
  const state = queueIntents(emptyState(CLIENT), [intent], clockAt(1_000, 50))
  const age = (clock: ReturnType<typeof clockAt>) => undecided(state, clock)[0]?.ageMs
  assert.equal(age(clockAt(9_999_999, 80)), 30)
  assert.equal(age(clockAt(1_700, 3, 'next boot')), 700)
  assert.equal(age(clockAt(10, 3, 'next boot')), 0)
})
