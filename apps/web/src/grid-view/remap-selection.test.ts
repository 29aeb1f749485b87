import assert from 'node:assert/strict'
import { test } from 'node:test'
import { positionsOf, rangeOf, selectionOf } from '@rollcall/grid'
import { handlesOf, remapPosition, remapSelection } from './remap-selection.ts'

const BEFORE = Uint32Array.of(10, 11, 12, 13, 14)

test('remapSelection() keeps the photos selected, wherever they have moved', () => {
  const after = Uint32Array.of(99, 10, 12, 13, 14)
  assert.deepEqual([...positionsOf(remapSelection(selectionOf([0, 1, 3]), BEFORE, after))], [1, 3])
})

test('remapSelection() of everything is everything, with what has come since', () => {
  const after = Uint32Array.of(99, ...BEFORE)
  assert.deepEqual(remapSelection(rangeOf(0, 5), BEFORE, after), rangeOf(0, 6))
})

test('handlesOf() names the selected photos from the top', () => {
  assert.deepEqual([...handlesOf(selectionOf([1, 4]), BEFORE)], [11, 14])
})

test('remapPosition() goes on with the next older photo where one is gone', () => {
  assert.equal(remapPosition(2, BEFORE, Uint32Array.of(10, 11, 13, 14)), 2)
  assert.equal(remapPosition(0, BEFORE, Uint32Array.of(7, 8, 10)), 2)
  assert.equal(remapPosition(0, BEFORE, new Uint32Array(0)), null)
})
