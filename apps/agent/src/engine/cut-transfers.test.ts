import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { test } from 'node:test'
import { ServerAway } from '@rollcall/platform-client'
import type { DeviceSetting, MeasuredConditions } from '@rollcall/protocol'
import { accepted } from '@rollcall/protocol'
import type { RollCall } from '@rollcall/sync'
import { NOTHING_MEASURED } from '@rollcall/sync'
import { devicePaths } from '../folder/device-paths.ts'
import {
  choose,
  deviceWith,
  filesOf,
  optimise,
  photoHash,
  photoOf,
  PHOTO_BYTES,
  PREVIEW_BYTES,
} from '../test-kit/optimised-device.ts'
import type { TestDevice } from '../test-kit/test-device.ts'
import { createTestDevice } from '../test-kit/test-device.ts'
import type { Engine } from './engine.ts'
import { createEngine } from './engine.ts'

/* What is under way is cut off when it is not allowed any more, and goes on from there when it is again. */

const HALF = PHOTO_BYTES / 2

type Network = Partial<MeasuredConditions>

/** Ways in which a transfer becomes forbidden, and allowed again. */
const WAYS: readonly (readonly [string, { readonly network?: Network; readonly setting?: DeviceSetting }])[] =
  [
    ['mobile_data_off', { network: { network: 'mobile' } }],
    ['waiting_wifi', { network: { network: 'wifi', isMetered: true } }],
    ['roaming', { network: { network: 'mobile', isRoaming: true } }],
    ['low_data_mode', { network: { network: 'wifi', isLowData: true } }],
    ['sync_off', { setting: { name: 'isOn', value: false } }],
    ['paused_by_you', { setting: { name: 'pausedUntil', value: 'resumed' } }],
  ]

const BACK: readonly DeviceSetting[] = [
  { name: 'isOn', value: true },
  { name: 'pausedUntil', value: null },
]

/** An engine on a line that stands still in the middle of a photo, until its request is given up. */
function stalledEngine(device: TestDevice): {
  readonly engine: Engine
  readonly stalled: Promise<void>
  readonly change: (network: Network) => void
} {
  let measured: MeasuredConditions = { ...NOTHING_MEASURED, network: 'wifi' }
  let isStill = true
  const { promise: stalled, resolve } = Promise.withResolvers<void>()
  const { api } = device.library
  const givenUp = (signal: AbortSignal | undefined) =>
    new Promise<never>((_, reject) => {
      const words = { failure: 'ABORT_ERR' }
      signal?.addEventListener('abort', () => reject(new ServerAway('server_unreachable', words)))
      resolve()
    })
  const engine = createEngine({
    ...device.ports,
    conditions: { latest: async () => measured, keepLooking: async () => undefined },
    api: {
      ...api,
      putBlob: async (sha256, bytes, signal) =>
        isStill ? await givenUp(signal) : await api.putBlob(sha256, bytes),
      getBlob: async (sha256, from, signal) => {
        if (!isStill) return await api.getBlob(sha256, from)
        isStill = false
        let isSent = false
        const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
          if (isSent) await givenUp(signal)
          else controller.enqueue(photoOf(0).slice(0, HALF))
          isSent = true
        }
        return accepted(new Response(new ReadableStream({ pull }, { highWaterMark: 0 })))
      },
      getPreview: async (sha256, version, signal) => {
        const answer = await api.getPreview(sha256, version)
        if (!isStill || !answer.ok) return answer
        isStill = false
        const { headers } = answer.value
        const pull = () => givenUp(signal)
        return accepted(new Response(new ReadableStream({ pull }, { highWaterMark: 0 }), { headers }))
      },
    },
  })
  const change = (network: Network) => {
    measured = { ...NOTHING_MEASURED, network: 'wifi', ...network }
    isStill = false
  }
  return { engine, stalled, change }
}

/** A new device whose room takes the smaller version of the library's one photo, and not the photo. */
async function newcomerWithPreview(): Promise<TestDevice> {
  using former = await deviceWith(1)
  const { library } = former
  library.calls.splice(0)
  const device = createTestDevice({ library })
  optimise(device, 5 * PREVIEW_BYTES)
  return device
}

/** Ticks until nothing is under way and nothing is to be done at once. */
async function settle(engine: Engine): Promise<RollCall | null> {
  for (;;) {
    const { roll, busy, again } = await engine.tick()
    if (busy) await engine.nextEnd()
    else if (!again) return roll
  }
}

for (const [code, { network, setting }] of WAYS) {
  test(`a download under way is cut off by ${code}, and goes on from where it was`, async () => {
    using device = createTestDevice()
    device.library.addPhoto(photoOf(0), 'far.jpg')
    const { engine, stalled, change } = stalledEngine(device)
    await engine.tick()
    await stalled
    change(network ?? {})
    if (setting !== undefined) choose(device, setting)
    const roll = await settle(engine)
    assert.deepEqual(
      roll?.entries.map(({ decision, active, attempt }) => [decision.because[0].code, active, attempt]),
      [[code, null, null]],
    )
    assert.equal(statSync(`${devicePaths(device.root).incoming}/${photoHash(0)}`).size, HALF)
    assert.equal(device.state.values.get('server').kind, 'reachable')
    change({})
    choose(device, ...BACK)
    assert.equal((await settle(engine))?.counts.safe, 1)
    assert.deepEqual(
      device.library.calls.filter((call) => call.startsWith('get')),
      [`get from ${HALF}`],
    )
    assert.equal(filesOf(device).length, 1)
  })

  test(`a smaller version under way is cut off by ${code}, and comes when it may`, async () => {
    using device = await newcomerWithPreview()
    const { engine, stalled, change } = stalledEngine(device)
    await engine.tick()
    await stalled
    change(network ?? {})
    if (setting !== undefined) choose(device, setting)
    const roll = await settle(engine)
    assert.deepEqual(
      roll?.entries.map(({ decision, active, attempt }) => [decision.because[0].code, active, attempt]),
      [[code, null, null]],
    )
    assert.equal(device.state.values.get('server').kind, 'reachable')
    assert.deepEqual(filesOf(device), [])
    change({})
    choose(device, ...BACK)
    assert.equal((await settle(engine))?.counts.safe, 1)
    assert.equal(filesOf(device).length, 1)
    assert.deepEqual(
      device.library.calls.filter((call) => call.startsWith('get')),
      [],
    )
  })

  test(`an upload under way is cut off by ${code}, and is sent when it may be`, async () => {
    using device = createTestDevice()
    device.write('0.jpg', photoOf(0))
    const { engine, stalled, change } = stalledEngine(device)
    await engine.tick()
    await device.clock.sleep(10_000)
    await engine.tick()
    await stalled
    change(network ?? {})
    if (setting !== undefined) choose(device, setting)
    const roll = await settle(engine)
    assert.deepEqual(
      roll?.entries.map(({ decision, active }) => [decision.because[0].code, active]),
      [[code, null]],
    )
    assert.deepEqual(device.library.calls, [])
    change({})
    choose(device, ...BACK)
    assert.equal((await settle(engine))?.counts.safe, 1)
  })
}
