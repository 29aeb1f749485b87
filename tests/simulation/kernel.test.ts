import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Kernel } from './kernel.ts'

test('skip() wakes who would have woken meanwhile, and nobody else', async () => {
  const kernel = new Kernel(1)
  const woken: string[] = []
  void kernel.sleep(null, 60_000).then(() => woken.push('in a minute'))
  void kernel.sleep(null, 600_000).then(() => woken.push('in ten'))
  kernel.schedule(null, 30_000, () => woken.push('planned'))
  kernel.skip(120_000)
  await kernel.run(kernel.now + 5_000, () => false)
  assert.deepEqual(woken, ['in a minute'])
  assert.equal(kernel.time - kernel.now, 120_000)
  await kernel.run(kernel.now + 30_000, () => false)
  assert.deepEqual(woken, ['in a minute', 'planned'])
})
