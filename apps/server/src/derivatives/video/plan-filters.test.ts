import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type PictureTarget, planFilters, planSize } from './plan-filters.ts'
import type { PictureTraits } from './video-traits.ts'

const PICTURE: PictureTraits = {
  width: 3840,
  height: 2160,
  pixelAspect: 1,
  turn: 0,
  isMirrored: false,
  isInterlaced: false,
  transfer: 'sdr',
  isWide: false,
  isMatrixKnown: true,
}
const STREAM: PictureTarget = { longerMax: 3840, shorterMax: 1080, multiple: 2, format: 'yuv420p' }

test('planSize() keeps within both limits, squares pixels, rounds, and enlarges nothing', () => {
  const sizes: readonly (readonly [Partial<PictureTraits>, width: number, height: number])[] = [
    [{}, 1920, 1080],
    [{ width: 2160, height: 3840 }, 1080, 1920],
    [{ width: 319, height: 241 }, 320, 242],
    [{ width: 720, height: 576, pixelAspect: 16 / 11 }, 1048, 576],
    [{ width: 8000, height: 1000 }, 3840, 480],
    [{ width: 1, height: 1 }, 2, 2],
  ]
  for (const [traits, width, height] of sizes) {
    assert.deepEqual(planSize({ ...PICTURE, ...traits }, STREAM), { width, height })
  }
})

test('planFilters() mirrors before it turns, and maps tones of HDR alone', () => {
  const plain = planFilters(PICTURE, STREAM)
  assert.doesNotMatch(plain, /tonemap|flip|transpose|bwdif|setparams/)
  assert.match(planFilters({ ...PICTURE, isMirrored: true, turn: 270 }, STREAM), /hflip,transpose=cclock/)
  assert.match(planFilters({ ...PICTURE, transfer: 'pq' }, STREAM), /color_trc=smpte2084.*tonemapx/)
  assert.match(planFilters({ ...PICTURE, transfer: 'hlg' }, STREAM), /color_trc=arib-std-b67.*tonemapx/)
  assert.match(planFilters({ ...PICTURE, isInterlaced: true }, STREAM), /bwdif.*scale/)
})

test('planFilters() takes small pictures that do not tell their colours for BT.601, large ones for BT.709', () => {
  const untold = { ...PICTURE, isMatrixKnown: false }
  assert.match(planFilters(untold, STREAM), /setparams=colorspace=bt709/)
  assert.match(planFilters({ ...untold, width: 640, height: 480 }, STREAM), /setparams=colorspace=smpte170m/)
})
