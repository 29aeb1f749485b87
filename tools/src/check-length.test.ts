import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkLength } from './check-length.ts'
import { sourceTreeOf } from './source-tree.ts'

test('checkLength() counts the lines of a file and of a function', () => {
  const fits = `${'//\n'.repeat(330)}function x() {\n${'  //\n'.repeat(68)}}\n`
  const tooLong = `${fits}\n`
  assert.deepEqual(checkLength(sourceTreeOf({ 'bin/x.mjs': fits })), [])
  assert.deepEqual(
    checkLength(sourceTreeOf({ 'bin/x.mjs': tooLong })).map(({ line }) => line),
    [1],
  )
})

test('checkLength() accepts a header that says why the file stays whole', () => {
  const tree = sourceTreeOf({ 'apps/server/src/x.ts': `// Stays whole: one table.\n${'//\n'.repeat(500)}` })
  assert.deepEqual(checkLength(tree), [])
})

test('checkLength() takes a describe for a chapter', () => {
  const tree = sourceTreeOf({ 'tests/x.test.ts': `describe('x', () => {\n${'  //\n'.repeat(100)}})\n` })
  assert.deepEqual(checkLength(tree), [])
})
