import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planRecipe } from '@rollcall/media'
import { colourPixels, inverseOf } from './paint-recipe.ts'

test('colourPixels() of a recipe without colours leaves every byte', () => {
  const pixels = Uint8ClampedArray.of(1, 2, 3, 255, 200, 100, 50, 128)
  colourPixels(pixels, { rotate: 90 })
  assert.deepEqual([...pixels], [1, 2, 3, 255, 200, 100, 50, 128])
})

test('colourPixels() makes grey of everything by mono, as bright as it was, and leaves the cover', () => {
  const pixels = Uint8ClampedArray.of(255, 0, 0, 77, 0, 255, 0, 255)
  colourPixels(pixels, { filter: 'mono' })
  assert.deepEqual([...pixels], [54, 54, 54, 77, 182, 182, 182, 255])
})

test('colourPixels() makes more exposure brighter, and keeps black and white', () => {
  const pixels = Uint8ClampedArray.of(0, 100, 255, 255)
  colourPixels(pixels, { light: { exposure: 50 } })
  assert.equal(pixels[0], 0)
  assert.ok((pixels[1] ?? 0) > 120)
  assert.equal(pixels[2], 255)
})

test('inverseOf() leads back from every place of the result', () => {
  const map = planRecipe(400, 300, {
    rotate: 90,
    flip: true,
    straighten: 7,
    crop: { left: 0.1, top: 0, width: 0.5, height: 1 },
  }).toSource
  const apply = ([a, b, c, d, e, f]: typeof map, [x, y]: readonly [number, number]) =>
    [a * x + c * y + e, b * x + d * y + f] as const
  const [x, y] = apply(inverseOf(map), apply(map, [12, 34]))
  assert.ok(Math.abs(x - 12) < 1e-9 && Math.abs(y - 34) < 1e-9)
})
