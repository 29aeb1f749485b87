import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { RunwayPlace } from './runway.ts'
import { createRunway, jumpTo, RUNWAY_MAX_PX, rebase, toBox, toVirtual } from './runway.ts'
import { anyShare } from './test-kit/any-share.ts'

const DEVICE_PIXEL_RATIOS = [1, 1.1, 1.25, 4 / 3, 1.5, 1.75, 2, 2.625, 2.75, 3]
/** Chromium clamps boxes at 2^31 / 64 device pixels. */
const BROWSER_MAX_DEVICE_PX = 2 ** 31 / 64

const someHeight = fc.oneof(
  fc.integer({ min: 0, max: 5_000 }),
  fc.integer({ min: RUNWAY_MAX_PX - 10_000, max: RUNWAY_MAX_PX + 10_000 }),
  fc.integer({ min: RUNWAY_MAX_PX, max: 200_000_000 }),
)
const someViewport = fc.integer({ min: 1, max: 4_400 })
const someShare = anyShare()
const someRatio = fc.constantFrom(...DEVICE_PIXEL_RATIOS)

/** What every place must be: within the box, and the box within the timeline and what browsers take. */
function assertPlace({ runway, scrollTop }: RunwayPlace): void {
  const { totalHeight, viewportHeight, base, boxHeight } = runway
  assert.ok(boxHeight >= Math.min(totalHeight, viewportHeight) && boxHeight <= RUNWAY_MAX_PX)
  assert.ok(boxHeight * 3 < BROWSER_MAX_DEVICE_PX)
  assert.ok(base >= 0 && base + boxHeight <= totalHeight)
  assert.ok(
    scrollTop >= 0 && scrollTop <= Math.max(0, boxHeight - viewportHeight),
    `scrolled to ${scrollTop}`,
  )
}

test('jumpTo() reaches any height of any timeline, to the fraction of a pixel', () => {
  fc.assert(
    fc.property(
      someHeight,
      someViewport,
      fc.array(someShare, { maxLength: 8 }),
      (total, viewport, shares) => {
        let { runway } = { runway: createRunway(total, viewport) }
        const most = Math.max(0, total - viewport)
        for (const share of [...shares, 0, 1]) {
          const place = jumpTo(runway, share * most)
          assertPlace(place)
          assert.ok(Math.abs(toVirtual(place.runway, place.scrollTop) - share * most) < 1e-6)
          assert.equal(toBox(place.runway, toVirtual(place.runway, place.scrollTop)), place.scrollTop)
          runway = place.runway
        }
        assert.equal(toVirtual(runway, jumpTo(runway, total * 2).scrollTop), most, 'the end, exactly')
      },
    ),
    { numRuns: 500 },
  )
})

test('rebase() moves nothing on the screen, at any device pixel ratio', () => {
  fc.assert(
    fc.property(
      someHeight,
      someViewport,
      someShare,
      someRatio,
      fc.boolean(),
      (total, viewport, share, ratio, moving) => {
        const jumped = jumpTo(createRunway(total, viewport), share * Math.max(0, total - viewport))
        const most = jumped.runway.boxHeight - viewport
        // The browser is scrolled to whole device pixels, anywhere in the box.
        const scrollTop = Math.max(0, Math.floor(share * most * ratio) / ratio)
        const place = rebase(jumped.runway, scrollTop, moving)
        assertPlace(place)
        const before = toVirtual(jumped.runway, scrollTop)
        assert.ok(Math.abs(toVirtual(place.runway, place.scrollTop) - before) < 1e-6)
        const devicePx = place.scrollTop * ratio
        assert.ok(Math.abs(devicePx - Math.round(devicePx)) < 1e-4, `${devicePx} would be rounded`)
      },
    ),
    { numRuns: 1_000 },
  )
})

test('rebase() goes on and on: from the top to the bottom and back in steps of any size, none of them lost', () => {
  const someStep = fc.integer({ min: 1_000, max: 50_000 })
  fc.assert(
    fc.property(
      fc.integer({ min: 5_000_000, max: 30_000_000 }),
      someStep,
      fc.boolean(),
      (total, step, moving) => {
        let place: RunwayPlace = { runway: createRunway(total, 900), scrollTop: 0 }
        let rebased = 0
        for (const direction of [step, -step]) {
          const goal = direction > 0 ? total - 900 : 0
          let y = toVirtual(place.runway, place.scrollTop)
          for (let count = 0; y !== goal && count < 40_000; count += 1) {
            const wanted = place.scrollTop + direction
            const clamped = Math.max(0, Math.min(place.runway.boxHeight - 900, wanted))
            const next = rebase(place.runway, clamped, moving)
            assertPlace(next)
            rebased += next.runway === place.runway ? 0 : 1
            const reached = toVirtual(next.runway, next.scrollTop)
            assert.equal(reached, Math.max(0, Math.min(total - 900, y + direction)))
            y = reached
            place = next
          }
          assert.equal(y, goal)
        }
        assert.ok(rebased <= 2 * (total / 400_000) + 4, `${rebased} times`)
      },
    ),
    { numRuns: 20 },
  )
})

test('rebase() leaves a timeline alone that fits, and one that is in the middle of its box', () => {
  const short = createRunway(1_999_999, 900)
  for (const scrollTop of [0, 1_000_000, 1_999_099]) assert.equal(rebase(short, scrollTop).runway, short)
  const { runway, scrollTop } = jumpTo(createRunway(60_000_000, 900), 30_000_000)
  assert.equal(rebase(runway, scrollTop).runway, runway)
  assert.equal(rebase(runway, scrollTop - 300_000).runway, runway)
  assert.equal(rebase(runway, 500_000, true).runway, runway, 'not while it moves')
  assert.notEqual(rebase(runway, 500_000).runway, runway)
  assert.notEqual(rebase(runway, 50_000, true).runway, runway)
})

test('createRunway() of a timeline lower than the viewport has nothing to scroll', () => {
  const { runway, scrollTop } = jumpTo(createRunway(300, 900), 200)
  assert.deepEqual([runway.boxHeight, runway.base, scrollTop], [300, 0, 0])
})
