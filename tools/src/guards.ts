import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { checkDocstrings } from './check-docstrings.ts'
import { checkEffects } from './check-effects.ts'
import { checkFaces } from './check-faces.ts'
import { checkLength } from './check-length.ts'
import { checkLinks } from './check-links.ts'
import { checkMarks } from './check-marks.ts'
import { checkRules } from './check-rules.ts'
import { checkSpec } from './check-spec.ts'
import { type Finding, formatFinding } from './finding.ts'
import { runProgram } from './run-program.ts'
import { readSourceTree, type SourceTree } from './source-tree.ts'

/** One thing that `npm run ok` watches over. */
export interface Guard {
  readonly name: string
  /** Looks at the repository below `root`. Answers what is wrong in words, empty when nothing is. */
  readonly inspect: (root: string) => Promise<string>
}

/** Every guard, the quick ones first. */
export const GUARDS: readonly Guard[] = [
  programGuard('format', () => [['node_modules/@biomejs/biome/bin/biome', 'format', '.']]),
  programGuard('lint', () => [['node_modules/oxlint/bin/oxlint', '--deny-warnings', '--format=unix']]),
  programGuard('types', listTypeChecks),
  programGuard('arrows', (root) => [
    [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.mjs',
      '--output-type',
      'err-long',
      ...['apps', 'bin', 'packages', 'platform', 'tests', 'tools'].filter((folder) =>
        existsSync(join(root, folder)),
      ),
    ],
  ]),
  programGuard('dead code', () => [['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints']]),
  ownGuard('docstrings', checkDocstrings),
  ownGuard('effects', checkEffects),
  ownGuard('faces', checkFaces),
  ownGuard('length', checkLength),
  ownGuard('links', checkLinks),
  ownGuard('marks', checkMarks),
  ownGuard('rules', checkRules),
  ownGuard('spec', checkSpec),
  programGuard('tests', () => [['tools/run.mjs', 'test']]),
]

/** Each tsconfig of a workspace is a check of its own: the product without Node's types, its tests with them. */
function listTypeChecks(root: string): readonly (readonly string[])[] {
  const projects = globSync('{packages,platform,apps}/*/tsconfig*.json', { cwd: root })
  const others = globSync('{tests,tools}/tsconfig.json', { cwd: root })
  return [...projects, ...others]
    .toSorted()
    .map((project) => [
      'node_modules/@typescript/native/bin/tsc',
      '--noEmit',
      '--pretty',
      'false',
      '-p',
      project,
    ])
}

/** A guard that is a program, or several: all of them run, and what the failing ones said is the answer. */
function programGuard(name: string, listRuns: (root: string) => readonly (readonly string[])[]): Guard {
  const inspect = async (root: string): Promise<string> => {
    const faults: string[] = []
    for (const args of listRuns(root)) {
      const { code, output } = await runProgram(args, root)
      if (code !== 0) faults.push(output.trim() || `${args.join(' ')} ended with ${code}`)
    }
    return faults.join('\n')
  }
  return { name, inspect }
}

/** A guard that is a function over the text of the repository. */
function ownGuard(name: string, check: (tree: SourceTree) => readonly Finding[]): Guard {
  return { name, inspect: async (root) => check(readSourceTree(root)).map(formatFinding).join('\n') }
}
