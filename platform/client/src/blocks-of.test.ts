import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blocksOf } from './blocks-of.ts'

test('blocksOf() gives every byte in order, and none of an answer without a body', async () => {
  const bytes: number[] = []
  for await (const block of blocksOf(new Response(new Uint8Array([1, 2, 3])))) bytes.push(...block)
  assert.deepEqual(bytes, [1, 2, 3])
  for await (const _ of blocksOf(new Response(null))) assert.fail('a block of nothing')
})

test('blocksOf() lets go of the answer when its reader stops early', async () => {
  let isCancelled = false
  const endless = new ReadableStream({
    pull: (stream) => stream.enqueue(new Uint8Array([7])),
    cancel: () => {
      isCancelled = true
    },
  })
  for await (const _ of blocksOf(new Response(endless))) break
  assert.equal(isCancelled, true)
})
