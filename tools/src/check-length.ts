import type { Finding } from './finding.ts'
import {
  dottedName,
  isNode,
  isSource,
  isTest,
  type ParsedSource,
  parseSource,
  visitNodes,
} from './parse-source.ts'
import type { SourceFile, SourceTree } from './source-tree.ts'

const FILE_LINES_MAX = 400
const FUNCTION_LINES_MAX = 70
/** A header that explains why a file is longer, within these first characters. */
const STAYS_WHOLE = 'Stays whole:'
const HEADER_CHARACTERS = 2_000

/** A file fits a sitting and a function a screen, unless the header says why the file `Stays whole:`. */
export function checkLength(tree: SourceTree): readonly Finding[] {
  return tree.files
    .filter(isSource)
    .filter(({ text }) => !text.slice(0, HEADER_CHARACTERS).includes(STAYS_WHOLE))
    .flatMap((file) => [...findLongFile(file), ...findLongFunctions(file)])
}

function findLongFile({ path, text }: SourceFile): readonly Finding[] {
  const lines = text.split('\n').length - 1
  if (lines <= FILE_LINES_MAX) return []
  return [{ path, line: 1, words: `${lines} lines; ${FILE_LINES_MAX} is the most: split it by idea` }]
}

function findLongFunctions(file: SourceFile): readonly Finding[] {
  const source = parseSource(file)
  const { path, program, lineAt } = source
  const findings: Finding[] = []
  visitNodes(program, (node, parents) => {
    if (!/^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) return
    if (isGroupOfTests(source, parents.at(-1))) return
    const line = lineAt(node.start)
    const lines = lineAt(node.end) - line + 1
    if (lines <= FUNCTION_LINES_MAX) return
    findings.push({ path, line, words: `function of ${lines} lines; ${FUNCTION_LINES_MAX} is the most` })
  })
  return findings
}

/** The body of a `describe` is a chapter, not a function. */
function isGroupOfTests({ path }: ParsedSource, parent: unknown): boolean {
  if (!isTest({ path }) || !isNode(parent) || parent.type !== 'CallExpression') return false
  return /^(?:describe|suite)$/.test(dottedName(parent['callee']) ?? '')
}
