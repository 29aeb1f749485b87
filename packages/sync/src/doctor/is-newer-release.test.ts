import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isNewerRelease } from './is-newer-release.ts'

test('isNewerRelease() compares numbers as numbers, and says no where it cannot tell', () => {
  const newer = [
    ['1.0.1', '1.0.0'],
    ['1.10.0', '1.9.9'],
    ['10.0.0', '9.99.99'],
    ['v2.0.0', '1.9.0'],
    ['1.0.0', '1.0.0-beta.2'],
    ['1.0.0+build.7', '1.0.0-beta.2'],
  ] as const
  for (const [one, other] of newer) {
    assert.equal(isNewerRelease(one, other), true, `${one} after ${other}`)
    assert.equal(isNewerRelease(other, one), false, `${other} before ${one}`)
  }
  for (const [one, other] of [
    ['1.0.0', '1.0.0'],
    ['1.0.0-beta.2', '1.0.0-beta.1'],
    ['main', '1.0.0'],
    ['1.0.0', ''],
    ['1.0', '0.1.0'],
  ] as const)
    assert.equal(isNewerRelease(one, other), false, `${one}, ${other}`)
})
