import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AssetId } from '@rollcall/protocol'
import { createTestDevice } from '../test-kit/test-device.ts'

const PHOTO = '1'.repeat(32) as AssetId

test('[R11] [S33] renewClient() sends again what was decided by a server that knows nothing of it any more', async () => {
  using device = createTestDevice()
  const { state } = device
  const say = (value: string) =>
    state.transaction(() => state.replica.queue({ op: 'setCaption', args: { assetId: PHOTO, value } }, null))
  say('decided')
  await state.replica.nextBatch()
  const page = { epoch: 1, from: '1.0', to: '1.9', complete: false, lastMutation: 1, changes: [] }
  await state.replica.settle({ outcomes: [{ n: 1, outcome: { kind: 'applied' } }], page })
  say('said since')
  await state.replica.renewClient(0)
  using again = device.reopen()
  const renewed = await again.state.replica.nextBatch()
  assert.deepEqual(
    renewed?.mutations.map(({ n, args }) => [n, 'value' in args && args.value]),
    [
      [1, 'decided'],
      [2, 'said since'],
    ],
  )
})
