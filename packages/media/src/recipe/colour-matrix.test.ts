import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Recipe } from '@rollcall/protocol'
import { colourMatrixOf } from './colour-matrix.ts'

type Colour = readonly [number, number, number]

function mixed(recipe: Recipe, [red, green, blue]: Colour): Colour {
  const matrix = colourMatrixOf(recipe)
  assert.ok(matrix !== null)
  const [first, second, third] = matrix.map((row) => row[0] * red + row[1] * green + row[2] * blue)
  return [first ?? 0, second ?? 0, third ?? 0]
}

function isClose(one: number, other: number): boolean {
  return Math.abs(one - other) < 1e-9
}

test('colourMatrixOf() mixes nothing that nobody asked to be mixed', () => {
  assert.equal(colourMatrixOf({}), null)
  assert.equal(colourMatrixOf({ light: { exposure: 10 } }), null)
  assert.equal(colourMatrixOf({ colour: { saturation: 0, warmth: 0, tint: 0 } }), null)
})

test('colourMatrixOf() keeps grey grey, whatever the saturation, and takes all colour away at the least of it', () => {
  for (const recipe of [
    { colour: { saturation: 100 } },
    { colour: { saturation: -100 } },
    { filter: 'mono' },
    { filter: 'noir' },
    { filter: 'vivid' },
    { filter: 'fade' },
  ] satisfies Recipe[]) {
    assert.ok(
      mixed(recipe, [0.5, 0.5, 0.5]).every((value) => isClose(value, 0.5)),
      JSON.stringify(recipe),
    )
  }
  for (const recipe of [{ colour: { saturation: -100 } }, { filter: 'mono' }, { filter: 'noir' }] as const) {
    const [red, green, blue] = mixed(recipe, [0.9, 0.2, 0.4])
    assert.ok(isClose(red, green) && isClose(green, blue))
  }
})

test('colourMatrixOf() makes grey yellower or bluer, greener or more magenta, and as bright as it was', () => {
  const grey: Colour = [0.5, 0.5, 0.5]
  const luma = ([red, green, blue]: Colour) => 0.2126 * red + 0.7152 * green + 0.0722 * blue
  const warm = mixed({ colour: { warmth: 100 } }, grey)
  const cold = mixed({ colour: { warmth: -100 } }, grey)
  const magenta = mixed({ colour: { tint: 100 } }, grey)
  const green = mixed({ colour: { tint: -100 } }, grey)
  assert.ok(warm[0] > warm[2] + 0.1 && cold[2] > cold[0] + 0.1)
  assert.ok(magenta[1] < magenta[0] - 0.05 && green[1] > green[0] + 0.05)
  for (const colour of [warm, cold, magenta, green]) assert.ok(isClose(luma(colour), 0.5))
})

test('colourMatrixOf() does the filter after the colour', () => {
  // Sepia of a picture without colour has one tone, whatever colours there were.
  const recipe: Recipe = { colour: { saturation: -100 }, filter: 'sepia' }
  const [red, green, blue] = mixed(recipe, [0.8, 0.1, 0.1])
  assert.ok(red > green && green > blue)
  const grey = 0.2126 * 0.8 + 0.7152 * 0.1 + 0.0722 * 0.1
  assert.ok(isClose(green, grey * (0.349 + 0.686 + 0.168)))
})
