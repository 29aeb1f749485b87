import type { Finding } from './finding.ts'
import { isNode, isSource, isTest, type ParsedSource, parseSource, type SyntaxNode } from './parse-source.ts'
import type { SourceFile, SourceTree } from './source-tree.ts'

/** Every name that a file of `packages`, `platform` or `apps` exports says what it is for, in a comment right before it. */
export function checkDocstrings(tree: SourceTree): readonly Finding[] {
  const files = tree.files.filter(
    (file) => /^(?:packages|platform|apps)\//.test(file.path) && isSource(file) && !isTest(file),
  )
  return files.flatMap(listSilentExports)
}

function listSilentExports(file: SourceFile): readonly Finding[] {
  const source = parseSource(file)
  const statements = Array.isArray(source.program['body']) ? source.program['body'].filter(isNode) : []
  const told = new Set<string>() // the first of several signatures speaks for all
  return statements.flatMap((statement) => {
    if (statement.type !== 'ExportNamedDeclaration' || !isNode(statement['declaration'])) return []
    const name = nameOf(statement['declaration'])
    if (told.has(name)) return []
    told.add(name)
    if (hasDocstring(source, file.text, statement)) return []
    return [{ path: file.path, line: source.lineAt(statement.start), words: `${name} has no docstring` }]
  })
}

function nameOf(declaration: SyntaxNode): string {
  const declarators = declaration['declarations']
  const named: unknown = Array.isArray(declarators) ? declarators[0] : declaration
  const id = isNode(named) ? named['id'] : null
  return isNode(id) && typeof id['name'] === 'string' ? id['name'] : 'this export'
}

function hasDocstring({ comments }: ParsedSource, text: string, statement: SyntaxNode): boolean {
  const before = comments.findLast((comment) => comment.end <= statement.start)
  if (before === undefined || before.type !== 'Block' || !String(before['value']).startsWith('*'))
    return false
  return text.slice(before.end, statement.start).trim() === ''
}
