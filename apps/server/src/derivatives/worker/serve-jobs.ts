import { Worker } from 'node:worker_threads'
import type { DeriveJob, DeriveResult } from '../deriver.ts'
import type { DeriveEars } from './derive.ts'
import type { WorkerAnswer, WorkerRequest } from './worker-messages.ts'
import { MEMORY_VARIABLE, type WatchOrder } from './worker-order.ts'

/**
 * Makes this process one that decodes: does the jobs that its parent sends, side by side, until the parent lets go of it. From
 * then on the process ends by itself, by its memory limit or with its parent.
 */
export function serveJobs(derive: (job: DeriveJob, ears: DeriveEars) => Promise<DeriveResult>): void {
  const order: WatchOrder = {
    memoryMaxBytes: Number(process.env[MEMORY_VARIABLE]),
    serverPid: process.ppid,
  }
  const watcher = new Worker(new URL('./watch-memory.ts', import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: 16 },
  })
  watcher.unref()
  const controllers = new Map<number, AbortController>()
  process.on('message', (request: WorkerRequest) => {
    if (request.kind === 'cancel') {
      controllers.get(request.id)?.abort()
      return
    }
    const { id, job } = request
    const controller = new AbortController()
    controllers.set(id, controller)
    const ears: DeriveEars = {
      signal: controller.signal,
      onFacts: (facts) => send({ kind: 'facts', id, facts }),
      onProgress: () => send({ kind: 'progress', id }),
    }
    derive(job, ears)
      .then(
        (result) => send({ kind: 'done', id, result }),
        (error: unknown) =>
          send({ kind: 'broken', id, message: error instanceof Error ? error.message : String(error) }),
      )
      .finally(() => controllers.delete(id))
  })
  // Ctrl-C reaches every process of a terminal; the server ends this one in its own time.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => {})
  process.on('disconnect', () => process.exit(0))
  send({ kind: 'ready' })
}

function send(answer: WorkerAnswer): void {
  process.send?.(answer)
}
