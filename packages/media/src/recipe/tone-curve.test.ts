import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CURVE_VALUES, finishCurveOf, toneCurveOf } from './tone-curve.ts'

const amount = fc.integer({ min: -100, max: 100 })
const light = fc.record({
  exposure: amount,
  brightness: amount,
  contrast: amount,
  highlights: amount,
  shadows: amount,
})

test('toneCurveOf() leaves light alone that nobody changed', () => {
  assert.equal(toneCurveOf({}), null)
  assert.equal(toneCurveOf({ colour: { warmth: 10 }, filter: 'noir' }), null)
  assert.equal(toneCurveOf({ light: { exposure: 0, shadows: 0 } }), null)
})

test('toneCurveOf() never makes what was brighter darker, and stays within black and white', () => {
  fc.assert(
    fc.property(light, (amounts) => {
      const curve = toneCurveOf({ light: amounts })
      if (curve === null) return
      assert.equal(curve.length, CURVE_VALUES)
      for (const [index, value] of curve.entries()) {
        assert.ok(value >= 0 && value <= 1 && value >= (curve[index - 1] ?? 0) - 1e-12, `${index}: ${value}`)
      }
    }),
  )
})

test('toneCurveOf() moves the part of the picture that each amount is about', () => {
  const at = (name: string, value: number, step: number) =>
    toneCurveOf({ light: { [name]: value } })?.[step] ?? Number.NaN
  const [shade, middle, bright] = [50, 128, 205] as const
  const same = (step: number) => step / (CURVE_VALUES - 1)
  for (const name of ['exposure', 'brightness']) {
    assert.ok(at(name, 50, middle) > same(middle) + 0.05 && at(name, -50, middle) < same(middle) - 0.05, name)
  }
  assert.ok(at('contrast', 50, bright) > same(bright) && at('contrast', 50, shade) < same(shade))
  assert.ok(at('contrast', -50, bright) < same(bright) && at('contrast', -50, shade) > same(shade))
  assert.ok(at('highlights', -100, bright) < same(bright) - 0.05)
  assert.equal(at('highlights', -100, shade), same(shade))
  assert.ok(at('shadows', 100, shade) > same(shade) + 0.05)
  assert.equal(at('shadows', 100, bright), same(bright))
  // White paper stays white, and black stays black.
  for (const name of ['exposure', 'brightness', 'highlights', 'shadows']) {
    assert.ok(Math.abs(at(name, 100, 255) - 1) < 1e-9 && Math.abs(at(name, 100, 0)) < 1e-9, name)
  }
})

test('finishCurveOf() is what only some filters have', () => {
  assert.equal(finishCurveOf({}), null)
  assert.equal(finishCurveOf({ filter: 'sepia' }), null)
  for (const filter of ['vivid', 'fade', 'noir'] as const) {
    const curve = finishCurveOf({ filter }) ?? []
    assert.equal(curve.length, CURVE_VALUES)
    assert.ok(curve.every((value, index) => value >= (curve[index - 1] ?? 0)))
  }
})
