import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Begun } from './shortcuts.ts'
import { matchShortcut } from './shortcuts.ts'

const KNOWN = new Set(['?', 'f', 'l', 'g l', 'g ,', 'Escape'])

const press = (key: string, begun: Begun | null = null, now = 0, changed = {}) =>
  matchShortcut(KNOWN, { key, hasModifier: false, isTyping: false, ...changed }, begun, now)

test('matchShortcut() finds one key, and two in a row within a moment', () => {
  assert.equal(press('f').shortcut, 'f')
  assert.equal(press('z').shortcut, null)
  const { begun, shortcut } = press('g', null, 1_000)
  assert.deepEqual([begun, shortcut], [{ key: 'g', at: 1_000 }, null])
  assert.deepEqual(press('l', begun, 2_200), { shortcut: 'g l', begun: null })
  assert.equal(press('l', begun, 2_201).shortcut, 'l')
  assert.equal(press(',', begun, 1_100).shortcut, 'g ,')
})

test('matchShortcut() takes a key that goes on from nothing for itself, and begins anew', () => {
  const { begun } = press('g', null, 0)
  assert.equal(press('f', begun, 10).shortcut, 'f')
  assert.deepEqual(press('g', begun, 10).begun, { key: 'g', at: 10 })
  assert.equal(press('x', begun, 10).begun, null)
})

test('matchShortcut() leaves keys alone that belong to the browser or to what is typed', () => {
  assert.equal(press('f', null, 0, { hasModifier: true }).shortcut, null)
  assert.equal(press('?', null, 0, { isTyping: true }).shortcut, null)
  assert.equal(press('l', { key: 'g', at: 0 }, 1, { isTyping: true }).shortcut, null)
  assert.equal(press('Escape', null, 0, { isTyping: true }).shortcut, 'Escape')
})
