import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isInstalled } from '../ensure-install.mjs'

const WANTED = {
  '': { version: '0.1.0' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/only-for-macs': { version: '2.0.0', optional: true },
}

test('isInstalled() holds when all that is not optional is there in the right version', () => {
  assert.equal(isInstalled(WANTED, { 'node_modules/a': { version: '1.0.0' } }), true)
})

for (const [what, installed] of Object.entries({
  'nothing is there': {},
  'a version differs': { 'node_modules/a': { version: '1.0.1' } },
  'an optional version differs': {
    'node_modules/a': { version: '1.0.0' },
    'node_modules/only-for-macs': { version: '1.0.0' },
  },
  'a package is there that should not be': {
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '1.0.0' },
  },
})) {
  test(`isInstalled() fails when ${what}`, () => {
    assert.equal(isInstalled(WANTED, installed), false)
  })
}
