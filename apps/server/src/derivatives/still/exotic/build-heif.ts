/** Builds small HEIF files for tests: real HEVC tiles of one colour each, and boxes of any shape around them. */
import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  type AVPixelFormat,
  FF_ENCODER_LIBX265,
} from 'node-av/constants'
import { avGetPixFmtFromName, Codec, CodecContext, Frame, Packet, Rational } from 'node-av/lib'
import { findPixelLayout } from './pixel-layout.ts'

/** A coded picture with the header its decoder needs. */
export interface EncodedTile {
  readonly hvcC: Uint8Array
  readonly bytes: Uint8Array
}

/** What a tile shows: `samples[plane](x, y)` is the value of a sample, at the plane's own size. */
export interface TileToEncode {
  readonly width: number
  readonly height: number
  /** As FFmpeg names it: `yuv420p`, `yuv422p10le`. */
  readonly format: string
  readonly isFullRange: boolean
  readonly samples: readonly ((x: number, y: number) => number)[]
}

/** Encodes one picture with x265, nearly without loss. */
export async function encodeTile(tile: TileToEncode): Promise<EncodedTile> {
  const format = avGetPixFmtFromName(tile.format)
  const codec = Codec.findEncoderByName(FF_ENCODER_LIBX265)
  if (codec === null) throw new Error('Cannot encode tile: no HEVC encoder')
  const context = new CodecContext()
  context.allocContext3(codec)
  context.width = tile.width
  context.height = tile.height
  context.pixelFormat = format
  context.timeBase = new Rational(1, 1)
  context.colorRange = tile.isFullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG
  context.flags = AV_CODEC_FLAG_GLOBAL_HEADER
  context.setOption('preset', 'ultrafast')
  context.setOption('x265-params', 'log-level=none:qp=4:keyint=1:frame-threads=1:pools=none:info=0')
  if ((await context.open2(codec)) < 0) throw new Error(`Cannot encode tile: ${tile.format} is refused`)
  try {
    using frame = drawFrame(tile, format)
    await context.sendFrame(frame)
    await context.sendFrame(null)
    using packet = new Packet()
    packet.alloc()
    if ((await context.receivePacket(packet)) < 0) throw new Error('Cannot encode tile: nothing came out')
    const bytes = lengthPrefix(splitUnits(packet.data ?? Buffer.alloc(0)))
    return { hvcC: buildDecoderHeader(splitUnits(context.extraData ?? Buffer.alloc(0)), tile), bytes }
  } finally {
    context.freeContext()
  }
}

function drawFrame(tile: TileToEncode, format: AVPixelFormat): Frame {
  const frame = new Frame()
  frame.alloc()
  frame.width = tile.width
  frame.height = tile.height
  frame.format = format
  frame.getBuffer(0)
  frame.pts = 0n
  const layout = findPixelLayout(format)
  for (const [index, { columnShift, rowShift }] of (layout?.planes ?? []).entries()) {
    const bytes = frame.data?.[index] ?? Buffer.alloc(0)
    const stride = frame.linesize[index] ?? 0
    for (let y = 0; y < tile.height >> rowShift; y++) {
      for (let x = 0; x < tile.width >> columnShift; x++) {
        const value = tile.samples[index]?.(x, y) ?? 0
        if (layout?.sampleBytes === 2) bytes.writeUInt16LE(value, y * stride + x * 2)
        else bytes[y * stride + x] = value
      }
    }
  }
  return frame
}

/** The units between start codes (HEVC annex B). */
function splitUnits(bytes: Uint8Array): readonly Uint8Array[] {
  const starts: number[] = []
  for (let at = 0; at + 3 <= bytes.length; at++) {
    if (bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1) starts.push(at + 3)
  }
  return starts.map((start, index) => {
    let end = (starts[index + 1] ?? bytes.length + 3) - 3
    while (end > start && bytes[end - 1] === 0) end--
    return bytes.slice(start, end)
  })
}

function lengthPrefix(units: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(units.flatMap((unit) => [u32(unit.length), unit]))
}

/** ISO/IEC 14496-15 §8.3.3.1; decoders look at the units alone. */
function buildDecoderHeader(units: readonly Uint8Array[], tile: TileToEncode): Uint8Array {
  const depth = (/1[02]/.exec(tile.format)?.[0] === '10' ? 2 : 0) | 0xf8
  const head = [
    1,
    1,
    ...Array.from({ length: 10 }, () => 0),
    30,
    0xf0,
    0,
    0xfc,
    0xfd,
    depth,
    depth,
    0,
    0,
    0x0f,
  ]
  const arrays = units.map((unit) =>
    Buffer.concat([Buffer.from([((unit[0] ?? 0) >> 1) & 63]), u16(1), u16(unit.length), unit]),
  )
  return Buffer.concat([Buffer.from(head), Buffer.from([arrays.length]), ...arrays])
}

/** A number of two bytes. */
export function u16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value)
}

/** A number of four bytes. */
export function u32(value: number): Uint8Array {
  return Uint8Array.of(value >> 24, value >> 16, value >> 8, value)
}

/** A box with a content put together from parts. */
export function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts)
  return Buffer.concat([u32(content.length + 8), Buffer.from(type, 'latin1'), content])
}

/** A box that begins with a version and flags. */
export function fullBox(
  type: string,
  version: number,
  flags: number,
  ...parts: readonly Uint8Array[]
): Uint8Array {
  return box(type, u32(version * 2 ** 24 + flags), ...parts)
}

/** The size of a picture. */
export function ispe(width: number, height: number): Uint8Array {
  return fullBox('ispe', 0, 0, u32(width), u32(height))
}

/** How colour is coded, as code points of H.273. */
export function nclx(primaries: number, transfer: number, matrix: number, isFullRange: boolean): Uint8Array {
  const range = Uint8Array.of(isFullRange ? 0x80 : 0)
  return box('colr', Buffer.from('nclx'), u16(primaries), u16(transfer), u16(matrix), range)
}

/** The content of a `grid` item. */
export function gridContent(rows: number, columns: number, width: number, height: number): Uint8Array {
  return Buffer.concat([Uint8Array.of(0, 0, rows - 1, columns - 1), u16(width), u16(height)])
}

/** An item to be put into a file. */
export interface ItemToBuild {
  readonly id: number
  readonly type: string
  readonly content: Uint8Array
  /** Whole boxes. */
  readonly properties: readonly Uint8Array[]
}

/** A reference to be put into a file. */
export interface ReferenceToBuild {
  readonly kind: string
  readonly from: number
  readonly to: readonly number[]
}

/** A whole HEIF file, its items one after another in `mdat`. */
export function buildHeif(
  items: readonly ItemToBuild[],
  references: readonly ReferenceToBuild[] = [],
  primaryId = 1,
): Uint8Array {
  const ftyp = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1'))
  const layOut = (contentFrom: number): Uint8Array => {
    let at = contentFrom
    const places = items.map(({ id, content }) => {
      const place = Buffer.concat([u16(id), u16(0), u16(1), u32(at), u32(content.length)])
      at += content.length
      return place
    })
    return fullBox(
      'meta',
      0,
      0,
      fullBox('hdlr', 0, 0, u32(0), Buffer.from('pict'), new Uint8Array(13)),
      fullBox('pitm', 0, 0, u16(primaryId)),
      fullBox('iloc', 0, 0, Uint8Array.of(0x44, 0), u16(items.length), ...places),
      fullBox('iinf', 0, 0, u16(items.length), ...items.map(buildItemEntry)),
      fullBox(
        'iref',
        0,
        0,
        ...references.map(({ kind, from, to }) => box(kind, u16(from), u16(to.length), ...to.map(u16))),
      ),
      buildProperties(items),
    )
  }
  const metaBytes = layOut(0).length
  const meta = layOut(ftyp.length + metaBytes + 8)
  return Buffer.concat([ftyp, meta, box('mdat', ...items.map(({ content }) => content))])
}

function buildItemEntry({ id, type }: ItemToBuild): Uint8Array {
  return fullBox('infe', 2, 0, u16(id), u16(0), Buffer.from(type, 'latin1'), Uint8Array.of(0))
}

function buildProperties(items: readonly ItemToBuild[]): Uint8Array {
  const all: Uint8Array[] = []
  const entries = items.map(({ id, properties }) => {
    const indexes = properties.map((property) => all.push(property))
    return Buffer.concat([u16(id), Uint8Array.of(indexes.length, ...indexes)])
  })
  return box('iprp', box('ipco', ...all), fullBox('ipma', 0, 0, u32(items.length), ...entries))
}
