import type { Finding } from './finding.ts'
import { listCitations } from './list-citations.ts'
import type { SourceTree } from './source-tree.ts'

/** The rules that exist: [R1] to [R17]. */
const LAST_RULE = 17
/** The rules that are built, so that at least one test must hold each. */
const HELD_RULES: readonly number[] = [1, 2, 3, 4, 8, 9, 10, 11, 12, 13, 14, 15, 16]

/** Every built rule is cited by the name of a test, and no test cites a rule that does not exist. */
export function checkRules(tree: SourceTree): readonly Finding[] {
  const citations = listCitations(tree, 'R')
  const unknown = citations.filter(({ rule }) => rule < 1 || rule > LAST_RULE)
  const cited = new Set(citations.map(({ rule }) => rule))
  const unheld = HELD_RULES.filter((rule) => !cited.has(rule))
  return [
    ...unknown.map(({ path, line, rule }) => ({
      path,
      line,
      words: `cites [R${rule}], which does not exist`,
    })),
    ...unheld.map((rule) => ({ path: 'tests', line: 1, words: `no test name cites [R${rule}]` })),
  ]
}
