import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sha256 } from '@rollcall/protocol'
import fc from 'fast-check'
import { createKeeper } from './create-keeper.ts'

const HASH = 'a'.repeat(64) as Sha256
const OTHER = 'b'.repeat(64) as Sha256

/** Work that ends when it is told to. */
function paused() {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return { work: () => ended, end }
}

test('keepDuring() lets several work side by side, and keeps the remover away until the last is done', async () => {
  const keeper = createKeeper()
  const [one, other] = [paused(), paused()]
  const first = keeper.keepDuring(HASH, one.work)
  const second = keeper.keepDuring(HASH, other.work)
  const never = () => assert.fail('removed while it was kept')
  assert.equal(await keeper.removeDuring(HASH, never), false)
  one.end()
  await first
  assert.equal(await keeper.removeDuring(HASH, never), false)
  assert.equal(await keeper.removeDuring(OTHER, async () => {}), true)
  other.end()
  await second
  assert.equal(await keeper.removeDuring(HASH, async () => {}), true)
})

test('keepDuring() waits for a removal that has begun, also for one that fails', async () => {
  const keeper = createKeeper()
  const removal = paused()
  const steps: string[] = []
  const removed = keeper.removeDuring(HASH, async () => {
    await removal.work()
    steps.push('removed')
    throw new Error('disk')
  })
  const kept = keeper.keepDuring(HASH, async () => steps.push('kept'))
  removal.end()
  await assert.rejects(removed, /disk/)
  await kept
  assert.deepEqual(steps, ['removed', 'kept'])
})

test('keepDuring() lets go of a blob whose work failed', async () => {
  const keeper = createKeeper()
  await assert.rejects(
    keeper.keepDuring(HASH, async () => assert.fail('broken')),
    /broken/,
  )
  assert.equal(await keeper.removeDuring(HASH, async () => {}), true)
})

/** A step of the world takes this many turns of the event loop. */
const delays = fc.array(fc.nat(4), { minLength: 1, maxLength: 12 })

async function pause(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await Promise.resolve()
}

test('uploads and removals in any interleaving never leave a row without its file', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(delays, { minLength: 2, maxLength: 6 }), async (lives) => {
      const keeper = createKeeper()
      const disk = { hasFile: false }
      const rows = new Set<number>()
      const check = () => assert.ok(rows.size === 0 || disk.hasFile, 'a row names a file that is gone')
      const life = async (mark: number, times: readonly number[]) => {
        for (const time of times) {
          await pause(time)
          await keeper.keepDuring(HASH, async () => {
            await pause(time)
            disk.hasFile = true
            await pause(time)
            rows.add(mark)
            check()
          })
          await pause(time)
          rows.delete(mark)
          await keeper.removeDuring(HASH, async () => {
            await pause(time)
            const isUnneeded = rows.size === 0
            await pause(time)
            if (isUnneeded) disk.hasFile = false
            check()
          })
          check()
        }
      }
      await Promise.all(lives.map((times, mark) => life(mark, times)))
    }),
    { numRuns: 500 },
  )
})
