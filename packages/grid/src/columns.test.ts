import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BADGE_MAX, badgeOf, cssColourOf, markBits, packColour, packRatio, withBadge } from './columns.ts'

test('packRatio() keeps within its bounds, and takes what it does not know for a square', () => {
  const cases: readonly (readonly [number | null, number | null, number])[] = [
    [4_000, 3_000, 1_333],
    [3_000, 4_000, 750],
    [1_000_000, 10, 10_000],
    [10, 1_000_000, 100],
    [0, 3_000, 1_000],
    [4_000, null, 1_000],
    [Number.NaN, 3_000, 1_000],
  ]
  for (const [width, height, ratio] of cases) assert.equal(packRatio(width, height), ratio)
})

test('withBadge() sets the badge and leaves every mark as it is', () => {
  const someMarks = fc.integer({ min: 0, max: 0xffff })
  const someBadge = fc.integer({ min: 0, max: BADGE_MAX })
  fc.assert(
    fc.property(someMarks, someBadge, someBadge, (marks, badge, other) => {
      const set = withBadge(marks, badge)
      assert.equal(badgeOf(set), badge)
      assert.equal(withBadge(set, 0), withBadge(marks, 0))
      assert.equal(withBadge(set, other), withBadge(marks, other))
      for (const bit of Object.values(markBits)) assert.equal(set & bit, marks & bit)
      assert.equal(new Uint16Array([set])[0], set, 'it fits its column')
    }),
  )
  assert.throws(() => withBadge(0, 16), /Cannot set badge: 16/)
  assert.throws(() => withBadge(0, 1.5), /Cannot set badge/)
})

test('cssColourOf() comes as near to the packed colour as 16 bits allow', () => {
  assert.equal(cssColourOf(packColour(0, 0, 0)), '#000000')
  assert.equal(cssColourOf(packColour(255, 255, 255)), '#ffffff')
  const someByte = fc.integer({ min: 0, max: 255 })
  fc.assert(
    fc.property(someByte, someByte, someByte, (...parts) => {
      const text = cssColourOf(packColour(...parts))
      for (const [index, part] of parts.entries()) {
        const shown = Number.parseInt(text.slice(1 + 2 * index, 3 + 2 * index), 16)
        assert.ok(Math.abs(shown - part) <= 8, `${parts} became ${text}`)
      }
    }),
  )
})
