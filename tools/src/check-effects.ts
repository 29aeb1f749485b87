import type { Finding } from './finding.ts'
import {
  dottedName,
  isNode,
  isSource,
  isTest,
  parseSource,
  type SyntaxNode,
  visitNodes,
} from './parse-source.ts'
import type { SourceTree } from './source-tree.ts'

/** The only files that may ask the machine for the time, wait, or roll dice. */
const ADAPTERS: ReadonlySet<string> = new Set([
  'apps/web/src/service-worker/service-worker.ts',
  'platform/browser/src/browser-clock.ts',
  'platform/browser/src/browser-random.ts',
  'platform/node/src/system-clock.ts',
  'platform/node/src/system-random.ts',
])

/** What time, waiting and chance are called. */
const EFFECTS: ReadonlySet<string> = new Set([
  'Date.now',
  'Math.random',
  'performance.now',
  'process.hrtime',
  'process.hrtime.bigint',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'crypto.getRandomValues',
  'crypto.randomBytes',
  'crypto.randomInt',
  'crypto.randomUUID',
])

/** The same, when they arrive by an import of one of these. */
const IMPORTED_EFFECTS: ReadonlySet<string> = new Set(
  [...EFFECTS].flatMap((name) => (name.startsWith('crypto.') ? [name.slice('crypto.'.length)] : [])),
)

/** Time, waiting and chance are ports: nothing else in `packages`, `platform` and `apps` may reach for them. */
export function checkEffects(tree: SourceTree): readonly Finding[] {
  const files = tree.files.filter(
    (file) => /^(?:packages|platform|apps)\//.test(file.path) && isSource(file) && !isTest(file),
  )
  return files
    .filter(({ path }) => !ADAPTERS.has(path))
    .flatMap((file) => {
      const { path, program, lineAt } = parseSource(file)
      const findings: Finding[] = []
      visitNodes(program, (node) => {
        const effect = effectOf(node)
        if (effect === null) return
        findings.push({
          path,
          line: lineAt(node.start),
          words: `${effect} belongs to the Clock or Random port`,
        })
      })
      return findings
    })
}

function effectOf(node: SyntaxNode): string | null {
  if (node.type === 'CallExpression') {
    const name = dottedName(node['callee'])?.replace(/^globalThis\./, '') ?? null
    if (name === 'Date') return 'Date()'
    return name !== null && EFFECTS.has(name) ? name : null
  }
  if (node.type === 'NewExpression' && dottedName(node['callee']) === 'Date') {
    const inputs = node['arguments']
    return Array.isArray(inputs) && inputs.length === 0 ? 'new Date()' : null
  }
  if (node.type !== 'ImportDeclaration' || !isNode(node['source'])) return null
  const from = String(node['source']['value'])
  if (/^(?:node:)?timers(?:\/promises)?$/.test(from)) return from
  if (!/^(?:node:)?crypto$/.test(from) || !Array.isArray(node['specifiers'])) return null
  const names = node['specifiers'].map((specifier) =>
    isNode(specifier) ? dottedName(specifier['imported']) : null,
  )
  return names.find((name) => name !== null && IMPORTED_EFFECTS.has(name)) ?? null
}
