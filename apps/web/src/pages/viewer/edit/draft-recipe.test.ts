import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Recipe } from '@rollcall/protocol'
import { recipeSchema } from '@rollcall/protocol'
import {
  amountIn,
  mirror,
  moveEdge,
  movePart,
  straightenBy,
  turn,
  UNCUT,
  withAmount,
  withFilter,
  withPart,
  withShape,
} from './draft-recipe.ts'

const CUT: Recipe = { crop: { left: 0.1, top: 0.2, width: 0.5, height: 0.25 } }

test('turn() four times is as it was, and takes the crop along', () => {
  const once = turn(CUT, true)
  assert.equal(once.rotate, 90)
  assert.deepEqual(round(once.crop), { left: 0.55, top: 0.1, width: 0.25, height: 0.5 })
  const back = turn(turn(turn(once, true), true), true)
  assert.deepEqual([back.rotate, round(back.crop)], [undefined, CUT.crop])
  assert.deepEqual(round(turn(once, false).crop), CUT.crop)
})

test('mirror() twice is as it was, and leans the other way in between', () => {
  const once = mirror(straightenBy(CUT, 5))
  assert.deepEqual([once.flip, once.straighten, round(once.crop)?.left], [true, -5, 0.4])
  const twice = mirror(once)
  assert.deepEqual([twice.flip, twice.straighten, round(twice.crop)], [undefined, 5, CUT.crop])
})

test('withShape() cuts as little as the shape allows, where the crop was', () => {
  const square = withShape({}, 1, { width: 400, height: 200 })
  assert.deepEqual(square.crop, { left: 0.25, top: 0, width: 0.5, height: 1 })
  const turned = withShape({ rotate: 90 }, 1, { width: 400, height: 200 })
  assert.deepEqual(turned.crop, { left: 0, top: 0.25, width: 1, height: 0.5 })
  assert.deepEqual(withShape({}, 2, { width: 400, height: 200 }), {})
})

test('withAmount() and withFilter() leave out what does nothing', () => {
  const lit = withAmount(withAmount({}, 'exposure', 40), 'warmth', -10)
  assert.deepEqual(lit, { light: { exposure: 40 }, colour: { warmth: -10 } })
  assert.equal(amountIn(lit, 'warmth'), -10)
  assert.deepEqual(withFilter(withAmount(withAmount(lit, 'exposure', 0), 'warmth', 0), null), {})
})

test('moveEdge() and movePart() stay within the picture, and leave something of it', () => {
  assert.deepEqual(moveEdge(UNCUT, 'left', 2), { left: 0.98, top: 0, width: 0.020000000000000018, height: 1 })
  assert.equal(moveEdge(UNCUT, 'bottom', -1).height, 0.02)
  const moved = movePart({ left: 0, top: 0, width: 0.5, height: 0.5 }, 0.9, -0.3)
  assert.deepEqual(moved, { left: 0.5, top: 0, width: 0.5, height: 0.5 })
})

test('every step makes a recipe that the protocol takes', () => {
  const steps = [
    turn(CUT, true),
    mirror(CUT),
    withPart({}, { ...UNCUT, width: 0.3 }),
    withShape(CUT, 1.5, { width: 3, height: 2 }),
  ]
  for (const recipe of steps) assert.ok(recipeSchema.safeParse(recipe).success)
})

function round(crop: Recipe['crop']) {
  if (crop === undefined) return undefined
  const { left, top, width, height } = crop
  const at = (value: number) => Math.round(value * 1e6) / 1e6
  return { left: at(left), top: at(top), width: at(width), height: at(height) }
}
