import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { DiskFile } from './disk.ts'
import { DiskFailure } from './disk.ts'
import { writeWhole } from './write-whole.ts'

/** A file that takes, of each write, as many bytes as `takes` says next; then all of them. */
function shortFile(takes: readonly number[]): { readonly file: DiskFile; readonly held: Uint8Array } {
  const held = new Uint8Array(256)
  const queue = [...takes]
  const unused = () => Promise.reject(new Error('not asked for'))
  const write = async (bytes: Uint8Array, position: number) => {
    const count = Math.min(bytes.length, queue.shift() ?? bytes.length)
    held.set(bytes.subarray(0, count), position)
    return count
  }
  return { file: { write, read: unused, sync: unused, stat: unused, close: unused }, held }
}

test('[R15] writeWhole() repeats short writes until every byte is in its place', async () => {
  const bytes = fc.uint8Array({ maxLength: 60 })
  const takes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(bytes, takes, fc.nat({ max: 90 }), async (content, sizes, position) => {
      const { file, held } = shortFile(sizes)
      await writeWhole(file, content, position)
      assert.deepEqual(held.subarray(position, position + content.length), content)
      assert.ok(held.subarray(0, position).every((byte) => byte === 0))
    }),
  )
})

test('[R15] writeWhole() calls a disk that takes nothing any more full', async () => {
  const { file } = shortFile([5, 0, 0, 0])
  const isFull = (error: unknown) => error instanceof DiskFailure && error.kind === 'full'
  await assert.rejects(writeWhole(file, new Uint8Array(20), 0), isFull)
  const { file: slow, held } = shortFile([5, 0, 0, 5, 0, 0])
  await writeWhole(slow, new Uint8Array(20).fill(7), 0)
  assert.equal(held[19], 7)
})
