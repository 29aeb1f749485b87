/*
 * Tiles are laid on one canvas that keeps the way they are coded (brightness and colour apart, colour often at half the
 * size): turning it into red, green and blue, and scaling to the wanted size, happens once, at the end. A large picture is
 * averaged down by a power of two while it is laid out, tile by tile, so that the whole of it never lies in memory.
 */
import { Frame } from 'node-av/lib'
import { DecodeFailure } from '../../decode-failure.ts'
import { findPixelLayout, type PixelLayout } from './pixel-layout.ts'
import type { HeifPlan, PlannedTile } from './plan-heif.ts'

/** A canvas that would be larger is refused. */
const CANVAS_BYTES_MAX = 256 * 1024 * 1024
const SHRINK_MAX = 16

type Samples = Uint8Array | Uint16Array

/** Where tiles are put together. `frame` is null until the first tile has come. */
export interface TileCanvas {
  readonly frame: Frame | null
  /** Pixels of the picture to one of the canvas, in each direction. */
  readonly shrink: number
  readonly placedCount: number
  /** Lays a decoded tile in its place. Frames that do not fit the others are left out. */
  readonly place: (frame: Frame, tile: PlannedTile) => void
  readonly free: () => void
}

/** A canvas for a plan, at a size that is at least `atLeast` of the whole (0…1). */
export function createTileCanvas(plan: HeifPlan, atLeast: number): TileCanvas {
  const shrink = chooseShrink(plan, atLeast)
  const width = Math.ceil(plan.width / shrink)
  const height = Math.ceil(plan.height / shrink)
  let canvas: { readonly frame: Frame; readonly layout: PixelLayout } | null = null
  let placedCount = 0
  return {
    get frame() {
      return canvas?.frame ?? null
    },
    shrink,
    get placedCount() {
      return placedCount
    },
    place: (frame, tile) => {
      canvas ??= openCanvas(frame, width, height)
      if (frame.format !== canvas.frame.format || frame.width < 1 || frame.height < 1) return
      placeTile(frame, tile, canvas.frame, canvas.layout, shrink)
      placedCount++
    },
    free: () => canvas?.frame.free(),
  }
}

/** The largest power of two that leaves enough pixels and cuts no tile in the middle of a sample. */
function chooseShrink(plan: HeifPlan, atLeast: number): number {
  let shrink = 1
  while (shrink * 2 <= SHRINK_MAX && 1 / (shrink * 2) >= atLeast) {
    const step = shrink * 4
    const isEven = plan.tiles.every(({ x, y, width, height }) =>
      [x, y, width, height].every((length) => length % step === 0),
    )
    if (!isEven) break
    shrink *= 2
  }
  return shrink
}

function openCanvas(
  first: Frame,
  width: number,
  height: number,
): { readonly frame: Frame; readonly layout: PixelLayout } {
  const layout = findPixelLayout(first.format as Parameters<typeof findPixelLayout>[0])
  if (layout === null)
    throw new DecodeFailure('unsupported_codec', 'Cannot compose tiles: of a rare pixel format')
  if (width * height * layout.sampleBytes * layout.planes.length > CANVAS_BYTES_MAX) {
    throw new DecodeFailure('too_many_pixels', `Cannot compose tiles: ${width} × ${height} do not fit`)
  }
  const frame = new Frame()
  frame.alloc()
  frame.width = width
  frame.height = height
  frame.format = first.format
  if (frame.getBuffer(0) < 0) throw new Error('Cannot compose tiles: no memory')
  frame.colorSpace = first.colorSpace
  frame.colorRange = first.colorRange
  frame.colorPrimaries = first.colorPrimaries
  frame.colorTrc = first.colorTrc
  frame.chromaLocation = first.chromaLocation
  for (const [index] of layout.planes.entries()) {
    planeSamples(frame, index, layout).samples.fill(layout.neutral[index] ?? 0)
  }
  return { frame, layout }
}

function placeTile(from: Frame, tile: PlannedTile, to: Frame, layout: PixelLayout, shrink: number): void {
  for (const [index, { columnShift, rowShift }] of layout.planes.entries()) {
    const source = planeSamples(from, index, layout)
    const target = planeSamples(to, index, layout)
    const left = Math.floor(tile.x / shrink) >> columnShift
    const top = Math.floor(tile.y / shrink) >> rowShift
    const shown = {
      width: -(-Math.min(from.width, tile.width) >> columnShift),
      height: -(-Math.min(from.height, tile.height) >> rowShift),
    }
    const room = { width: -(-to.width >> columnShift) - left, height: -(-to.height >> rowShift) - top }
    const skip = { columns: Math.max(0, -left), rows: Math.max(0, -top) }
    const columns = Math.min(Math.floor(shown.width / shrink), room.width)
    const rows = Math.min(Math.floor(shown.height / shrink), room.height)
    if (columns <= skip.columns) continue
    for (let row = skip.rows; row < rows; row++) {
      const at = (top + row) * target.stride + left
      if (shrink === 1) {
        const start = row * source.stride
        target.samples.set(source.samples.subarray(start + skip.columns, start + columns), at + skip.columns)
      } else {
        averageRow(source, row, columns, shrink, target.samples, at)
      }
    }
  }
}

/** Writes one row of averages over squares of `shrink × shrink` samples. */
function averageRow(
  source: { readonly samples: Samples; readonly stride: number },
  row: number,
  columns: number,
  shrink: number,
  target: Samples,
  targetAt: number,
): void {
  const { samples, stride } = source
  const area = shrink * shrink
  const half = area >> 1
  const shift = 31 - Math.clz32(area)
  for (let column = 0; column < columns; column++) {
    let sum = half
    let at = row * shrink * stride + column * shrink
    for (let y = 0; y < shrink; y++) {
      for (let x = 0; x < shrink; x++) sum += samples[at + x] ?? 0
      at += stride
    }
    target[targetAt + column] = sum >> shift
  }
}

function planeSamples(
  frame: Frame,
  index: number,
  layout: PixelLayout,
): { readonly samples: Samples; readonly stride: number } {
  const bytes = frame.data?.[index]
  const strideBytes = frame.linesize[index] ?? 0
  if (bytes === undefined || strideBytes <= 0) throw new Error('Cannot compose tiles: a frame has no pixels')
  if (layout.sampleBytes === 1) return { samples: bytes, stride: strideBytes }
  const samples = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1)
  return { samples, stride: strideBytes >> 1 }
}
