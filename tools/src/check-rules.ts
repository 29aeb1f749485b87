import type { Finding } from './finding.ts'
import { dottedName, isNode, isTest, parseSource, type SyntaxNode, visitNodes } from './parse-source.ts'
import type { SourceFile, SourceTree } from './source-tree.ts'

/** The rules that exist: [R1] to [R17]. */
const LAST_RULE = 17
/** The rules that are built, so that at least one test must hold each. */
const HELD_RULES: readonly number[] = [1, 2, 3, 4, 8, 9, 10, 11, 12, 13, 14, 15, 16]

interface Citation {
  readonly rule: number
  readonly path: string
  readonly line: number
}

/** Every built rule is cited by the name of a test, and no test cites a rule that does not exist. */
export function checkRules(tree: SourceTree): readonly Finding[] {
  const citations = tree.files
    .filter((file) => isTest(file) && file.path.endsWith('.ts'))
    .flatMap(listCitations)
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

function listCitations(file: SourceFile): readonly Citation[] {
  const { path, program, lineAt } = parseSource(file)
  const citations: Citation[] = []
  visitNodes(program, (node) => {
    for (const [, digits] of testNameOf(node).matchAll(/\[R(\d+)\]/g)) {
      citations.push({ rule: Number(digits), path, line: lineAt(node.start) })
    }
  })
  return citations
}

/** What a call of `test`, `it`, `describe` or `suite` gives as name; empty when the node is something else. */
function testNameOf(node: SyntaxNode): string {
  if (node.type !== 'CallExpression') return ''
  if (!/(?:^|\.)(?:test|it|describe|suite)$/.test(dottedName(node['callee']) ?? '')) return ''
  const name: unknown = Array.isArray(node['arguments']) ? node['arguments'][0] : null
  if (!isNode(name)) return ''
  if (name.type === 'Literal') return String(name['value'])
  if (name.type !== 'TemplateLiteral' || !Array.isArray(name['quasis'])) return ''
  return name['quasis'].map((part) => (isNode(part) ? JSON.stringify(part['value']) : '')).join('')
}
