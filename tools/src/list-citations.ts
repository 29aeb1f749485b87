import { dottedName, isNode, isTest, parseSource, type SyntaxNode, visitNodes } from './parse-source.ts'
import type { SourceFile, SourceTree } from './source-tree.ts'

/** A rule, cited by the name of a test. */
export interface Citation {
  readonly rule: number
  readonly path: string
  /** From 1. */
  readonly line: number
}

/** Every citation of a rule in the names of tests, for rules of one series: `R` finds `[R12]`. */
export function listCitations(tree: SourceTree, series: string): readonly Citation[] {
  return tree.files
    .filter((file) => isTest(file) && file.path.endsWith('.ts'))
    .flatMap((file) => listInFile(file, series))
}

function listInFile(file: SourceFile, series: string): readonly Citation[] {
  const { path, program, lineAt } = parseSource(file)
  const citations: Citation[] = []
  visitNodes(program, (node) => {
    for (const [, digits] of testNameOf(node).matchAll(new RegExp(`\\[${series}(\\d+)\\]`, 'g'))) {
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
