import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bendHighlight, needsToneMap, toneMap } from './tone-map.ts'

const P3 = { primaries: 12, transfer: 13, matrix: 6, isFullRange: true }
const PQ = { primaries: 9, transfer: 16, matrix: 9, isFullRange: true }

test('needsToneMap() is for HDR and wide colour, not for what screens show as it is', () => {
  assert.ok(needsToneMap(P3) && needsToneMap(PQ))
  for (const transfer of [1, 2, 6, 13, 14]) assert.ok(!needsToneMap({ ...P3, primaries: 1, transfer }))
})

test('toneMap() leaves greys of P3 as they are, and makes its colours stronger', () => {
  const greys = Uint16Array.from(
    [0, 64, 128, 200, 255].flatMap((value) => [value, value, value].map((v) => v * 257)),
  )
  for (const [index, value] of toneMap(greys, P3).entries()) {
    assert.ok(Math.abs(value - (greys[index] ?? 0) / 257) <= 1)
  }
  const [red = 0, green = 0] = toneMap(Uint16Array.of(200 * 257, 100 * 257, 100 * 257), P3)
  assert.ok(red > 205 && green < 100)
})

test('toneMap() of PQ rises all the way, and never wraps', () => {
  const ramp = Uint16Array.from({ length: 3 * 512 }, (_, index) => Math.floor(index / 3) * 128)
  const bytes = toneMap(ramp, PQ)
  for (let at = 3; at < bytes.length; at++) assert.ok((bytes[at] ?? 0) >= (bytes[at - 3] ?? 0))
  assert.ok((bytes[0] ?? 9) === 0 && (bytes.at(-1) ?? 0) >= 254)
})

test('bendHighlight() keeps every light below 1', () => {
  for (const light of [0, 0.3, 0.5, 0.8, 1, 5, 50]) assert.ok(light * bendHighlight(light) <= 1)
  assert.equal(bendHighlight(0.4), 1)
})
