import assert from 'node:assert/strict'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { GUARDS } from './guards.ts'
import { createMinimalTree, type MinimalTree } from './minimal-tree.ts'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** What a guard must find, and the file it must name. */
interface PlantedFault {
  readonly guard: string
  readonly fault: string
  readonly path: string
  readonly text: string
  /** The part of the guard that must have spoken, where it has several that could. */
  readonly says?: string
}

const FAULTS: readonly PlantedFault[] = [
  {
    guard: 'format',
    fault: 'semicolons',
    path: 'apps/server/src/name.ts',
    text: "export const SERVER_NAME = 'x';\n",
  },
  {
    guard: 'lint',
    fault: 'any',
    says: 'no-explicit-any',
    path: 'packages/protocol/src/x.ts',
    text: 'export const x: any = 1\n',
  },
  {
    guard: 'lint',
    fault: 'non-null !',
    says: 'no-non-null-assertion',
    path: 'apps/server/src/x.ts',
    text: 'export const x = [1][0]!\n',
  },
  {
    guard: 'lint',
    fault: 'default export',
    says: 'no-default-export',
    path: 'apps/server/src/x.ts',
    text: 'export default 1\n',
  },
  {
    guard: 'lint',
    fault: 'a timer in packages',
    says: 'no-restricted-globals',
    path: 'packages/sync/src/x.ts',
    text: 'setTimeout(() => {}, 1)\n',
  },
  {
    guard: 'lint',
    fault: 'fetch in packages',
    says: 'no-restricted-globals',
    path: 'packages/sync/src/x.ts',
    text: "void fetch('/')\n",
  },
  {
    guard: 'lint',
    fault: 'console in packages',
    says: 'no-console',
    path: 'packages/sync/src/x.ts',
    text: 'console.log(1)\n',
  },
  {
    guard: 'lint',
    fault: 'crypto in packages',
    says: 'no-restricted-globals',
    path: 'packages/sync/src/x.ts',
    text: 'crypto.randomUUID()\n',
  },
  {
    guard: 'lint',
    fault: 'process in packages',
    says: 'no-restricted-globals',
    path: 'packages/sync/src/x.ts',
    text: 'process.exit()\n',
  },
  {
    guard: 'lint',
    fault: 'Buffer in packages',
    says: 'no-restricted-globals',
    path: 'packages/sync/src/x.ts',
    text: 'Buffer.alloc(1)\n',
  },
  {
    guard: 'lint',
    fault: 'Date.now in packages',
    says: 'no-restricted-properties',
    path: 'packages/sync/src/x.ts',
    text: 'Date.now()\n',
  },
  {
    guard: 'lint',
    fault: 'Math.random in packages',
    says: 'no-restricted-properties',
    path: 'packages/sync/src/x.ts',
    text: 'Math.random()\n',
  },
  {
    guard: 'types',
    fault: 'a wrong type',
    path: 'packages/sync/src/x.ts',
    text: "export const x: number = 'a'\n",
  },
  {
    guard: 'types',
    fault: 'an unchecked index',
    path: 'apps/agent/src/x.ts',
    text: 'export const x: number = [1][0]\n',
  },
  {
    guard: 'types',
    fault: 'Node in packages',
    path: 'packages/sync/src/x.ts',
    text: "export { sep } from 'node:path'\n",
  },
  { guard: 'types', fault: 'an enum', path: 'apps/agent/src/x.ts', text: 'export enum X {\n  A,\n}\n' },
  {
    guard: 'arrows',
    fault: 'protocol to sync',
    says: 'not-in-allowed',
    path: 'packages/protocol/src/x.ts',
    text: "export { WEEK_SECONDS } from '@rollcall/sync'\n",
  },
  {
    guard: 'arrows',
    fault: 'a type from above',
    says: 'not-in-allowed',
    path: 'packages/protocol/src/x.ts',
    text: "import type { X } from '../../sync/src/index.ts'\n",
  },
  {
    guard: 'arrows',
    fault: 'an app by an app',
    says: 'no-app-imports-an-app',
    path: 'apps/agent/src/x.ts',
    text: "import { SERVER_NAME } from '@rollcall/server'\n\nconsole.log(SERVER_NAME)\n",
  },
  {
    guard: 'arrows',
    fault: 'a deep import',
    says: 'only-by-the-face',
    path: 'apps/agent/src/x.ts',
    text: "import { WEEK_SECONDS } from '../../../packages/sync/src/week.ts'\n\nconsole.log(WEEK_SECONDS)\n",
  },
  {
    guard: 'arrows',
    fault: 'Node in packages',
    says: 'not-in-allowed',
    path: 'packages/sync/src/x.ts',
    text: "import { sep } from 'node:path'\n\nsep.trim()\n",
  },
  {
    guard: 'arrows',
    fault: 'a circle',
    says: 'no-circle',
    path: 'packages/sync/src/week.ts',
    text: "import { WEEK_SECONDS as other } from './index.ts'\n\nexport const WEEK_SECONDS: number = other\n",
  },
  {
    guard: 'arrows',
    fault: 'an undeclared package',
    says: 'declared',
    path: 'packages/sync/src/x.ts',
    text: "import { z } from 'zod'\n\nz.number()\n",
  },
  {
    guard: 'dead code',
    fault: 'a file nobody imports',
    path: 'apps/agent/src/x.ts',
    text: 'export const x = 1\n',
  },
  {
    guard: 'dead code',
    fault: 'an export nobody uses',
    path: 'packages/sync/src/week.ts',
    text: 'export const WEEK_SECONDS = 1\nexport const YEAR_SECONDS = 2\n',
  },
  {
    guard: 'docstrings',
    fault: 'a silent export',
    path: 'packages/sync/src/x.ts',
    text: '// a plain remark\nexport const x = 1\n',
  },
  { guard: 'effects', fault: 'Date.now', path: 'apps/agent/src/x.ts', text: 'Date.now()\n' },
  { guard: 'effects', fault: 'new Date()', path: 'packages/sync/src/x.ts', text: 'new Date()\n' },
  { guard: 'effects', fault: 'Math.random', path: 'apps/server/src/x.ts', text: 'Math.random()\n' },
  {
    guard: 'effects',
    fault: 'setTimeout',
    path: 'platform/node/src/x.ts',
    text: 'globalThis.setTimeout(() => {}, 1)\n',
  },
  {
    guard: 'effects',
    fault: 'randomUUID',
    path: 'apps/server/src/x.ts',
    text: "import { randomUUID } from 'node:crypto'\n\nrandomUUID()\n",
  },
  {
    guard: 'effects',
    fault: 'a timer import',
    path: 'apps/server/src/x.ts',
    text: "import { setTimeout } from 'node:timers/promises'\n\nawait setTimeout(1)\n",
  },
  {
    guard: 'faces',
    fault: 'export *',
    path: 'packages/sync/src/index.ts',
    text: "export * from './week.ts'\n",
  },
  {
    guard: 'faces',
    fault: 'a second face',
    path: 'packages/sync/src/x.ts',
    text: "export { WEEK_SECONDS } from './week.ts'\n",
  },
  { guard: 'length', fault: 'a long file', path: 'apps/agent/src/x.ts', text: '//\n'.repeat(401) },
  {
    guard: 'length',
    fault: 'a long function',
    path: 'apps/agent/src/x.ts',
    text: `function x() {\n${'  //\n'.repeat(70)}}\n`,
  },
  { guard: 'links', fault: 'a lost file', path: 'docs.md', text: 'See [this](nowhere.md).\n' },
  { guard: 'links', fault: 'a lost heading', path: 'docs.md', text: 'See [this](README.md#garden).\n' },
  {
    guard: 'marks',
    fault: 'a mark for later',
    path: 'apps/agent/src/x.ts',
    text: `// ${'TO'}${'DO'}: later\n`,
  },
  {
    guard: 'marks',
    fault: 'a test alone',
    path: 'apps/agent/src/x.test.ts',
    text: `test.${'only'}('x', () => {})\n`,
  },
  {
    guard: 'marks',
    fault: 'a silent skip',
    path: 'apps/agent/src/x.test.ts',
    text: `test.${'skip'}('x', () => {})\n`,
  },
  { guard: 'marks', fault: 'a path of one machine', path: 'docs.md', text: `Look in ${'/ro'}${'ot'}/x.\n` },
  {
    guard: 'rules',
    fault: 'an unknown rule',
    path: 'packages/sync/src/x.test.ts',
    text: "test('[R99] x()', () => {})\n",
  },
  {
    guard: 'spec',
    fault: 'a citation of no rule',
    path: 'packages/sync/src/x.test.ts',
    text: "test('[S99] x()', () => {})\n",
  },
  {
    guard: 'spec',
    fault: 'a rule that no test cites',
    says: '[S2] is cited by no test name',
    path: 'packages/sync/SPEC.md',
    text: '# Rules\n\n- **[S1]** A week is seven days.\n- **[S2]** A day is one.\n',
  },
]

let tree: MinimalTree

before(() => {
  tree = createMinimalTree(ROOT)
})
after(() => tree[Symbol.dispose]())

for (const { name, inspect } of GUARDS) {
  if (name === 'tests') continue
  test(`the guard of ${name} is content with a house in order`, async () => {
    assert.equal(await inspect(tree.root), '')
  })
}

for (const { guard, fault, path, text, says = '' } of FAULTS) {
  test(`the guard of ${guard} finds ${fault} and names the file`, async () => {
    const takeAway = tree.plant({ [path]: text })
    try {
      const words = await guardNamed(guard).inspect(tree.root)
      assert.ok(words.includes(path) && words.includes(says), words === '' ? 'found nothing' : words)
    } finally {
      takeAway()
    }
  })
}

test('the guard of rules misses a rule that no test cites', async () => {
  const takeAway = tree.plant({ 'packages/sync/src/week.test.ts': "test('[R1] x()', () => {})\n" })
  const words = await guardNamed('rules').inspect(tree.root)
  takeAway()
  assert.match(words, /no test name cites \[R2\]/)
})

test('the guard of tests passes on that the tests fail, and what they said', async () => {
  const failing = "console.log('x.test.ts fails')\nprocess.exitCode = 1\n"
  const takeAway = tree.plant({ 'tools/run.mjs': failing })
  const words = await guardNamed('tests').inspect(tree.root)
  takeAway()
  assert.match(words, /x\.test\.ts fails/)
})

test('every guard has a planted fault', () => {
  const proven = new Set([...FAULTS.map(({ guard }) => guard), 'tests'])
  assert.deepEqual(
    GUARDS.map(({ name }) => name).filter((name) => !proven.has(name)),
    [],
  )
})

function guardNamed(name: string): (typeof GUARDS)[number] {
  const guard = GUARDS.find((other) => other.name === name)
  assert.ok(guard, `no guard of ${name}`)
  return guard
}

test('the guard of docstrings is content with a docstring right before the export', async () => {
  const takeAway = tree.plant({ 'packages/sync/src/x.ts': '/** One. */\nexport const x = 1\n' })
  const words = await guardNamed('docstrings').inspect(tree.root)
  takeAway()
  assert.equal(words, '')
})
