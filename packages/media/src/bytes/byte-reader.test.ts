import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { countingSource } from '../test-kit/build-still.ts'
import { createFileReader, createMemoryReader, joinBytes, sliceReader } from './byte-reader.ts'

const BYTES = Uint8Array.from({ length: 400_000 }, (_, index) => (index * 7919) % 251)

test('createFileReader() gives what a reader of the bytes at hand gives, however it is walked', async () => {
  const ranges = fc.array(
    fc.tuple(fc.integer({ min: -5, max: BYTES.length + 5 }), fc.integer({ min: -5, max: 200_000 })),
    { maxLength: 12 },
  )
  await fc.assert(
    fc.asyncProperty(ranges, async (steps) => {
      const file = createFileReader(countingSource(BYTES))
      const memory = createMemoryReader(BYTES)
      for (const [from, length] of steps)
        assert.deepEqual(await file.read(from, length), await memory.read(from, length))
    }),
    { numRuns: 40 },
  )
})

test('createFileReader() reads a page once for many small steps, and ends at its bounds', async () => {
  const source = countingSource(BYTES)
  const reader = createFileReader(source)
  for (let at = 0; at < 60_000; at += 10) await reader.read(at, 4)
  assert.equal(source.count.calls, 1)
  const endless = {
    bytes: 2 ** 40,
    read: (from: number, to: number) => Promise.resolve(new Uint8Array(to - from)),
  }
  const bounded = createFileReader(endless)
  let total = 0
  for (let step = 0; step < 1000; step += 1) total += (await bounded.read(step * 2 ** 20, 2 ** 20)).length
  assert.equal(total, 24 * 1024 * 1024)
})

test('sliceReader() gives a part and nothing of what is around it', async () => {
  const part = sliceReader(createMemoryReader(Uint8Array.of(1, 2, 3, 4, 5)), 1, 4)
  assert.equal(part.bytes, 3)
  assert.deepEqual(await part.read(0, 10), Uint8Array.of(2, 3, 4))
  assert.deepEqual(await part.read(-1, 2), new Uint8Array())
  assert.deepEqual(await part.read(3, 1), new Uint8Array())
})

test('joinBytes() keeps order', () => {
  assert.deepEqual(
    joinBytes([Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 3)]),
    Uint8Array.of(1, 2, 3),
  )
})
