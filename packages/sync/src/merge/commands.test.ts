import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command, CommandId, CommandTarget, DeviceId, DeviceRecord } from '@rollcall/protocol'
import { act, edit, NOW } from '../test-kit/act.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { commandKey } from './commands.ts'

const IPAD = 'd'.repeat(32) as DeviceId
const GONE = 'e'.repeat(32) as DeviceId
const [ONE, TWO] = ['1', '2'].map((digit) => digit.repeat(32)) as [CommandId, CommandId]

function issue(commandId: CommandId, command: Command = { what: 'retry' }, target: CommandTarget = IPAD) {
  return edit('issueCommand', { target, commandId, command })
}

function answer(commandId: CommandId, state: 'done' | 'refused' | 'cancelled', facts = {}) {
  return edit('answerCommand', { target: IPAD, what: 'retry', commandId, state, facts })
}

/** A library that knows one device, and one that was removed. */
function openLibrary() {
  const deviceOf = (key: DeviceId, seq: number, removedAt: number | null): DeviceRecord => {
    const named = { kind: 'device' as const, key, seq, name: 'iPad', addedAt: 0 }
    return { ...named, removedAt, settings: {}, edits: {} }
  }
  const draft = createMemoryDraft([], {}, [deviceOf(IPAD, 1, null), deviceOf(GONE, 2, 5)])
  return { draft, given: () => draft.record('command', commandKey(IPAD, 'retry')) }
}

test('[S153] issueCommand() lets the last command of a sort count, done or not', () => {
  const { draft, given } = openLibrary()
  assert.deepEqual(act(draft, issue(ONE), { client: 2, ageMs: 5 }), { kind: 'applied' })
  const { state, issuedAt, issuedBy } = given() ?? {}
  assert.deepEqual([state, issuedAt, issuedBy], ['waiting', NOW - 5, 'device 2'])
  act(draft, answer(ONE, 'done'))
  act(draft, issue(TWO))
  assert.deepEqual([given()?.commandId, given()?.state], [TWO, 'waiting'])
  act(draft, issue(ONE, { what: 'sync_now' }))
  assert.equal(given()?.commandId, TWO)
})

test('[S153] issueCommand() gives the same command only once', () => {
  const { draft, given } = openLibrary()
  act(draft, issue(ONE))
  act(draft, answer(ONE, 'done', { items: 4 }))
  const head = draft.headSeq()
  assert.deepEqual(act(draft, issue(ONE), { client: 2 }), { kind: 'unchanged' })
  assert.deepEqual([given()?.state, given()?.facts, draft.headSeq()], ['done', { items: 4 }, head])
})

test('[S153] issueCommand() refuses devices that are removed or not known, and knows the server', () => {
  const { draft } = openLibrary()
  for (const target of [GONE, 'f'.repeat(32) as DeviceId]) {
    const refused = { kind: 'refused', code: 'no_such_device', facts: { deviceId: target } }
    assert.deepEqual(act(draft, issue(ONE, { what: 'retry' }, target)), refused)
  }
  const plan = { what: 'change_plan', plan: 'big' } as const
  assert.deepEqual(act(draft, issue(ONE, plan, 'server')), { kind: 'applied' })
})

test('[S154] answerCommand() takes the first answer', () => {
  const { draft, given } = openLibrary()
  act(draft, issue(ONE))
  assert.deepEqual(act(draft, answer(ONE, 'cancelled'), { client: 2 }), { kind: 'applied' })
  assert.deepEqual(act(draft, answer(ONE, 'cancelled'), { client: 3 }), { kind: 'unchanged' })
  const facts = { field: 'command', kept: 'cancelled', lost: 'done' }
  assert.deepEqual(act(draft, answer(ONE, 'done')), { kind: 'superseded', facts })
  assert.deepEqual([given()?.state, given()?.finishedAt], ['cancelled', NOW])
})

test('[S154] answerCommand() leaves the command alone that has taken the place of the answered one', () => {
  const { draft, given } = openLibrary()
  act(draft, issue(ONE))
  act(draft, issue(TWO))
  assert.equal(act(draft, answer(ONE, 'done')).kind, 'superseded')
  assert.deepEqual([given()?.commandId, given()?.state], [TWO, 'waiting'])
})

test('[S154] answerCommand() refuses the answer to a command that nobody gave', () => {
  const { draft } = openLibrary()
  const refused = { kind: 'refused', code: 'no_such_command', facts: { target: IPAD, what: 'retry' } }
  assert.deepEqual(act(draft, answer(ONE, 'done')), refused)
})
