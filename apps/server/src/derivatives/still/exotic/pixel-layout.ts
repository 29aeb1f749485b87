import { avGetPixFmtName } from 'node-av/lib'
import type { AVPixelFormat } from 'node-av/constants'

/** How the samples of a frame lie in memory: one plane per channel. */
export interface PixelLayout {
  /** Bytes a sample. */
  readonly sampleBytes: 1 | 2
  /** Columns and rows of the picture that one sample of the plane stands for, as powers of two: 0 or 1 (2 for old formats). */
  readonly planes: readonly { readonly columnShift: number; readonly rowShift: number }[]
  /** What grey is without any light or colour: the value of an unwritten sample of each plane. */
  readonly neutral: readonly number[]
}

const CHROMA_SHIFTS: Readonly<Record<string, readonly [number, number]>> = {
  '420': [1, 1],
  '422': [1, 0],
  '444': [0, 0],
  '440': [0, 1],
  '411': [2, 0],
  '410': [2, 2],
}

/** The layout of a planar format; null for packed ones, with alpha, of other byte order, or in floating point. */
export function findPixelLayout(format: AVPixelFormat): PixelLayout | null {
  const name = avGetPixFmtName(format) ?? ''
  const matched = /^(?:yuvj?(4\d\d)p|(gbrp)|(gray))(?:(9|10|12|14|16)le)?$/.exec(name)
  if (matched === null) return null
  const [, subsampling, rgb, , bitsText] = matched
  const bits = bitsText === undefined ? 8 : Number(bitsText)
  const middle = 2 ** (bits - 1)
  const full = { columnShift: 0, rowShift: 0 }
  const sampleBytes = bits > 8 ? 2 : 1
  if (rgb !== undefined) {
    return { sampleBytes, planes: [full, full, full], neutral: [middle, middle, middle] }
  }
  if (subsampling === undefined) return { sampleBytes, planes: [full], neutral: [middle] }
  const shifts = CHROMA_SHIFTS[subsampling]
  if (shifts === undefined) return null
  const chroma = { columnShift: shifts[0], rowShift: shifts[1] }
  return { sampleBytes, planes: [full, chroma, chroma], neutral: [middle, middle, middle] }
}
