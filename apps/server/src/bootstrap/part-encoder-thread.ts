import { parentPort, workerData } from 'node:worker_threads'
import { gzipSync } from 'node:zlib'
import { createPartEncoder } from './part-encoder.ts'
import type { EncoderOrder } from './thread-part-encoder.ts'

/* The thread of `createThreadPartEncoder`: does what it is told, in order. */

const encoder = createPartEncoder(workerData === 'records' ? 'records' : 'assets', gzipSync)

parentPort?.on('message', async (order: EncoderOrder) => {
  if (order.kind === 'add') encoder.add(order.bodies)
  else parentPort?.postMessage(await encoder.encode(order.rows), [])
})
