import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'

const PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>A test</title></html>'

/** A page with nothing on it, and beside it a worker's script, as the browser of a test asks for them. */
export interface ServedWorker {
  /** The page; its origin counts as secure. The script is `/worker.js`. */
  readonly url: string
  readonly close: () => Promise<void>
}

/** Bundles the worker whose source is `entry`, an absolute path, and serves it to this machine. */
export async function serveWorker(entry: string): Promise<ServedWorker> {
  const script = await bundle(entry)
  const server = createServer((request, response) => {
    const isScript = request.url === '/worker.js'
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' })
    response.end(isScript ? script : PAGE)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (address === null || typeof address !== 'object')
    throw new Error('Cannot serve page: there is no address')
  return {
    url: `http://localhost:${address.port}/`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function bundle(entry: string): Promise<Buffer> {
  const outDir = await mkdtemp(join(tmpdir(), 'rollcall-worker-'))
  try {
    await build({
      configFile: false,
      logLevel: 'silent',
      build: {
        lib: { entry, formats: ['es'], fileName: 'worker' },
        minify: false,
        outDir,
        target: 'es2024',
      },
    })
    return await readFile(join(outDir, 'worker.js'))
  } finally {
    await rm(outDir, { recursive: true })
  }
}
