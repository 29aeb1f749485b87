import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkEffects } from './check-effects.ts'
import { sourceTreeOf } from './source-tree.ts'

test('checkEffects() leaves adapters and tests alone, and a date made of a known time', () => {
  const tree = sourceTreeOf({
    'platform/node/src/system-clock.ts': 'export const now = () => Date.now()\n',
    'apps/server/src/x.test.ts': 'setTimeout(() => {}, 1)\n',
    'apps/server/src/x.ts':
      "import { createHash } from 'node:crypto'\nexport const x = [new Date(0), createHash]\n",
  })
  assert.deepEqual(checkEffects(tree), [])
})

test('checkEffects() tells the line', () => {
  const tree = sourceTreeOf({ 'apps/server/src/x.ts': '//\n\nexport const x = () => Math.random()\n' })
  assert.deepEqual(
    checkEffects(tree).map(({ line }) => line),
    [3],
  )
})
