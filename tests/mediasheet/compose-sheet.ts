import sharp, { type OverlayOptions } from 'sharp'

const COLUMNS = 8
const TILE_WIDTH_PX = 200
const PICTURE_HEIGHT_PX = 150
const LABEL_HEIGHT_PX = 32
const MARGIN_PX = 4
/** Darker than white, so that white pictures are seen. */
const PAPER = '#e4e4e0'
const LETTERS_A_LINE = 31

/** One file on a contact sheet. */
export interface Tile {
  readonly label: string
  /** An encoded picture; null when there is none. */
  readonly picture: Uint8Array | null
  /** Why there is none. */
  readonly reason: string | null
}

/** Writes a PNG with all tiles in rows, each with its label below; pictures are neither turned nor enlarged. */
export async function composeSheet(tiles: readonly Tile[], out: string): Promise<void> {
  const rowHeight = PICTURE_HEIGHT_PX + LABEL_HEIGHT_PX
  const rows = Math.max(1, Math.ceil(tiles.length / COLUMNS))
  const layers: OverlayOptions[] = []
  for (const [index, tile] of tiles.entries()) {
    const left = (index % COLUMNS) * TILE_WIDTH_PX
    const top = Math.floor(index / COLUMNS) * rowHeight
    layers.push({ input: drawLabel(tile), left, top: top + PICTURE_HEIGHT_PX })
    layers.push(await layPicture(tile, left, top))
  }
  const size = { width: COLUMNS * TILE_WIDTH_PX, height: rows * rowHeight }
  const sheet = sharp({ create: { ...size, channels: 3, background: PAPER }, limitInputPixels: false })
  await sheet.composite(layers).png({ compressionLevel: 6 }).toFile(out)
}

async function layPicture({ picture, reason }: Tile, left: number, top: number): Promise<OverlayOptions> {
  const width = TILE_WIDTH_PX - 2 * MARGIN_PX
  const height = PICTURE_HEIGHT_PX - 2 * MARGIN_PX
  if (picture === null) {
    const words = `<text x="${width / 2}" y="${height / 2}" text-anchor="middle">${escape(reason ?? 'nothing')}</text>`
    const input = drawing(width, height, `<rect width="100%" height="100%" fill="#b0b0b0"/>${words}`)
    return { input, left: left + MARGIN_PX, top: top + MARGIN_PX }
  }
  const fitted = sharp(picture).resize(width, height, { fit: 'inside', withoutEnlargement: true })
  const { data, info } = await fitted.png().toBuffer({ resolveWithObject: true })
  const across = Math.floor((TILE_WIDTH_PX - info.width) / 2)
  return { input: data, left: left + across, top: top + PICTURE_HEIGHT_PX - MARGIN_PX - info.height }
}

/** The name on one line, as much of its folder as fits above it. */
function drawLabel({ label }: Tile): Buffer {
  const at = label.lastIndexOf('/') + 1
  const lines = [label.slice(0, at), label.slice(at)].map((line) => [...line].slice(-LETTERS_A_LINE).join(''))
  const texts = lines.map(
    (line, index) => `<text x="${MARGIN_PX}" y="${10 + 11 * index}">${escape(line)}</text>`,
  )
  return drawing(TILE_WIDTH_PX, LABEL_HEIGHT_PX, texts.join(''))
}

function drawing(width: number, height: number, inside: string): Buffer {
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"`
  return Buffer.from(`${open} font-family="sans-serif" font-size="10">${inside}</svg>`)
}

/** Text for a drawing: what is markup is escaped, what is no letter at all becomes a square. */
function escape(text: string): string {
  const letters = text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\u25A1')
  return letters.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
