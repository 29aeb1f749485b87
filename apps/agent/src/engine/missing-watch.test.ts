import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMissingWatch } from './missing-watch.ts'

const none = new Set<string>()

test('[R17] createMissingWatch() believes only a whole scan that began a moment after the first', () => {
  const watch = createMissingWatch(none)
  const missing = new Set(['a.jpg'])
  assert.equal(watch.note(missing, { isWhole: true, startedAt: 1_000 }), false)
  assert.deepEqual([...watch.confirmed], [])
  const confirmAt = watch.confirmAt()
  assert.ok(confirmAt !== null && confirmAt > 1_000)
  watch.note(missing, { isWhole: false, startedAt: confirmAt })
  assert.deepEqual([...watch.confirmed], [], 'a look at some paths proves nothing')
  watch.note(missing, { isWhole: true, startedAt: 1_001 })
  assert.deepEqual([...watch.confirmed], [], 'a scan that had begun already proves nothing')
  assert.equal(watch.note(missing, { isWhole: true, startedAt: confirmAt }), true)
  assert.deepEqual([...watch.confirmed], ['a.jpg'])
  assert.equal(watch.confirmAt(), null)
})

test('createMissingWatch() forgets what has come back, and begins again when it goes again', () => {
  const watch = createMissingWatch(none)
  const missing = new Set(['a.jpg'])
  watch.note(missing, { isWhole: true, startedAt: 1_000 })
  watch.note(missing, { isWhole: true, startedAt: 2_000 })
  assert.equal(watch.note(none, { isWhole: false, startedAt: 3_000 }), true)
  assert.deepEqual([...watch.confirmed], [])
  watch.note(missing, { isWhole: true, startedAt: 4_000 })
  assert.deepEqual([...watch.confirmed], [])
})

test('createMissingWatch() goes on from what was confirmed before, when it is missed again', () => {
  const watch = createMissingWatch(new Set(['a.jpg', 'back.jpg']))
  assert.equal(watch.note(new Set(['a.jpg', 'new.jpg']), { isWhole: true, startedAt: 1_000 }), true)
  assert.deepEqual([...watch.confirmed], ['a.jpg'])
  assert.notEqual(watch.confirmAt(), null)
})

test('[R17] createMissingWatch() begins anew when something moves in the folder', () => {
  const watch = createMissingWatch(none)
  const missing = new Set(['a.jpg'])
  watch.note(missing, { isWhole: true, startedAt: 1_000 })
  watch.restart()
  watch.note(missing, { isWhole: true, startedAt: 2_000 })
  assert.deepEqual([...watch.confirmed], [])
  assert.equal(watch.note(missing, { isWhole: true, startedAt: 3_000 }), true)
  watch.restart()
  assert.equal(watch.note(missing, { isWhole: true, startedAt: 4_000 }), true, 'the word is taken back')
  assert.deepEqual([...watch.confirmed], [])
})
