import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Recipe } from '@rollcall/protocol'
import fc from 'fast-check'
import { planRecipe, sideForRecipe } from './plan-recipe.ts'

const side = fc.integer({ min: 1, max: 9_000 })
const part = fc.double({ min: 0, max: 1, noNaN: true })
const crop = fc.tuple(part, part, part, part).map(([left, top, across, down]) => ({
  left: left * 0.99,
  top: top * 0.99,
  width: 0.01 + (0.99 - left * 0.99) * across,
  height: 0.01 + (0.99 - top * 0.99) * down,
}))
const shape: fc.Arbitrary<Recipe> = fc.record(
  {
    rotate: fc.constantFrom(90 as const, 180 as const, 270 as const),
    flip: fc.constant(true as const),
    straighten: fc.double({ min: -45, max: 45, noNaN: true }),
    crop,
  },
  { requiredKeys: [] },
)

/** Where a place of the result comes from. */
function placeOf(width: number, height: number, recipe: Recipe, x: number, y: number) {
  const [a, b, c, d, e, f] = planRecipe(width, height, recipe).toSource
  return [a * x + c * y + e, b * x + d * y + f] as const
}

test('planRecipe() leaves a picture as it is when the recipe says nothing of its shape', () => {
  fc.assert(
    fc.property(side, side, (width, height) => {
      const plan = planRecipe(width, height, { light: { exposure: 50 } })
      assert.equal(plan.isWhole, true)
      assert.deepEqual(plan.crop, { left: 0, top: 0, width, height })
      assert.deepEqual(placeOf(width, height, {}, 0.5, 0.5), [0.5, 0.5])
    }),
  )
})

test('planRecipe() never shows a place outside the picture, and shows at least one pixel', () => {
  fc.assert(
    fc.property(side, side, shape, (width, height, recipe) => {
      const { crop: cut, straightened } = planRecipe(width, height, recipe)
      assert.ok(cut.width >= 1 && cut.height >= 1 && cut.left >= 0 && cut.top >= 0)
      assert.ok(cut.left + cut.width <= straightened.width && cut.top + cut.height <= straightened.height)
      // A picture that is one pixel high has no part of its own shape that is upright when it hangs askew.
      if (Math.min(width, height) * Math.min(straightened.width / width, straightened.height / height) < 1)
        return
      const corners = [
        [0.5, 0.5],
        [cut.width - 0.5, 0.5],
        [0.5, cut.height - 0.5],
        [cut.width - 0.5, cut.height - 0.5],
      ] as const
      for (const [x, y] of corners) {
        const [sourceX, sourceY] = placeOf(width, height, recipe, x, y)
        assert.ok(sourceX > -0.01 && sourceX < width + 0.01, `${sourceX} of ${width}`)
        assert.ok(sourceY > -0.01 && sourceY < height + 0.01, `${sourceY} of ${height}`)
      }
    }),
    { numRuns: 1_000 },
  )
})

test('planRecipe() straightens to the largest rectangle of the same shape', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 200, max: 9_000 }),
      fc.integer({ min: 200, max: 9_000 }),
      fc.double({ min: -45, max: 45, noNaN: true }),
      (width, height, straighten) => {
        const { straightened } = planRecipe(width, height, { straighten })
        // Both sides are those of one scale, rounded down.
        const slack = Math.abs(straightened.width / width - straightened.height / height)
        assert.ok(slack <= 1 / Math.min(width, height))
        // A rectangle of this shape that is two pixels wider would not fit, turned, into the picture.
        const scale = (straightened.width + 2) / width
        const angle = (Math.abs(straighten) * Math.PI) / 180
        const across = scale * (width * Math.cos(angle) + height * Math.sin(angle))
        const down = scale * (width * Math.sin(angle) + height * Math.cos(angle))
        assert.ok(across > width || down > height)
      },
    ),
  )
})

test('planRecipe() turned four times, or mirrored twice, comes back', () => {
  const [width, height] = [400, 300]
  let place: readonly [number, number] = [17.5, 42.5]
  const sizes = [
    [width, height],
    [height, width],
    [width, height],
    [height, width],
  ] as const
  for (const [across, down] of sizes) {
    // From the picture after this turn to the one before it.
    place = placeOf(across, down, { rotate: 90 }, place[0], place[1])
  }
  assert.deepEqual(place, [17.5, 42.5])
  const once = placeOf(width, height, { flip: true }, 17.5, 42.5)
  assert.deepEqual(once, [382.5, 42.5])
  assert.deepEqual(placeOf(width, height, { flip: true }, once[0], once[1]), [17.5, 42.5])
})

test('planRecipe() turns clockwise, mirrors after that, and straightens clockwise', () => {
  // The top left of the result was at the bottom left before a quarter turn clockwise.
  assert.deepEqual(placeOf(400, 300, { rotate: 90 }, 0.5, 0.5), [0.5, 299.5])
  // Mirrored after that, it was at the top left.
  assert.deepEqual(placeOf(400, 300, { rotate: 90, flip: true }, 0.5, 0.5), [0.5, 0.5])
  assert.deepEqual(placeOf(400, 300, { rotate: 270 }, 0.5, 0.5), [399.5, 0.5])
  // Turned clockwise by little, what was in the middle of the left side moves up.
  const { straightened } = planRecipe(400, 300, { straighten: 5 })
  const [, y] = placeOf(400, 300, { straighten: 5 }, 0, straightened.height / 2)
  assert.ok(y > 150)
})

test('planRecipe() crops in fractions of what turning has left', () => {
  const plan = planRecipe(400, 300, { rotate: 90, crop: { left: 0.5, top: 0, width: 0.5, height: 0.25 } })
  assert.deepEqual(plan.crop, { left: 150, top: 0, width: 150, height: 100 })
  assert.deepEqual(planRecipe(20, 20, { crop: { left: 0.99, top: 0.99, width: 0.01, height: 0.01 } }).crop, {
    left: 19,
    top: 19,
    width: 1,
    height: 1,
  })
})

test('sideForRecipe() asks for as many pixels as the crop needs, and no more than there are', () => {
  assert.equal(sideForRecipe(8_000, 6_000, {}, 2_000), 2_000)
  assert.equal(sideForRecipe(1_000, 600, {}, 2_000), 1_000)
  const half = { crop: { left: 0.25, top: 0.25, width: 0.5, height: 0.5 } }
  assert.equal(sideForRecipe(8_000, 6_000, half, 2_000), 4_000)
  assert.equal(sideForRecipe(3_000, 2_000, half, 2_000), 3_000)
})
