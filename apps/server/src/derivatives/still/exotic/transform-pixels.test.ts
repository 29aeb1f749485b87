import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { RawPicture } from '../decoded-picture.ts'
import type { HeifTransform } from './heif-file.ts'
import { sizeAfter, transformPixels } from './transform-pixels.ts'

const picture = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 40 }),
    channels: fc.constantFrom(3, 4),
  })
  .map(({ width, height, channels }): RawPicture => {
    const pixels = Uint8Array.from({ length: width * height * channels }, (_, index) => (index * 7) & 255)
    return { width, height, channels: channels === 3 ? 3 : 4, pixels }
  })

function transform(from: RawPicture, ...transforms: readonly HeifTransform[]): RawPicture {
  return transformPixels(from, transforms, from, 1)
}

test('transformPixels() turned four times is as before', () => {
  const once: HeifTransform = { kind: 'rotate', quarterTurns: 1 }
  const thrice: HeifTransform = { kind: 'rotate', quarterTurns: 3 }
  const half: HeifTransform = { kind: 'rotate', quarterTurns: 2 }
  fc.assert(
    fc.property(picture, (from) => {
      assert.deepEqual(transform(from, once, once, once, once), from)
      assert.deepEqual(transform(from, once, once), transform(from, half))
      assert.deepEqual(transform(from, half, once), transform(from, thrice))
      const upsideDown = transform(
        from,
        { kind: 'mirror', sides: 'left_right' },
        { kind: 'mirror', sides: 'top_bottom' },
      )
      assert.deepEqual(upsideDown, transform(from, half))
    }),
  )
})

test('transformPixels() gives the size that sizeAfter() tells, whatever the crop', () => {
  const length = fc.double({ min: -100, max: 100, noNaN: true })
  const crop = fc.record({
    kind: fc.constant('crop' as const),
    width: length,
    height: length,
    offsetX: length,
    offsetY: length,
  })
  const turn = fc.record({
    kind: fc.constant('rotate' as const),
    quarterTurns: fc.integer({ min: 1, max: 3 }),
  })
  fc.assert(
    fc.property(picture, fc.array(fc.oneof(crop, turn), { maxLength: 4 }), (from, transforms) => {
      const { width, height, channels, pixels } = transform(from, ...transforms)
      assert.deepEqual(
        { width, height },
        { ...sizeAfter({ width: from.width, height: from.height }, transforms) },
      )
      assert.equal(pixels.length, width * height * channels)
    }),
  )
})
