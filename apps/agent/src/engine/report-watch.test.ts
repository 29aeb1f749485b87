import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ServerAway } from '@rollcall/platform-client'
import type { DeviceReport } from '@rollcall/protocol'
import { accepted } from '@rollcall/protocol'
import { NOTHING_MEASURED } from '@rollcall/sync'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import { choose, deviceWith, optimise, PREVIEW_BYTES, sync } from '../test-kit/optimised-device.ts'
import { createEngine } from './engine.ts'
import type { ReportPorts } from './report-watch.ts'
import { createReportWatch } from './report-watch.ts'
import { rollOfDevice } from './roll-of-device.ts'

const MINUTE_MS = 60_000

/** A server that keeps reports in memory, and a way to take it away. */
function createReader() {
  const reports: DeviceReport[] = []
  const reader = { isAway: false, reports }
  const ports: ReportPorts = {
    api: {
      putReport: async (_deviceId, report) => {
        if (reader.isAway) throw new ServerAway('server_unreachable', {})
        reports.push(report)
        return accepted(null)
      },
      knownDevices: async () => accepted({ now: 5, devices: [] }),
    },
    health: () => ({ state: 'running', since: null, step: null, crashes: 0 }),
    version: '0.1.0',
    platform: 'test',
  }
  return { ...reader, reader, ports }
}

/** A watch over a device, and a way to give it a tick. */
function createScene() {
  const device = createTestDevice()
  const { reader, ports } = createReader()
  const { state, clock } = device
  const watch = createReportWatch({ state, clock, reports: ports }, () => true)
  return {
    reader,
    device,
    watch,
    tick: async () => {
      const surroundings = { now: clock.now(), engine: 'running', measured: NOTHING_MEASURED } as const
      watch.notice(rollOfDevice(state, { ...surroundings, active: new Map() }).roll, NOTHING_MEASURED)
      // The report goes out in the background.
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
    },
    [Symbol.dispose]: () => device[Symbol.dispose](),
  }
}

test('createReportWatch() reports at once, then every half hour when nothing changes', async () => {
  using scene = createScene()
  await scene.tick()
  assert.equal(scene.reader.reports.length, 1)
  for (let minute = 0; minute < 29; minute++) {
    scene.device.clock.advance(MINUTE_MS)
    await scene.tick()
  }
  assert.equal(scene.reader.reports.length, 1)
  scene.device.clock.advance(MINUTE_MS)
  await scene.tick()
  assert.equal(scene.reader.reports.length, 2)
})

test('createReportWatch() reports at once when somebody asks, and again after the server was away', async () => {
  using scene = createScene()
  await scene.tick()
  scene.watch.hurry()
  scene.reader.isAway = true
  await scene.tick()
  scene.reader.isAway = false
  await scene.tick()
  assert.equal(scene.reader.reports.length, 1, 'not within a minute')
  scene.watch.hurry()
  await scene.tick()
  assert.equal(scene.reader.reports.length, 2)
})

test('createReportWatch() keeps what is known of other devices, for when there is no server', async () => {
  using scene = createScene()
  await scene.tick()
  assert.deepEqual(scene.device.state.values.get('known_devices'), { now: 5, devices: [] })
})

test('the last word of an engine says that it does not run any more', async () => {
  using device = createTestDevice()
  const { reader, ports } = createReader()
  device.write('a.jpg', samplePhoto('one'))
  const engine = createEngine({ ...device.ports, reports: ports })
  await engine.tick()
  await engine.lastWord()
  assert.equal(reader.reports.at(-1)?.engine.state, 'not_running')
  assert.equal(reader.reports.at(-1)?.total, 1)
})

test('an engine in safe mode looks at no file, and says that it crashed', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  const steps: string[] = []
  const onStep = (step: string) => void steps.push(step)
  const engine = createEngine({ ...device.ports, isSafeMode: true, onStep })
  const { roll } = await engine.tick()
  assert.equal(roll?.total, 0)
  assert.equal(device.library.blobs.size, 0)
  assert.deepEqual(steps, ['converge', 'commands', 'rest'])
})

test('createReportWatch() tells of a budget that smaller versions alone exceed, and of what settings leave out', async () => {
  using device = await deviceWith(3)
  optimise(device, 2 * PREVIEW_BYTES)
  choose(device, { name: 'excludedFolders', value: ['left'] })
  await sync(device)
  device.write('left/a.jpg', samplePhoto('left out'))
  const { reader, ports } = createReader()
  const engine = createEngine({ ...device.ports, reports: ports })
  await engine.tick()
  await device.clock.sleep(3_000) // a new file rests first
  await engine.tick()
  await engine.lastWord()
  const report = reader.reports.at(-1)
  assert.ok((report?.overBytes ?? 0) >= PREVIEW_BYTES, String(report?.overBytes))
  assert.deepEqual(
    report?.leftOut?.map(({ code, items, paths }) => [code, items, paths]),
    [['source_excluded', 1, ['left/a.jpg']]],
  )
})
