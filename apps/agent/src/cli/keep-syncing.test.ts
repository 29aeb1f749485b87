import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSystemClock } from '@rollcall/platform-node'
import type { EngineEvent } from '../engine/engine-ports.ts'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import { keepSyncing } from './keep-syncing.ts'

test('keepSyncing() goes on when a mistake ends the learning of the search, and says so', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  const ending = new AbortController()
  const troubles: string[] = []
  const onEvent = (event: EngineEvent) => {
    if (event.kind === 'disk_trouble') troubles.push(event.failure)
    if (event.kind === 'roll' && event.roll.allSafe && event.roll.total === 1) ending.abort()
  }
  const search: typeof device.state.search = {
    ...device.state.search,
    takeTurn: () => {
      throw new TypeError('Cannot read row')
    },
  }
  const clock = createSystemClock()
  await keepSyncing({ ...device.ports, clock, onEvent, state: { ...device.state, search } }, ending.signal)
  assert.deepEqual(troubles, [
    'Search learns nothing new until the next start (Cannot read row); syncing goes on',
  ])
  assert.equal(device.library.assets.size, 1)
})
