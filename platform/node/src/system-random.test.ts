import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSystemRandom } from './system-random.ts'

test('createSystemRandom() gives hex of the asked length and fractions below one', () => {
  const random = createSystemRandom()
  assert.match(random.hex(16), /^[0-9a-f]{32}$/)
  assert.notEqual(random.hex(16), random.hex(16))
  for (let count = 0; count < 1_000; count++) {
    const fraction = random.fraction()
    assert.ok(fraction >= 0 && fraction < 1)
  }
})
