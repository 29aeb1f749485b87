import { parseSync } from 'oxc-parser'
import type { SourceFile } from './source-tree.ts'

/** Any node of the syntax tree (ESTree). Its own fields depend on `type`. */
export interface SyntaxNode {
  readonly type: string
  /** Offset of its first character. */
  readonly start: number
  /** Offset behind its last character. */
  readonly end: number
  readonly [field: string]: unknown
}

/** A source file, parsed. */
export interface ParsedSource {
  readonly path: string
  readonly program: SyntaxNode
  readonly comments: readonly SyntaxNode[]
  /** The line, from 1, that an offset lies on. */
  readonly lineAt: (offset: number) => number
}

/** Whether a file is program text of ours. */
export function isSource({ path }: SourceFile): boolean {
  return /\.(?:ts|tsx|mjs)$/.test(path)
}

/** Whether a file holds tests. */
export function isTest({ path }: { readonly path: string }): boolean {
  return path.endsWith('.test.ts') || path.startsWith('tests/')
}

/** Parses TypeScript or JavaScript. Throws when it is not. */
export function parseSource({ path, text }: SourceFile): ParsedSource {
  const { program, comments, errors } = parseSync(path, text)
  const [error] = errors
  if (error !== undefined) throw new Error(`Cannot parse ${path}: ${error.message}`)
  const lineEnds = [...text.matchAll(/\n/g)].map(({ index }) => index)
  return {
    path,
    program: program as unknown as SyntaxNode,
    comments: comments as unknown as readonly SyntaxNode[],
    lineAt: (offset) => lineEnds.findLastIndex((end) => end < offset) + 2,
  }
}

/** Visits a node and everything below it, parents first. `parents` runs from the root down. */
export function visitNodes(
  node: SyntaxNode,
  visit: (node: SyntaxNode, parents: readonly SyntaxNode[]) => void,
  parents: readonly SyntaxNode[] = [],
): void {
  visit(node, parents)
  const below = [...parents, node]
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) visitNodes(child, visit, below)
    }
  }
}

/** Whether a value is a node of the syntax tree. */
export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** A plain name (`x`) or a chain of them (`x.y.z`) as text; null for anything else. */
export function dottedName(node: unknown): string | null {
  if (!isNode(node)) return null
  if (node.type === 'Identifier') return String(node['name'])
  if (node.type !== 'MemberExpression' || node['computed'] === true) return null
  const object = dottedName(node['object'])
  const property = dottedName(node['property'])
  return object === null || property === null ? null : `${object}.${property}`
}
