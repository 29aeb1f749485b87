// A house in small: the real configuration over a handful of files without a fault, in a temporary folder. The test
// of the guards plants one fault at a time into it. Installed packages are links to the real ones, except our own
// workspaces, which have to be those of the small house.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A temporary repository; disposing of it removes the folder. */
export interface MinimalTree extends Disposable {
  readonly root: string
  /** Writes files over those that are there, and gives back a function that undoes it. */
  readonly plant: (textByPath: Readonly<Record<string, string>>) => () => void
}

const CONFIGURATION = [
  '.dependency-cruiser.mjs',
  '.gitignore',
  '.oxlintrc.json',
  'biome.json',
  'knip.json',
  'package.json',
  'tsconfig.base.json',
]
const WORKSPACES = ['packages/protocol', 'packages/sync', 'apps/server', 'apps/agent']

/** Rules that the small house's one test cites, so that the guard of the rules is content. */
const CITED_RULES = [1, 2, 3, 4, 8, 9, 10, 11, 12, 13, 14, 15, 16].map((rule) => `[R${rule}]`).join(' ')

const FILES: Readonly<Record<string, string>> = {
  'packages/protocol/package.json': packageOf('protocol', { zod: '4.6.7' }),
  'packages/sync/package.json': packageOf('sync', { '@rollcall/protocol': '0.1.0' }),
  'apps/server/package.json': packageOf('server', {}),
  'apps/agent/package.json': packageOf('agent', { '@rollcall/sync': '0.1.0' }, './src/main.ts'),
  'packages/sync/SPEC.md': '# Rules\n\n- **[S1]** A week is seven days.\n',
  'README.md': '# House\n\nSee [the house](#house).\n',
  'packages/protocol/src/index.ts': "export { DAY_SECONDS } from './day.ts'\n",
  'packages/protocol/src/day.ts':
    "import { z } from 'zod'\n\n/** Seconds in a day. */\nexport const DAY_SECONDS = z.number().parse(86_400)\n",
  'packages/sync/src/index.ts': "export { WEEK_SECONDS } from './week.ts'\n",
  'packages/sync/src/week.ts':
    "import { DAY_SECONDS } from '@rollcall/protocol'\n\n/** Seconds in a week. */\nexport const WEEK_SECONDS = 7 * DAY_SECONDS\n",
  'packages/sync/src/week.test.ts': `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WEEK_SECONDS } from './week.ts'

test('${CITED_RULES} [S1] WEEK_SECONDS is seven days', () => {
  assert.equal(WEEK_SECONDS, 604_800)
})
`,
  'apps/server/src/index.ts': "export { SERVER_NAME } from './name.ts'\n",
  'apps/server/src/name.ts': "/** What the server calls itself. */\nexport const SERVER_NAME = 'server'\n",
  'apps/server/src/main.ts': "import { SERVER_NAME } from './name.ts'\n\nconsole.log(SERVER_NAME)\n",
  'apps/agent/src/main.ts': "import { WEEK_SECONDS } from '@rollcall/sync'\n\nconsole.log(WEEK_SECONDS)\n",
}

/** Builds the small house below the system's temporary folder, from the configuration of the repository at `source`. */
export function createMinimalTree(source: string): MinimalTree {
  const root = mkdtempSync(join(tmpdir(), 'rollcall-house-'))
  for (const path of CONFIGURATION) cpSync(join(source, path), join(root, path))
  for (const workspace of WORKSPACES) {
    for (const name of readdirSync(join(source, workspace))) {
      if (!name.startsWith('tsconfig')) continue
      mkdirSync(join(root, workspace), { recursive: true })
      cpSync(join(source, workspace, name), join(root, workspace, name))
    }
  }
  linkPackages(source, root)
  const plant = (textByPath: Readonly<Record<string, string>>): (() => void) => {
    writeAll(root, textByPath)
    return () => {
      for (const path of Object.keys(textByPath)) {
        const before = FILES[path]
        if (before === undefined) rmSync(join(root, path))
        else writeAll(root, { [path]: before })
      }
    }
  }
  writeAll(root, FILES)
  return { root, plant, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) }
}

/** The description of a workspace that imports just this, formatted as Biome would. */
function packageOf(
  name: string,
  dependencies: Readonly<Record<string, string>>,
  face = './src/index.ts',
): string {
  const parts = { name: `@rollcall/${name}`, type: 'module', exports: face }
  const isAlone = Object.keys(dependencies).length === 0
  return `${JSON.stringify(isAlone ? parts : { ...parts, dependencies }, null, 2)}\n`
}

function linkPackages(source: string, root: string): void {
  const modules = join(root, 'node_modules')
  mkdirSync(join(modules, '@rollcall'), { recursive: true })
  for (const name of readdirSync(join(source, 'node_modules'))) {
    if (name === '@rollcall' || name === '.package-lock.json') continue
    symlinkSync(join(source, 'node_modules', name), join(modules, name), 'junction')
  }
  for (const workspace of WORKSPACES) {
    symlinkSync(join(root, workspace), join(modules, '@rollcall', workspace.split('/')[1] ?? ''), 'junction')
  }
}

function writeAll(root: string, textByPath: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(textByPath)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}
