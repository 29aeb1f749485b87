import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashOf } from '../test-kit/fake-bytes.ts'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import { createEngine } from './engine.ts'
import { dropOldRequests, roomHandlers, wantOriginals } from './room-requests.ts'
import { runEngineOnce } from './run-engine.ts'

const ONE = samplePhoto('one', 5_000)
const TWO = samplePhoto('two', 5_000)

test('roomHandlers() frees space by settings of the device, which anybody can see and take back', () => {
  using device = createTestDevice()
  const { state } = device
  const { onFreeUp } = roomHandlers(state, device.clock)
  assert.deepEqual(
    state.transaction(() => onFreeUp(9_000_000_000)),
    { freeFloorBytes: 9_000_000_000 },
  )
  const { optimise, freeFloorBytes } = state.settingsIn(state.replica.view())
  assert.deepEqual([optimise, freeFloorBytes], [true, 9_000_000_000])
  state.transaction(() => onFreeUp(null))
  assert.equal(state.settingsIn(state.replica.view()).freeFloorBytes, 9_000_000_000)
})

test('roomHandlers() asks for the originals of photos, or of all; what has come gives way to the next request', async () => {
  using device = createTestDevice()
  const { state, library, clock } = device
  device.write('one.jpg', ONE)
  const far = library.addPhoto(TWO, 'two.jpg')
  await runEngineOnce(createEngine(device.ports), clock, new AbortController().signal)
  const { onFetch } = roomHandlers(state, clock)
  assert.deepEqual(
    state.transaction(() => onFetch([far.id])),
    { items: 0 },
  )
  assert.deepEqual([...state.folder.wanted().keys()], [hashOf(TWO)])
  state.transaction(() => wantOriginals(state, [hashOf(ONE)], clock.now()))
  assert.deepEqual([...state.folder.wanted().keys()], [hashOf(ONE)])
  assert.ok(state.folder.usedAt().has(hashOf(TWO)), 'it was used lately all the same')
  clock.advance(25 * 3_600_000)
  dropOldRequests(state, clock.now())
  assert.equal(state.folder.wanted().size, 0)
})
