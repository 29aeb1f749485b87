import { createWaker } from '@rollcall/platform-client'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command, CommandId, CommandRecord } from '@rollcall/protocol'
import { NOTHING_MEASURED } from '@rollcall/sync'
import { SAMPLE_DEVICE_ID } from '../test-kit/sample-device-id.ts'
import type { TestDevice } from '../test-kit/test-device.ts'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import type { CommandHandlers } from './command-watch.ts'
import { clearGrants, createCommandWatch } from './command-watch.ts'
import { createEngine } from './engine.ts'
import { rollOfDevice } from './roll-of-device.ts'
import { runEngine, runEngineOnce } from './run-engine.ts'

const TARGET = SAMPLE_DEVICE_ID

function idOf(mark: number): CommandId {
  return mark.toString(16).padStart(32, '0') as CommandId
}

/** A device that its library knows. */
function openDevice(): TestDevice {
  const device = createTestDevice()
  const setting = { name: 'isOn', value: true } as const
  device.library.act({ op: 'setDeviceSetting', args: { deviceId: TARGET, setting } })
  return device
}

/** Somebody chooses a command for this device on another one. */
function issue({ library }: TestDevice, command: Command, mark = 1): void {
  library.act({ op: 'issueCommand', args: { target: TARGET, commandId: idOf(mark), command } })
}

function rollOf({ state, clock }: TestDevice) {
  const now = clock.now()
  return rollOfDevice(state, { now, engine: 'running', measured: NOTHING_MEASURED, active: new Map() }).roll
}

function obey(device: TestDevice, handlers: CommandHandlers = {}) {
  return createCommandWatch({ state: device.state, handlers }).obey(() => rollOf(device))
}

function recordOf({ state }: TestDevice, what: Command['what']): CommandRecord | null {
  return state.replica.view().records.record('command', `${TARGET}:${what}`)
}

async function sync(device: TestDevice): Promise<void> {
  await runEngineOnce(createEngine(device.ports), device.clock, new AbortController().signal)
}

test('[S155] createCommandWatch() does what waits for this device once, and the library is told', async () => {
  using device = openDevice()
  issue(device, { what: 'retry' })
  await sync(device)
  assert.deepEqual(
    [recordOf(device, 'retry')?.state, recordOf(device, 'retry')?.facts],
    ['done', { items: 0 }],
  )
  assert.equal(device.state.replica.outboxLength(), 0)
  assert.deepEqual(obey(device), { answered: 0, restart: false })
})

test('[S155] createCommandWatch() answers a command that comes again as before, and does not do it again', async () => {
  using device = openDevice()
  const { state } = device
  const command = { what: 'free_up_space', bytes: 7 } as const
  const asked: (number | null)[] = []
  const onFreeUp = (bytes: number | null) => {
    asked.push(bytes)
    return { items: 3 }
  }
  state.transaction(() => issueHere(device, command))
  assert.equal(obey(device, { onFreeUp }).answered, 1)
  // Another one took its place, and then the library was set back to when the first one waited.
  await sync(device)
  issue(device, { what: 'free_up_space', bytes: 9 }, 2)
  issue(device, command, 1)
  const engine = createEngine({ ...device.ports, handlers: { onFreeUp } })
  await runEngineOnce(engine, device.clock, new AbortController().signal)
  const { state: end, facts } = recordOf(device, 'free_up_space') ?? {}
  assert.deepEqual([end, facts, asked], ['done', { items: 3 }, [7]])
})

test('createCommandWatch() works offline: what is chosen here is done at once', () => {
  using device = createTestDevice()
  const { state } = device
  const setting = { name: 'isOn', value: true } as const
  state.transaction(() => {
    state.replica.queue({ op: 'setDeviceSetting', args: { deviceId: TARGET, setting } }, null)
    state.replica.queue(
      { op: 'issueCommand', args: { target: TARGET, commandId: idOf(1), command: { what: 'update' } } },
      null,
    )
  })
  assert.equal(obey(device).answered, 1)
  const record = recordOf(device, 'update')
  assert.equal(record?.state, 'done')
  assert.equal(typeof record?.facts['line'], 'string')
})

test('createCommandWatch() tries again what has failed, and asks the server again', async () => {
  using device = openDevice()
  const { state } = device
  state.transaction(() => {
    state.folder.putAttempt('a.jpg', { code: 'unreadable', facts: {}, count: 3, nextTry: 9e15 })
    state.values.put('server', { kind: 'away', since: 1, code: 'offline', facts: {}, nextTry: 9e15 })
    issueHere(device, { what: 'retry' })
  })
  obey(device)
  const server = state.values.get('server')
  assert.equal(state.folder.attempts().size, 0)
  assert.equal(server.kind === 'away' && server.nextTry, 0)
  assert.deepEqual(recordOf(device, 'retry')?.facts, { items: 1 })
})

function issueHere({ state }: TestDevice, command: Command, mark = 1): void {
  const setting = { name: 'isOn', value: true } as const
  state.replica.queue({ op: 'setDeviceSetting', args: { deviceId: TARGET, setting } }, null)
  state.replica.queue({ op: 'issueCommand', args: { target: TARGET, commandId: idOf(mark), command } }, null)
}

test('createCommandWatch() grants what waits now, and a grant ends when its item is safe', async () => {
  using device = openDevice()
  const { state } = device
  device.write('a.jpg', samplePhoto('one'))
  await sync(device)
  const paused = { name: 'pausedUntil', value: 'resumed' } as const
  state.transaction(() =>
    state.replica.queue({ op: 'setDeviceSetting', args: { deviceId: TARGET, setting: paused } }, null),
  )
  device.write('b.jpg', samplePhoto('two'))
  await sync(device)
  state.transaction(() => issueHere(device, { what: 'allow_mobile_once' }, 1))
  obey(device)
  assert.deepEqual([...state.folder.grants()], [['b.jpg', 'mobile']])
  state.transaction(() => issueHere(device, { what: 'sync_now' }, 2))
  obey(device)
  assert.deepEqual([...state.folder.grants()], [['b.jpg', 'everything']])
  state.transaction(() => issueHere(device, { what: 'allow_mobile_once' }, 3))
  obey(device)
  assert.deepEqual([...state.folder.grants()], [['b.jpg', 'everything']])
  clearGrants(state, rollOf(device))
  assert.equal(state.folder.grants().size, 1)
  state.transaction(() =>
    state.replica.queue(
      { op: 'setDeviceSetting', args: { deviceId: TARGET, setting: { ...paused, value: null } } },
      null,
    ),
  )
  await sync(device)
  assert.equal(state.folder.grants().size, 0)
})

test('createCommandWatch() refuses what nobody here does, and says so', () => {
  using device = createTestDevice()
  for (const command of [
    { what: 'free_up_space', bytes: null },
    { what: 'fetch', assetIds: null },
    { what: 'check' },
    { what: 'change_plan', plan: 'big' },
  ] as const) {
    device.state.transaction(() => issueHere(device, command))
    obey(device)
    const record = recordOf(device, command.what)
    assert.equal(record?.state, 'refused', command.what)
    assert.equal(typeof record?.facts['because'], 'string')
  }
})

test('createCommandWatch() does nothing of a command whose answer cannot be kept', () => {
  using device = createTestDevice()
  const { state } = device
  state.transaction(() => {
    state.folder.putAttempt('a.jpg', { code: 'unreadable', facts: {}, count: 3, nextTry: 9e15 })
    issueHere(device, { what: 'check' })
  })
  const onCheck = () => {
    state.folder.putAttempt('a.jpg', null)
    throw new Error('the machine dies')
  }
  assert.throws(() => obey(device, { onCheck }))
  assert.deepEqual([state.folder.attempts().size, recordOf(device, 'check')?.state], [1, 'waiting'])
  obey(device, { onCheck: () => ({}) })
  assert.equal(recordOf(device, 'check')?.state, 'done')
})

test('runEngine() ends when a command asks for another engine, and the command is answered then', async () => {
  using device = openDevice()
  issue(device, { what: 'restart_sync' })
  const waker = createWaker(device.clock)
  const { signal } = new AbortController()
  assert.equal(
    await runEngine(createEngine(device.ports, waker.wake), waker, device.clock, signal),
    'restart',
  )
  assert.equal(recordOf(device, 'restart_sync')?.state, 'done')
  await sync(device)
  assert.equal(device.state.replica.outboxLength(), 0)
})
