import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSystemClock } from '@rollcall/platform-node'
import { measuredConditionsSchema } from '@rollcall/protocol'
import type { SampleMachine } from '../test-kit/sample-machine.ts'
import { sampleMachine } from '../test-kit/sample-machine.ts'
import { createTestClock } from '../test-kit/test-clock.ts'
import type { ConditionsPorts } from './conditions-ports.ts'
import { createNodeMachine } from './node-machine.ts'
import { readConditions } from './read-conditions.ts'

const SERVER = 'https://photos.example'

function portsOf(machine: SampleMachine, changes: Partial<ConditionsPorts> = {}): ConditionsPorts {
  return {
    clock: createSystemClock(),
    disk: { freeBytes: async () => 1_000 },
    root: '/photos',
    server: SERVER,
    clockOffsetMs: () => 12,
    machine: sampleMachine(machine),
    ...changes,
  }
}

const read = (machine: SampleMachine, changes?: Partial<ConditionsPorts>) =>
  readConditions(portsOf(machine, changes))

test('readConditions() of Linux tells kinds of networks, and what they cost', async () => {
  const net = '/sys/class/net/net0'
  const kinds = [
    [{ [`${net}/wireless`]: '', [`${net}/device`]: '' }, 'wifi'],
    [{ [`${net}/uevent`]: 'DEVTYPE=wlan\nINTERFACE=net0' }, 'wifi'],
    [{ [`${net}/uevent`]: 'DEVTYPE=wwan\n' }, 'mobile'],
    [{ [`${net}/device`]: '' }, 'ethernet'],
    [{ [`${net}/uevent`]: 'DEVTYPE=bridge\n' }, 'other'],
    [{}, 'other'],
  ] as const
  for (const [files, network] of kinds) assert.equal((await read({ files })).network, network)
  const ask = 'nmcli -t -g GENERAL.METERED device show net0'
  for (const [said, isMetered] of [
    ['yes\n', true],
    ['yes (guessed)\n', true],
    ['no\n', false],
    ['no (guessed)\n', false],
    ['unknown\n', null],
  ] as const)
    assert.equal((await read({ programs: { [ask]: said } })).isMetered, isMetered, said)
  const modem = { 'mmcli --modem any': 'modem.3gpp.registration-state : roaming\n' }
  const files = { [`${net}/uevent`]: 'DEVTYPE=wwan\n' }
  assert.equal((await read({ programs: modem, files })).isRoaming, true)
})

test('readConditions() of Linux tells power modes', async () => {
  const battery = { isThere: true, isCharging: false, percent: 41 }
  const saving = await read({ battery, programs: { 'powerprofilesctl get': 'power-saver\n' } })
  assert.equal(saving.isLowPower, true)
  assert.equal(saving.isCharging, false)
  assert.equal(saving.batteryPercent, 41)
  assert.equal((await read({ programs: { 'powerprofilesctl get': 'balanced\n' } })).isLowPower, false)
  const files = { '/sys/firmware/acpi/platform_profile': 'low-power\n' }
  assert.equal((await read({ files })).isLowPower, true)
})

test('readConditions() of a machine without a battery is charging', async () => {
  const { isCharging, batteryPercent } = await read({})
  assert.equal(isCharging, true)
  assert.equal(batteryPercent, null)
})

test('readConditions() of macOS reads its own tools', async () => {
  const programs = {
    'networksetup -listallhardwareports':
      '\nHardware Port: Ethernet\nDevice: en1\nEthernet Address: 00:00\n\nHardware Port: Wi-Fi\nDevice: net0\nEthernet Address: 00:01\n',
    'ifconfig -v net0': 'net0: flags=8863<UP>\n\teflags=400<EXPENSIVE>\n\txflags=4<CONSTRAINED>\n',
    'pmset -g': 'Currently in use:\n lowpowermode         1\n sleep 1\n',
  }
  const told = await read({ platform: 'darwin', programs })
  assert.equal(told.network, 'wifi')
  assert.equal(told.isMetered, true)
  assert.equal(told.isLowData, true)
  assert.equal(told.isLowPower, true)
  assert.equal(told.isRoaming, null)
})

test('readConditions() of Windows reads its network information', async () => {
  const answer = { isMobile: false, ianaType: 71, cost: 'Variable', isRoaming: false, isLowData: true }
  const programs = { 'powershell.exe': JSON.stringify(answer) }
  const told = await read({ platform: 'win32', programs })
  assert.equal(told.network, 'wifi')
  assert.equal(told.isMetered, true)
  assert.equal(told.isLowData, true)
})

test('readConditions() says why it does not know', async () => {
  for (const platform of ['linux', 'darwin', 'win32', 'freebsd'] as const) {
    const told = await read({ platform })
    for (const name of ['isMetered', 'isLowPower', 'isTooHot'] as const) {
      assert.equal(told[name], null, `${platform} ${name}`)
      assert.notEqual(told.unknown[name] ?? '', '', `${platform} ${name}`)
    }
    measuredConditionsSchema.parse(told)
  }
})

test('readConditions() never rejects, and waits three seconds at most', async () => {
  const broken = async () => {
    throw new Error('Cannot read disk: gone')
  }
  const told = await read({}, { disk: { freeBytes: broken } })
  assert.equal(told.freeBytes, null)
  assert.match(told.unknown['freeBytes'] ?? '', /gone/)
  const clock = createTestClock()
  const never = new Promise<number>(() => undefined)
  const late = await read({}, { clock, disk: { freeBytes: () => never } })
  assert.match(late.unknown['freeBytes'] ?? '', /within 3 s/)
})

test('readConditions() knows no network, and that a server on this machine needs none', async () => {
  assert.equal((await read({ address: null })).network, 'none')
  const local = await read({ address: null }, { server: 'http://127.0.0.1:7655' })
  assert.equal(local.network, 'other')
  assert.equal(local.isMetered, false)
})

test('readConditions() of the machine that this runs on', async () => {
  const told = await readConditions({ ...portsOf({}), machine: createNodeMachine() })
  measuredConditionsSchema.parse(told)
  assert.notEqual(told.isCharging, null)
})
