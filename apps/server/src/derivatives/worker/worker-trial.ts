import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeriveResult } from '../deriver.ts'
import { serveJobs } from './serve-jobs.ts'

// For tests only: a process that decodes nothing and does what the name of the file tells it to.

/** Bytes taken at one time by the job that takes all it can get. */
const BITE_BYTES = 16 * 1024 * 1024

const NOTHING: DeriveResult = {
  facts: null,
  outcome: { kind: 'failed', code: 'corrupt_source', detail: 'nothing was tried' },
  isStreamNeeded: false,
}

serveJobs(async ({ name, outFolder }, { signal }) => {
  await writeFile(join(outFolder, 'small.webp'), 'half a picture')
  switch (name) {
    case 'spin':
      for (;;);
    case 'eat': {
      const eaten: Uint8Array[] = []
      for (;;) eaten.push(new Uint8Array(BITE_BYTES).fill(eaten.length))
    }
    case 'abort':
      return process.abort()
    case 'stay':
      signal.throwIfAborted()
      return await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      })
    case 'break':
      throw new Error('the disk is full')
    default:
      return NOTHING
  }
})
