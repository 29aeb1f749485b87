import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gridDeedOf } from './grid-keys.ts'

const PLAIN = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }

test('gridDeedOf() extends the selection while shift is held on a way, but not on a bracket that needs it', () => {
  assert.deepEqual(gridDeedOf({ ...PLAIN, key: 'ArrowDown', shiftKey: true }), {
    kind: 'move',
    key: 'ArrowDown',
    extends: true,
  })
  assert.deepEqual(gridDeedOf({ ...PLAIN, key: '{', shiftKey: true }), {
    kind: 'move',
    key: '{',
    extends: false,
  })
})

test('gridDeedOf() goes to the ends of the timeline with Control, and leaves the browser its own keys', () => {
  assert.deepEqual(gridDeedOf({ ...PLAIN, key: 'Home', ctrlKey: true }), {
    kind: 'move',
    key: 'Control+Home',
    extends: false,
  })
  assert.deepEqual(gridDeedOf({ ...PLAIN, key: 'a', metaKey: true }), { kind: 'selectAll' })
  assert.equal(gridDeedOf({ ...PLAIN, key: 'f', ctrlKey: true }), null)
  assert.equal(gridDeedOf({ ...PLAIN, key: 'ArrowLeft', altKey: true }), null)
})

test('gridDeedOf() selects by space and x, opens by Enter, and zooms by 1 to 4', () => {
  const kinds = [' ', 'x', 'Enter', 'Escape', '1', '4', 'q'].map((key) => gridDeedOf({ ...PLAIN, key })?.kind)
  assert.deepEqual(kinds, ['toggle', 'toggle', 'open', 'clear', 'zoom', 'zoom', undefined])
})
