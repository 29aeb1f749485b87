import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { WebApp } from '../pages/web-app.ts'
import { readWebApp } from '../pages/web-app.ts'
import { UsageProblem } from './usage-problem.ts'

/** Where this copy of Rollcall builds its web app. */
const BUILT_HERE = fileURLToPath(new URL('../../../web/dist', import.meta.url))

/**
 * The web app in `folder`, or, for null, the one that was built here; null when none was. Throws a {@link UsageProblem} for a named folder
 * without one, and for one that cannot be read.
 */
export function openWebApp(folder: string | null, builtHere = BUILT_HERE): WebApp | null {
  if (folder === null) return existsSync(builtHere) ? readOrNull(builtHere) : null
  const app = readOrNull(folder)
  if (app === null)
    throw new UsageProblem(`There is no built web app in ${folder}. Build it first, or leave --web out.`)
  return app
}

function readOrNull(folder: string): WebApp | null {
  try {
    return readWebApp(folder)
  } catch (cause) {
    throw new UsageProblem(
      `The web app in ${folder} cannot be read. Build it again, or name another folder with --web.`,
      { cause },
    )
  }
}
