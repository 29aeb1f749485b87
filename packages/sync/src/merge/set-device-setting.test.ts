import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceId, DeviceRecord, DeviceSetting } from '@rollcall/protocol'
import { settingsOf } from '../policy/settings.ts'
import { act, edit } from '../test-kit/act.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'

const deviceId = 'd'.repeat(32) as DeviceId

function choose(setting: DeviceSetting) {
  return edit('setDeviceSetting', { deviceId, setting })
}

/** A library that knows one device. */
function withDevice(changes: Partial<DeviceRecord> = {}) {
  const times = { addedAt: 5, removedAt: null }
  const device = { kind: 'device', key: deviceId, seq: 3, name: 'iPad', ...times, settings: {}, edits: {} }
  return createMemoryDraft([], {}, [{ ...device, ...changes } as DeviceRecord])
}

test('[S150] setDeviceSetting() merges each setting on its own', () => {
  const draft = withDevice()
  const base = draft.headSeq()
  act(draft, choose({ name: 'mobileData', value: true }), { client: 1, baseSeq: base })
  act(draft, choose({ name: 'keepDays', value: 7 }), { client: 2, baseSeq: base, ageMs: 900 })
  assert.deepEqual(draft.record('device', deviceId)?.settings, { mobileData: true, keepDays: 7 })
})

test('[S150] setDeviceSetting() lets the later of two concurrent choices stand, and names the other', () => {
  const draft = withDevice()
  const base = draft.headSeq()
  act(draft, choose({ name: 'keepDays', value: 7 }), { client: 1, baseSeq: base, ageMs: 10 })
  const lost = act(draft, choose({ name: 'keepDays', value: 9 }), { client: 2, baseSeq: base, ageMs: 20 })
  const element = `${deviceId}:keepDays`
  assert.deepEqual(lost, { kind: 'superseded', facts: { field: 'setting', element, kept: 7, lost: 9 } })
  const won = act(draft, choose({ name: 'keepDays', value: 8 }), { client: 3, baseSeq: base })
  assert.deepEqual(won, { kind: 'applied', facts: { field: 'setting', element, overrode: 7 } })
  assert.equal(draft.record('device', deviceId)?.settings.keepDays, 8)
})

test('[S150] settingsOf() gives the default of what nobody has chosen', () => {
  const draft = withDevice()
  act(draft, choose({ name: 'power', value: 'always' }))
  const { power, isOn, batteryFloor } = settingsOf(draft.record('device', deviceId)?.settings ?? {})
  assert.deepEqual([power, isOn, batteryFloor], ['always', true, 20])
})

test('[S151] setDeviceSetting() keeps what is chosen for a device that the library does not know yet', () => {
  const draft = createMemoryDraft()
  assert.deepEqual(act(draft, choose({ name: 'isOn', value: false })), { kind: 'applied' })
  assert.equal(draft.record('device', deviceId)?.settings.isOn, false)
})

test('[S151] setDeviceSetting() refuses to choose anything for a device that was removed', () => {
  const draft = withDevice({ removedAt: 9 })
  const head = draft.headSeq()
  const refused = { kind: 'refused', code: 'no_such_device', facts: { deviceId } }
  assert.deepEqual(act(draft, choose({ name: 'isOn', value: false })), refused)
  assert.equal(draft.headSeq(), head)
})
