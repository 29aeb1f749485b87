import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkFaces } from './check-faces.ts'
import { sourceTreeOf } from './source-tree.ts'

test('checkFaces() lets the face list names, and a file export its own', () => {
  const tree = sourceTreeOf({
    'packages/sync/src/index.ts': "export { x, type Y } from './x.ts'\n",
    'packages/sync/src/x.ts': 'const x = 1\ntype Y = 2\nexport { x, type Y }\n',
  })
  assert.deepEqual(checkFaces(tree), [])
})
