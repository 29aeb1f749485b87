import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkLinks } from './check-links.ts'
import { sourceTreeOf } from './source-tree.ts'

test('checkLinks() follows files, folders, headings and repeated headings', () => {
  const tree = sourceTreeOf({
    'README.md':
      '[a](docs/a.md#the-b-of-c) [b](docs/) [c](docs/a.md#twice-1) [d](https://example.org/none) `[e](f)`\n',
    'docs/a.md': '# The `b` of *c*!\n## Twice\n## Twice\n[home](../README.md)\n```\n[not](a-link)\n```\n',
  })
  assert.deepEqual(checkLinks(tree), [])
})

test('checkLinks() tells the line of a link that leads nowhere', () => {
  const tree = sourceTreeOf({ 'README.md': 'Words.\n\n[lost](lost.md)\n\n[name]: also-lost.md\n' })
  assert.deepEqual(
    checkLinks(tree).map(({ line }) => line),
    [3, 5],
  )
})
