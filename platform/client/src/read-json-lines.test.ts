import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readJsonLines } from './read-json-lines.ts'
import { ServerAway } from './server-away.ts'

/** Takes what has a number `n`. */
const schema = {
  safeParse: (value: unknown): { success: true; data: { n: number } } | { success: false } =>
    typeof value === 'object' && value !== null && 'n' in value && typeof value.n === 'number'
      ? { success: true, data: { n: value.n } }
      : { success: false },
}

async function read(...blocks: readonly string[]): Promise<readonly number[]> {
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => {
      for (const block of blocks) controller.enqueue(new TextEncoder().encode(block))
      controller.close()
    },
  })
  const lines: number[] = []
  for await (const { n } of readJsonLines(new Response(stream), schema)) lines.push(n)
  return lines
}

test('readJsonLines() reads lines however they are cut into blocks, and the last one without an end', async () => {
  assert.deepEqual(await read('{"n":1}\n{"n"', ':2}\n', '{"n":3}'), [1, 2, 3])
  assert.deepEqual(await read(), [])
})

test('readJsonLines() rejects an answer that broke off, and one that it does not know', async () => {
  await assert.rejects(read('{"n":1}\n{"n":'), ServerAway)
  await assert.rejects(read('{"m":1}\n'), ServerAway)
})
