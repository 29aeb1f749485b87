import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** Files that shrink; pictures and fonts do not. */
const TEXTS = new Set(['.html', '.js', '.css', '.json', '.svg', '.webmanifest', '.wasm'])

/** Below this, what is saved is less than a packet. */
const SMALLEST_BYTES = 512

/** Lays a `.br` and a `.gz` beside each text file of the bundle, which the server sends as they are. */
export function compressBundle(): Plugin {
  let folder = ''
  return {
    name: 'rollcall-compress-bundle',
    apply: 'build',
    configResolved: ({ build }) => {
      folder = build.outDir
    },
    writeBundle: () => {
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (entry.isFile() && TEXTS.has(extname(entry.name))) compress(join(entry.parentPath, entry.name))
      }
    },
  }
}

function compress(path: string): void {
  const bytes = readFileSync(path)
  if (bytes.length < SMALLEST_BYTES) return
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  }
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }))
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
}
