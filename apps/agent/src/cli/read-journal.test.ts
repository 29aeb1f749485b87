import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ClientId } from '@rollcall/protocol'
import { batchIdSchema, clientIdSchema } from '@rollcall/protocol'
import type { JournalEntry } from '@rollcall/sync'
import { createTestDevice } from '../test-kit/test-device.ts'
import { CommandStop } from './exit.ts'
import { lastOwnEntry } from './read-journal.ts'

function entry(mark: string, clientId: ClientId): JournalEntry {
  return {
    batchId: batchIdSchema.parse(mark.repeat(32)),
    clientId,
    deviceName: 'this device',
    startedAt: 0,
    endedAt: 0,
    undoes: null,
    undoneBy: [],
    counts: { setCaption: 1 },
    created: [],
    changes: [],
    isSent: true,
  }
}

test('lastOwnEntry() does not take what another device of the same name did for its own', () => {
  using device = createTestDevice()
  const own = clientIdSchema.parse('1'.repeat(32))
  const other = clientIdSchema.parse('2'.repeat(32))
  device.state.transaction(() => device.state.values.put('client_id', own))
  const [theirs, mine] = [entry('a', other), entry('b', own)]
  assert.equal(lastOwnEntry(device, [theirs, mine]), mine)
  assert.throws(() => lastOwnEntry(device, [theirs]), CommandStop)
})

test('lastOwnEntry() knows what this device did before it found itself cloned', async () => {
  using device = createTestDevice()
  const before = clientIdSchema.parse('1'.repeat(32))
  device.state.transaction(() => device.state.values.put('client_id', before))
  const mine = entry('b', before)
  await device.state.replica.renewClient(0)
  assert.notEqual(device.state.values.get('client_id'), before)
  assert.equal(lastOwnEntry(device, [mine]), mine)
})
