import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fittedIn, panBy, SCALE_MAX, WHOLE, zoomAt } from './zoom-view.ts'

const VIEW = { width: 1000, height: 800 }
const FITTED = fittedIn({ width: 4000, height: 2000 }, VIEW)

test('fittedIn() leaves a picture its shape', () => {
  assert.deepEqual(FITTED, { width: 1000, height: 500 })
})

test('zoomAt() keeps the place under the pointer where it is', () => {
  const near = zoomAt(WHOLE, 4, { x: 200, y: 50 }, FITTED, VIEW)
  assert.equal(near.scale, 4)
  assert.deepEqual([near.x, near.y], [-600, -150])
  const back = zoomAt(near, 0.25, { x: 200, y: 50 }, FITTED, VIEW)
  assert.deepEqual([back.scale, Math.abs(back.x), Math.abs(back.y)], [1, 0, 0])
})

test('zoomAt() goes neither beyond the whole nor beyond what is of use', () => {
  assert.equal(zoomAt(WHOLE, 0.1, { x: 0, y: 0 }, FITTED, VIEW).scale, 1)
  assert.equal(zoomAt(WHOLE, 1000, { x: 0, y: 0 }, FITTED, VIEW).scale, SCALE_MAX)
})

test('panBy() stops at the edges of the picture, and does not move one that does not fill the view', () => {
  const near = zoomAt(WHOLE, 2, { x: 0, y: 0 }, FITTED, VIEW)
  assert.deepEqual(panBy(near, 9_000, -9_000, FITTED, VIEW), { scale: 2, x: 500, y: -100 })
  assert.deepEqual(panBy(WHOLE, 50, 50, FITTED, VIEW), WHOLE)
})
