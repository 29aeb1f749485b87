import type { Finding } from './finding.ts'
import { isNode, isSource, parseSource } from './parse-source.ts'
import type { SourceTree } from './source-tree.ts'

/** A workspace has one face, `src/index.ts`, a list of names written by hand; no other file passes on what it imports. */
export function checkFaces(tree: SourceTree): readonly Finding[] {
  return tree.files.filter(isSource).flatMap((file) => {
    const { path, program, lineAt } = parseSource(file)
    const statements = Array.isArray(program['body']) ? program['body'].filter(isNode) : []
    return statements.flatMap((statement) => {
      const line = lineAt(statement.start)
      if (statement.type === 'ExportAllDeclaration') {
        return [{ path, line, words: "'export *' hides the names: list them" }]
      }
      const isPassedOn = statement.type === 'ExportNamedDeclaration' && isNode(statement['source'])
      if (!isPassedOn || path.endsWith('/src/index.ts')) return []
      return [{ path, line, words: 'only src/index.ts passes on names of other files' }]
    })
  })
}
