import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceId, KnownDevice } from '@rollcall/protocol'
import { createTestDevice } from '../test-kit/test-device.ts'
import { engineWords, quietDevices, quietWords } from './quiet-devices.ts'

const DAY_MS = 24 * 3_600_000

test('quietWords() tells of other devices that went quiet, as of when the server said so', () => {
  using device = createTestDevice()
  const { state } = device
  assert.deepEqual(quietWords(device), [])
  const now = Date.UTC(2026, 10, 22)
  const devices = [
    sampleDevice('Phone', now - 9 * DAY_MS, { isQuiet: true }),
    sampleDevice('Laptop', now, { isCurrent: true, isQuiet: true }),
    sampleDevice('iPad', now, {}),
  ]
  state.transaction(() => state.values.put('known_devices', { now, devices }))
  assert.deepEqual(
    quietDevices(device).map(({ name, asOf }) => [name, asOf]),
    [['Phone', now]],
  )
  assert.match(
    quietWords(device).join('\n'),
    /^! Phone: nothing for 9 days; it never said what it holds \(as of .*\)$/,
  )
})

test('engineWords() is silent about an engine that runs or was never started', () => {
  const health = { since: 0, step: 'scan', crashes: 5 }
  assert.deepEqual(engineWords({ ...health, state: 'running' }), [])
  assert.deepEqual(engineWords({ ...health, state: 'not_running' }), [])
  assert.match(engineWords({ ...health, state: 'stalled' }).join(), /was stuck at "scan"/)
  assert.match(engineWords({ ...health, state: 'crash_loop' }).join(), /5 times.*restart-sync/)
})

function sampleDevice(name: string, lastHeardAt: number, changes: Partial<KnownDevice>): KnownDevice {
  const deviceId = name.padEnd(32, '0') as DeviceId
  const silent = { isCurrent: false, addedAt: 0, reportedAt: null, report: null, isQuiet: false }
  return { deviceId, name, lastHeardAt, ...silent, ...changes }
}
