import { workerData } from 'node:worker_threads'
import { MEMORY_SIGNAL, type WatchOrder } from './worker-order.ts'

// A thread of the process that decodes. It looks even when the others are deep inside a decoder: ends the whole process when
// it holds too much memory, or when the server is gone.

/** Time between two looks. */
const LOOK_EVERY_MS = 50

const { memoryMaxBytes, serverPid } = workerData as WatchOrder
const nobody = new Int32Array(new SharedArrayBuffer(4))
for (;;) {
  Atomics.wait(nobody, 0, 0, LOOK_EVERY_MS)
  if (process.memoryUsage.rss() > memoryMaxBytes) process.kill(process.pid, MEMORY_SIGNAL)
  if (process.ppid !== serverPid) process.kill(process.pid, 'SIGKILL')
}
