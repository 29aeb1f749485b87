import { Worker } from 'node:worker_threads'
import type { EncodedSegment, PartEncoder, RowKind } from './part-encoder.ts'

/** What the thread is told. */
export type EncoderOrder =
  | { readonly kind: 'add'; readonly bodies: readonly string[] }
  | { readonly kind: 'encode'; readonly rows: number }

/**
 * Memory of the thread's own: a part of assets as objects takes a third of it. Kept short, or rubbish piles up that the process never gives
 * back.
 */
const HEAP_MEGABYTES = { maxOldGenerationSizeMb: 112, maxYoungGenerationSizeMb: 8 }

/** An encoder in a thread of its own, so that nobody waits for it, and its memory ends with it. Rejects when the thread dies. */
export function createThreadPartEncoder(kind: RowKind): PartEncoder {
  const thread = new Worker(new URL('./part-encoder-thread.ts', import.meta.url), {
    workerData: kind,
    resourceLimits: HEAP_MEGABYTES,
  })
  const died = new Promise<never>((_, reject) => {
    thread.once('error', reject)
    thread.once('exit', () => reject(new Error('Cannot encode part: the thread has ended')))
  })
  died.catch(() => undefined) // whoever waits is told
  const tell = (order: EncoderOrder) => thread.postMessage(order, [])

  return {
    add: (bodies) => tell({ kind: 'add', bodies }),
    encode: async (rows) => {
      const answered = new Promise<readonly EncodedSegment[]>((resolve) => thread.once('message', resolve))
      tell({ kind: 'encode', rows })
      return await Promise.race([answered, died])
    },
    [Symbol.asyncDispose]: async () => {
      await thread.terminate()
    },
  }
}
