import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Selection } from './selection.ts'
import {
  countOf,
  has,
  intersect,
  NOTHING_SELECTED,
  positionsOf,
  rangeOf,
  SELECTION_PAGE_MAX,
  selectionOf,
  selectRange,
  subtract,
  toggle,
  union,
} from './selection.ts'

const MOST = 60
const somePositions = fc
  .uniqueArray(fc.nat({ max: MOST }), { maxLength: MOST })
  .map((positions) => positions.toSorted((one, other) => one - other))

/** Edges rise strictly, in pairs: otherwise ranges would touch, and one set would have two forms. */
function assertInOrder({ edges }: Selection): void {
  assert.equal(edges.length % 2, 0)
  assert.ok(edges.every((edge, index) => index === 0 || edge > (edges[index - 1] ?? 0)))
}

function assertIsExactly(selection: Selection, positions: Iterable<number>): void {
  const expected = [...positions].toSorted((one, other) => one - other)
  assertInOrder(selection)
  assert.deepEqual(Array.from(positionsOf(selection)), expected)
  assert.equal(countOf(selection), expected.length)
  assert.deepEqual(selection, selectionOf(expected), 'one set has one form')
  for (let position = 0; position <= MOST + 2; position += 1) {
    assert.equal(has(selection, position), expected.includes(position))
  }
}

test('selectionOf() holds exactly its positions', () => {
  fc.assert(fc.property(somePositions, (positions) => assertIsExactly(selectionOf(positions), positions)))
  assert.deepEqual(selectionOf([3, 4, 5, 9]).edges, Uint32Array.of(3, 6, 9, 10))
  assert.throws(() => selectionOf([3, 2]), /do not rise/)
  assert.throws(() => selectionOf([3, 3]), /do not rise/)
})

test('union(), subtract() and intersect() do what sets do', () => {
  fc.assert(
    fc.property(somePositions, somePositions, (some, others) => {
      const one = selectionOf(some)
      const other = selectionOf(others)
      assertIsExactly(union(one, other), new Set([...some, ...others]))
      assertIsExactly(
        subtract(one, other),
        some.filter((position) => !others.includes(position)),
      )
      assertIsExactly(
        intersect(one, other),
        some.filter((position) => others.includes(position)),
      )
    }),
  )
})

test('toggle() turns one photo over, and twice is as before', () => {
  fc.assert(
    fc.property(somePositions, fc.nat({ max: MOST }), (positions, position) => {
      const selection = selectionOf(positions)
      const before = selection.edges.slice()
      const turned = toggle(selection, position)
      assertInOrder(turned)
      assert.equal(has(turned, position), !has(selection, position))
      assert.equal(countOf(turned) - countOf(selection), has(selection, position) ? -1 : 1)
      assert.deepEqual(toggle(turned, position), selection)
      assert.deepEqual(selection.edges, before, 'a selection never changes')
    }),
  )
})

test('selectRange() takes both ends, whichever comes first, and keeps what was selected', () => {
  fc.assert(
    fc.property(
      somePositions,
      fc.nat({ max: MOST }),
      fc.nat({ max: MOST }),
      (positions, anchor, position) => {
        const between = Array.from({ length: Math.abs(anchor - position) + 1 }, (_, nth) => {
          return Math.min(anchor, position) + nth
        })
        assertIsExactly(
          selectRange(selectionOf(positions), anchor, position),
          new Set([...positions, ...between]),
        )
      },
    ),
  )
})

test('positionsOf() lists a whole library page by page, each bounded', () => {
  const all = rangeOf(0, 25_000)
  assert.equal(all.edges.length, 2)
  const without = subtract(all, selectionOf([0, 9_999, 10_000, 24_999]))
  const lengths: number[] = []
  let listed: number[] = []
  for (let from = 0; ; ) {
    const page = positionsOf(without, from)
    if (page.length === 0) break
    lengths.push(page.length)
    listed = [...listed, ...page]
    from = (page.at(-1) ?? 0) + 1
  }
  assert.deepEqual(lengths, [SELECTION_PAGE_MAX, SELECTION_PAGE_MAX, 4_996])
  assert.equal(new Set(listed).size, countOf(without))
  assert.deepEqual(Array.from(positionsOf(without, 9_998, 3)), [9_998, 10_001, 10_002])
})

test('rangeOf() nothing is nothing selected', () => {
  assert.deepEqual(rangeOf(5, 5), NOTHING_SELECTED)
  assert.deepEqual(rangeOf(6, 5), NOTHING_SELECTED)
  assert.equal(countOf(NOTHING_SELECTED), 0)
})
