import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkRules } from './check-rules.ts'
import { sourceTreeOf } from './source-tree.ts'

test('checkRules() reads the names of tests in quotes and in templates, nothing else', () => {
  const tree = sourceTreeOf({
    'packages/sync/src/x.test.ts':
      "// [R2]\ntest('[R1] a', () => {})\nfor (const n of []) test(`[R3] ${n}`, () => {})\nsay('[R4]')\n",
  })
  const unheld = checkRules(tree).map(({ words }) => words.replace('no test name cites ', ''))
  assert.deepEqual(unheld.slice(0, 3), ['[R2]', '[R4]', '[R8]'])
})
