import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BatchChange, CommandId, DeviceId, DeviceSetting, Intent } from '@rollcall/protocol'
import { createJournalLibrary, sampleBatchId } from '../test-kit/journal-library.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { sampleClientId } from '../test-kit/sample-asset.ts'
import { planTakeBack, planUndo } from './plan-undo.ts'

const IPAD = 'd'.repeat(32) as DeviceId
const ANA = sampleClientId(1)
const BEN = sampleClientId(2)
const ID = sampleBatchId(7)
const COMMAND = 'c'.repeat(32) as CommandId

function choose(setting: DeviceSetting): Intent {
  return { op: 'setDeviceSetting', args: { deviceId: IPAD, setting } }
}

function openLibrary() {
  const library = createMemoryDraft()
  return { library, journal: createJournalLibrary(library) }
}

function told(changes: readonly BatchChange[]): unknown {
  return changes.map(({ field, element, before, after, verdict }) => [field, element, before, after, verdict])
}

test('[S156] recordMutation() tells a setting with what was chosen before, or that nothing was', () => {
  const { journal } = openLibrary()
  journal.push(ANA, [choose({ name: 'keepDays', value: 7 }), choose({ name: 'keepDays', value: 9 })])
  const element = `${IPAD}:keepDays`
  assert.deepEqual(told(journal.entries()[0]?.changes ?? []), [
    ['setting', element, null, 7, 'applied'],
    ['setting', element, 7, 9, 'applied'],
  ])
})

test('[S156] recordMutation() tells which choice lost, and which one it overrode', () => {
  const { library, journal } = openLibrary()
  journal.push(ANA, [choose({ name: 'power', value: 'smart' })])
  const base = library.headSeq()
  journal.push(ANA, [choose({ name: 'power', value: 'always' })], base)
  journal.push(BEN, [{ ...choose({ name: 'power', value: 'charging' }), ageMs: 9_000 }], base)
  journal.push(BEN, [choose({ name: 'power', value: 'charging' })], base)
  const element = `${IPAD}:power`
  const byBen = journal.entries().find(({ clientId }) => clientId === BEN)
  assert.deepEqual(told(byBen?.changes ?? []), [
    ['setting', element, 'always', 'charging', 'lost'],
    ['setting', element, 'always', 'charging', 'overrode'],
  ])
  const [lost] = byBen?.changes ?? []
  assert.ok(lost)
  assert.deepEqual(planTakeBack(journal.view(), lost, ID).steps, [])
})

test('[S156] planUndo() brings settings back to what was chosen, or else to the default', () => {
  const { library, journal } = openLibrary()
  journal.push(BEN, [choose({ name: 'keepDays', value: 7 })])
  const batch = { id: sampleBatchId(1), undoes: null }
  journal.push(ANA, [
    { ...choose({ name: 'keepDays', value: 1 }), batch },
    { ...choose({ name: 'power', value: 'always' }), batch },
    { ...choose({ name: 'pausedUntil', value: 'resumed' }), batch },
  ])
  const plan = planUndo(journal.view(), journal.entry(batch.id), ID)
  journal.push(
    ANA,
    plan.steps.flatMap(({ intents }) => intents),
  )
  const { settings } = library.record('device', IPAD) ?? {}
  assert.deepEqual(settings, { keepDays: 7, power: 'smart', pausedUntil: null })
  assert.deepEqual(plan.left, [])
})

test('[S156] planUndo() leaves a setting that somebody chose since, and those of a removed device', () => {
  const { library, journal } = openLibrary()
  const batch = { id: sampleBatchId(1), undoes: null }
  journal.push(ANA, [
    { ...choose({ name: 'keepDays', value: 1 }), batch },
    { ...choose({ name: 'power', value: 'always' }), batch },
  ])
  journal.push(BEN, [choose({ name: 'keepDays', value: 3 })])
  const reasons = () =>
    planUndo(journal.view(), journal.entry(batch.id), ID).left.map(({ because }) => because)
  assert.deepEqual(reasons(), ['changed_since'])
  const device = library.record('device', IPAD)
  assert.ok(device)
  library.putRecord({ ...device, removedAt: 1, seq: library.nextSeq() })
  assert.deepEqual(reasons(), ['gone', 'gone'])
})

test('[S156] the journal tells a command when it is given, not what came of it, and takes none back', () => {
  const { journal } = openLibrary()
  journal.push(BEN, [choose({ name: 'isOn', value: true })])
  const batch = { id: sampleBatchId(1), undoes: null }
  const command = { what: 'retry' } as const
  journal.push(ANA, [{ op: 'issueCommand', args: { target: IPAD, commandId: COMMAND, command }, batch }])
  journal.push(BEN, [
    {
      op: 'answerCommand',
      args: { target: IPAD, what: 'retry', commandId: COMMAND, state: 'done', facts: { items: 2 } },
    },
  ])
  const entry = journal.entry(batch.id)
  assert.deepEqual(told(entry.changes), [['command', `${IPAD}:retry`, null, command, 'applied']])
  assert.deepEqual(journal.entries().length, 2)
  const { steps, left } = planUndo(journal.view(), entry, ID)
  assert.deepEqual([steps, left.map(({ because }) => because)], [[], ['answered']])
})
