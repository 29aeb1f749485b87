import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const APP = fileURLToPath(new URL('../../apps/web', import.meta.url))

/** The folder of a built web app: the one that `ROLLCALL_WEB` names, or one that is built below `root`. */
export async function builtApp(root: string): Promise<string> {
  const named = process.env['ROLLCALL_WEB']
  if (named !== undefined) return named
  const outDir = join(root, 'web')
  await build({ root: APP, logLevel: 'error', build: { outDir, emptyOutDir: true } })
  return outDir
}
