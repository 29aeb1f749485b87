import type { Finding } from './finding.ts'
import { listCitations } from './list-citations.ts'
import type { SourceFile, SourceTree } from './source-tree.ts'

/** Where the rules of sync are. One begins as `- **[S12]**`. */
const SPEC = 'packages/sync/SPEC.md'
/** Where rules are made up, for the tests of this check. */
const OWN = 'tools/'

interface Rule {
  readonly rule: number
  readonly path: string
  readonly line: number
}

/**
 * The rules of sync and the tests that hold them: every rule of SPEC.md is there once and is cited by the name of a test, and whatever
 * cites a rule, in any file but the tools', cites one that exists.
 */
export function checkSpec(tree: SourceTree): readonly Finding[] {
  const spec = tree.files.find(({ path }) => path === SPEC)
  const rules = spec === undefined ? [] : listMentions(spec, /^- \*\*\[S(\d+)\]\*\*/)
  const known = new Set(rules.map(({ rule }) => rule))
  const cited = new Set(listCitations(tree, 'S').map(({ rule }) => rule))
  const twice = rules.filter((one, index) => rules.findIndex((other) => other.rule === one.rule) < index)
  const unheld = rules.filter(({ rule }) => !cited.has(rule))
  const unknown = tree.files
    .filter(({ path }) => !path.startsWith(OWN))
    .flatMap((file) => listMentions(file, /\[S(\d+)\]/g))
    .filter(({ rule }) => !known.has(rule))
  return [
    ...(spec === undefined ? [{ path: SPEC, line: 1, words: 'the rules of sync are not there' }] : []),
    ...twice.map((rule) => finding(rule, 'is there twice')),
    ...unheld.map((rule) => finding(rule, 'is cited by no test name')),
    ...unknown.map((rule) => finding(rule, 'is cited and does not exist')),
  ]
}

function finding({ rule, path, line }: Rule, words: string): Finding {
  return { path, line, words: `[S${rule}] ${words}` }
}

function listMentions({ path, text }: SourceFile, pattern: RegExp): readonly Rule[] {
  return text.split('\n').flatMap((words, index) =>
    [...words.matchAll(new RegExp(pattern, 'g'))].map(([, digits]) => ({
      rule: Number(digits),
      path,
      line: index + 1,
    })),
  )
}
