import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Recipe } from '@rollcall/protocol'
import { recipeSchema } from '@rollcall/protocol'
import { planRecipe } from '@rollcall/media'
import fc from 'fast-check'
import type { RecipeChange } from './change-recipe.ts'
import { changeRecipe } from './change-recipe.ts'
import { describeRecipe } from './describe-recipe.ts'

const SIZE = { width: 400, height: 300 }

test('changeRecipe() replaces the steps that are given and keeps the others', () => {
  const before: Recipe = { rotate: 90, light: { exposure: 10, contrast: 5 }, filter: 'mono' }
  assert.deepEqual(changeRecipe(before, { light: { exposure: -20 } }, SIZE), {
    rotate: 90,
    light: { exposure: -20, contrast: 5 },
    filter: 'mono',
  })
})

test('changeRecipe() takes a step away that is set to nothing', () => {
  const before: Recipe = {
    rotate: 90,
    flip: true,
    straighten: 3,
    crop: { left: 0, top: 0, width: 0.5, height: 0.5 },
    light: { exposure: 10 },
    colour: { warmth: 5 },
    filter: 'mono',
  }
  const change: RecipeChange = {
    rotate: 0,
    flip: false,
    straighten: 0,
    crop: { kind: 'none' },
    light: { exposure: 0 },
    colour: { warmth: 0 },
    filter: null,
  }
  assert.deepEqual(changeRecipe(before, change, SIZE), {})
})

test('changeRecipe() keeps steps that this release does not know', () => {
  const before = recipeSchema.parse({ sparkle: 3, light: { glow: 2 } })
  assert.deepEqual(changeRecipe(before, { rotate: 90 }, null), { sparkle: 3, light: { glow: 2 }, rotate: 90 })
})

test('changeRecipe() cuts the largest part of a shape out of the middle, however the picture is turned', () => {
  const wide = changeRecipe({}, { crop: { kind: 'shape', aspect: 16 / 9 } }, SIZE)
  assert.deepEqual(wide.crop, { left: 0, top: 0.125, width: 1, height: 0.75 })
  const upright = changeRecipe({ rotate: 90 }, { crop: { kind: 'shape', aspect: 1 } }, SIZE)
  assert.deepEqual(upright.crop, { left: 0, top: 0.125, width: 1, height: 0.75 })
})

const cropArbitrary = fc
  .tuple(
    fc.integer({ min: 0, max: 8 }),
    fc.integer({ min: 0, max: 8 }),
    fc.integer({ min: 1, max: 10 }),
    fc.integer({ min: 1, max: 10 }),
  )
  .map(([left, top, width, height]) => ({
    left: left / 10,
    top: top / 10,
    width: Math.min(width, 10 - left) / 10,
    height: Math.min(height, 10 - top) / 10,
  }))
const recipeArbitrary = fc.record(
  {
    rotate: fc.constantFrom(90, 180, 270),
    flip: fc.constant(true),
    crop: cropArbitrary,
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Recipe>
const turnArbitrary = fc.record(
  { rotate: fc.constantFrom(0, 90, 180, 270), flip: fc.boolean() },
  { requiredKeys: [] },
) as fc.Arbitrary<RecipeChange>

/** The corners of what is left of a picture, as places in it, whatever their order. */
function cornersOf(recipe: Recipe): readonly string[] {
  const { crop, toSource } = planRecipe(SIZE.width, SIZE.height, recipe)
  const [a, b, c, d, e, f] = toSource
  const places = [
    [0, 0],
    [crop.width, 0],
    [0, crop.height],
    [crop.width, crop.height],
  ].map(([x = 0, y = 0]) => `${Math.round(a * x + c * y + e)},${Math.round(b * x + d * y + f)}`)
  return places.toSorted()
}

test('changeRecipe() keeps the same part of the picture in sight when it is turned or mirrored', () => {
  fc.assert(
    fc.property(recipeArbitrary, turnArbitrary, (before, change) => {
      const after = changeRecipe(before, change, SIZE)
      assert.deepEqual(cornersOf(after), cornersOf(before))
      assert.equal(recipeSchema.safeParse(after).success, true)
    }),
  )
})

test('describeRecipe() tells every step in the order in which it is done', () => {
  assert.equal(describeRecipe(null), 'as it was taken')
  assert.equal(
    describeRecipe({
      filter: 'noir',
      colour: { tint: -5 },
      light: { exposure: 20 },
      straighten: -1.5,
      flip: true,
      rotate: 270,
    }),
    'turned 90° to the left, mirrored, straightened by −1.5°, exposure +20, tint −5, filter noir',
  )
})
