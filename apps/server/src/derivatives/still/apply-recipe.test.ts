import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planRecipe } from '@rollcall/media'
import type { Recipe } from '@rollcall/protocol'
import { recipeFilterSchema } from '@rollcall/protocol'
import fc from 'fast-check'
import { applyRecipe } from './apply-recipe.ts'
import type { RawPicture } from './decoded-picture.ts'
import { CORNERS, cornerPixels } from './trial-pictures.ts'

const ANY_SIDE = 10_000

/** Every pixel tells its own place: red grows to the right, green downwards. */
function placed(width: number, height: number): RawPicture {
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels.set([x, y, 128], 3 * (y * width + x))
  }
  return { width, height, channels: 3, pixels }
}

function grey(value: number): RawPicture {
  return { width: 3, height: 2, channels: 3, pixels: new Uint8Array(18).fill(value) }
}

function pixelAt({ width, pixels }: RawPicture, x: number, y: number): readonly number[] {
  return [...pixels.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)]
}

function cornersOf(picture: RawPicture): readonly string[] {
  const [right, bottom] = [picture.width - 1, picture.height - 1]
  return [
    pixelAt(picture, 0, 0),
    pixelAt(picture, right, 0),
    pixelAt(picture, right, bottom),
    pixelAt(picture, 0, bottom),
  ].map((rgb) => `#${rgb.map((value) => value.toString(16).padStart(2, '0')).join('')}`)
}

async function applied(picture: RawPicture, ...recipes: readonly Recipe[]): Promise<RawPicture> {
  let made = picture
  for (const recipe of recipes) made = await applyRecipe(made, recipe, ANY_SIDE)
  return made
}

test('applyRecipe() leaves every pixel as it is when nothing is turned', async () => {
  const picture = placed(40, 30)
  const nothing: Recipe = {
    straighten: 0,
    crop: { left: 0, top: 0, width: 1, height: 1 },
    light: { exposure: 0, brightness: 0, contrast: 0, highlights: 0, shadows: 0 },
    colour: { saturation: 0, warmth: 0, tint: 0 },
  }
  assert.deepEqual(await applied(picture, nothing), picture)
  assert.deepEqual(await applied(picture, {}), picture)
})

test('applyRecipe() turns clockwise, then mirrors', async () => {
  const picture: RawPicture = { width: 8, height: 6, channels: 3, pixels: cornerPixels(8, 6) }
  const [topLeft, topRight, bottomRight, bottomLeft] = CORNERS
  assert.deepEqual(cornersOf(picture), CORNERS)
  assert.deepEqual(cornersOf(await applied(picture, { rotate: 90 })), [
    bottomLeft,
    topLeft,
    topRight,
    bottomRight,
  ])
  assert.deepEqual(cornersOf(await applied(picture, { flip: true })), [
    topRight,
    topLeft,
    bottomLeft,
    bottomRight,
  ])
  assert.deepEqual(cornersOf(await applied(picture, { rotate: 90, flip: true })), [
    topLeft,
    bottomLeft,
    bottomRight,
    topRight,
  ])
})

test('applyRecipe() of turns that undo each other gives back every pixel', async () => {
  const picture = placed(41, 30)
  const quarter: Recipe = { rotate: 90 }
  assert.deepEqual(await applied(picture, quarter, quarter, quarter, quarter), picture)
  assert.deepEqual(await applied(picture, quarter, { rotate: 270 }), picture)
  assert.deepEqual(await applied(picture, quarter, quarter), await applied(picture, { rotate: 180 }))
  assert.deepEqual(await applied(picture, { flip: true }, { flip: true }), picture)
})

test('applyRecipe() cuts out just what was asked for, of what turning has left', async () => {
  const cut = await applied(placed(200, 100), { crop: { left: 0.25, top: 0.5, width: 0.5, height: 0.2 } })
  assert.deepEqual([cut.width, cut.height], [100, 20])
  assert.deepEqual(
    [pixelAt(cut, 0, 0), pixelAt(cut, 99, 19)],
    [
      [50, 50, 128],
      [149, 69, 128],
    ],
  )
  const turned = await applied(placed(200, 100), {
    rotate: 90,
    crop: { left: 0, top: 0, width: 0.5, height: 0.5 },
  })
  assert.deepEqual([turned.width, turned.height, pixelAt(turned, 0, 0)], [50, 100, [0, 99, 128]])
  const least = await applied(placed(200, 3), { crop: { left: 0.99, top: 0.99, width: 0.01, height: 0.01 } })
  assert.deepEqual([least.width, least.height, pixelAt(least, 1, 0)], [2, 1, [199, 2, 128]])
})

test('applyRecipe() straightens every place to where it belongs, and shows nothing from beyond the edge', async () => {
  const picture = placed(200, 150)
  for (const straighten of [-45, -7.3, 0.4, 12, 45]) {
    const level = await applied(picture, { straighten })
    const { toSource } = planRecipe(200, 150, { straighten })
    const [a, b, c, d, e, f] = toSource
    for (const [x, y] of [
      [0, 0],
      [level.width - 1, 0],
      [0, level.height - 1],
      [level.width >> 1, level.height >> 1],
    ] as const) {
      const [red = 0, green = 0, blue] = pixelAt(level, x, y)
      assert.ok(Math.abs(red - (a * (x + 0.5) + c * (y + 0.5) + e - 0.5)) <= 1, `${straighten}: ${red}`)
      assert.ok(Math.abs(green - (b * (x + 0.5) + d * (y + 0.5) + f - 0.5)) <= 1, `${straighten}: ${green}`)
      assert.equal(blue, 128)
    }
  }
})

test('applyRecipe() makes pictures lighter, warmer and grey as it is told to', async () => {
  const middle = grey(120)
  const of = async (recipe: Recipe) => pixelAt(await applied(middle, recipe), 0, 0)
  assert.ok(((await of({ light: { exposure: 40 } }))[0] ?? 0) > 140)
  assert.ok(((await of({ light: { exposure: -40 } }))[0] ?? 255) < 100)
  const [red = 0, , blue = 0] = await of({ colour: { warmth: 60 } })
  assert.ok(red > blue + 20)
  for (const filter of ['mono', 'noir'] as const) {
    const made = await applied(placed(50, 40), { filter })
    for (let at = 0; at < made.pixels.length; at += 3) {
      assert.equal(made.pixels[at], made.pixels[at + 1])
      assert.equal(made.pixels[at], made.pixels[at + 2])
    }
  }
})

test('applyRecipe() makes no side longer than asked for, and enlarges nothing', async () => {
  const small = await applyRecipe(placed(200, 100), { rotate: 90 }, 50)
  assert.deepEqual([small.width, small.height], [25, 50])
  const cut = await applyRecipe(placed(200, 100), { crop: { left: 0, top: 0, width: 0.1, height: 0.1 } }, 50)
  assert.deepEqual([cut.width, cut.height], [20, 10])
})

test('applyRecipe() does whatever recipe to whatever picture', async () => {
  const amount = fc.integer({ min: -100, max: 100 })
  const recipes: fc.Arbitrary<Recipe> = fc.record(
    {
      rotate: fc.constantFrom(90 as const, 180 as const, 270 as const),
      flip: fc.constant(true as const),
      straighten: fc.double({ min: -45, max: 45, noNaN: true }),
      crop: fc.record({
        left: fc.double({ min: 0, max: 0.5, noNaN: true }),
        top: fc.double({ min: 0, max: 0.5, noNaN: true }),
        width: fc.double({ min: 0.01, max: 0.5, noNaN: true }),
        height: fc.double({ min: 0.01, max: 0.5, noNaN: true }),
      }),
      light: fc.record({
        exposure: amount,
        brightness: amount,
        contrast: amount,
        highlights: amount,
        shadows: amount,
      }),
      colour: fc.record({ saturation: amount, warmth: amount, tint: amount }),
      filter: fc.constantFrom(...recipeFilterSchema.options),
    },
    { requiredKeys: [] },
  )
  const side = fc.integer({ min: 1, max: 60 })
  await fc.assert(
    fc.asyncProperty(side, side, recipes, async (width, height, recipe) => {
      const made = await applied(placed(width, height), recipe)
      const { crop } = planRecipe(width, height, recipe)
      assert.deepEqual([made.width, made.height, made.channels], [crop.width, crop.height, 3])
      assert.equal(made.pixels.length, 3 * made.width * made.height)
    }),
    { numRuns: 300 },
  )
})
