import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Clock } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import { createTestClock } from '../test-kit/test-clock.ts'
import { createTestDevice } from '../test-kit/test-device.ts'
import { keepLearning } from './keep-learning.ts'

test('keepLearning() learns what is due, tries a full disk again, and ends when it is told', async () => {
  using device = createTestDevice()
  const { state } = device
  const key = '1'.padStart(32, '0')
  const record = { kind: 'album', key, seq: 1, type: 'album', name: 'Garden', parentId: null, state: 'live' }
  const changes = [{ kind: 'record', record }] as never
  const page = { epoch: 1, from: '1.0', to: '1.1', complete: true, lastMutation: 0, changes }
  await state.replica.stage(page, { first: true, fresh: true })
  await state.replica.adopt({ epoch: 1, seq: 1 }, 0)
  assert.equal(state.search.dueCount(), 1)

  const ending = new AbortController()
  let failures = 2
  const search: typeof state.search = {
    ...state.search,
    takeTurn: (gazetteer) => {
      if (failures-- > 0) throw new DiskFailure('full', 'Cannot write database: the disk is full')
      return state.search.takeTurn(gazetteer)
    },
  }
  const test = createTestClock()
  const clock: Clock = {
    ...test,
    sleep: async (milliseconds) => {
      await test.sleep(milliseconds)
      if (state.search.dueCount() === 0) ending.abort()
    },
  }
  await keepLearning(search, clock, ending.signal)
  assert.equal(failures < 0, true)
  assert.deepEqual(
    state.search.albums().map(({ name }) => name),
    ['Garden'],
  )
})

test('keepLearning() does not take a mistake for a broken disk', async () => {
  using device = createTestDevice()
  const search = { ...device.state.search, takeTurn: () => assert.fail('a mistake') }
  await assert.rejects(keepLearning(search, createTestClock(), new AbortController().signal), /a mistake/)
})
