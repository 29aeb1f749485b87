import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkMarks } from './check-marks.ts'
import { sourceTreeOf } from './source-tree.ts'

test('checkMarks() lets a test be left out with a reason', () => {
  const tree = sourceTreeOf({ 'apps/agent/src/x.test.ts': "test('x', { skip: 'needs root' }, () => {})\n" })
  assert.deepEqual(checkMarks(tree), [])
})

test('checkMarks() lets words and addresses be that only look like marks', () => {
  const tree = sourceTreeOf({ 'a.md': 'Todos; https://example.org/root/a; ~/work/main; GET /v1/root\n' })
  assert.deepEqual(checkMarks(tree), [])
})
