import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDocstrings } from './check-docstrings.ts'
import { sourceTreeOf } from './source-tree.ts'

test('checkDocstrings() asks for one docstring for several signatures, and names the silent export', () => {
  const text = `/** Doubles. */
export function twice(x: number): number
export function twice(x: string): string
export function twice(x: unknown): unknown {
  return x
}

/** Of something else. */

// a remark between
export interface Silent {}
`
  const tree = sourceTreeOf({ 'packages/sync/src/x.ts': text, 'tools/src/x.ts': 'export const x = 1\n' })
  assert.deepEqual(checkDocstrings(tree), [
    { path: 'packages/sync/src/x.ts', line: 11, words: 'Silent has no docstring' },
  ])
})
