import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MediaFacts } from '@rollcall/media'
import { readMediaFacts } from '@rollcall/media'
import sharp from 'sharp'

/** A file to make derivatives of, and its name. */
export interface Source {
  readonly name: string
  readonly bytes: Buffer
}

/** 12 megapixels, as most phones take them. */
const WIDTH = 4032
const HEIGHT = 3024

/** A JPEG of 12 MP and about 4 MB: gradients and grain, which cost what a photo costs. */
export async function drawJpeg(): Promise<Source> {
  const grain = { type: 'gaussian', mean: 128, sigma: 40 } as const
  const noise = await sharp({
    create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#88aacc', noise: grain },
  })
    .blur(0.9)
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = noise.info
  const glow = `<svg width="${WIDTH}" height="${HEIGHT}"><defs><radialGradient id="g"><stop offset="0" stop-color="#fd8" stop-opacity=".8"/><stop offset="1" stop-color="#135" stop-opacity=".6"/></radialGradient></defs><rect width="100%" height="100%" fill="url(#g)"/></svg>`
  const bytes = await sharp(noise.data, { raw: { width, height, channels } })
    .composite([{ input: Buffer.from(glow) }])
    .jpeg({ quality: 93 })
    .toBuffer()
  return { name: 'IMG.JPG', bytes }
}

/** The first file below a folder whose facts fit; null when there is none. */
export async function findSource(
  folder: string,
  fits: (facts: MediaFacts) => boolean,
): Promise<Source | null> {
  if (!existsSync(folder)) return null
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.parentPath.includes('corrupt')) continue
    const bytes = readFileSync(join(entry.parentPath, entry.name))
    const read = async (from: number, to: number) => new Uint8Array(bytes.subarray(from, to))
    const facts = await readMediaFacts({ bytes: bytes.length, read }, { name: entry.name, modifiedAt: 0 })
    if (fits(facts)) return { name: entry.name, bytes }
  }
  return null
}

/** Whether these are the facts of a HEIC of about 12 megapixels. */
export function isHeic12({ type, width, height }: MediaFacts): boolean {
  const pixels = (width ?? 0) * (height ?? 0)
  return type === 'image/heic' && pixels > 11.5e6 && pixels < 13e6
}

/** Whether these are the facts of a video of 1080 lines in HEVC. */
export function isHevc1080({ kind, codec, width, height }: MediaFacts): boolean {
  return kind === 'video' && /^h(?:vc|ev)1/.test(codec ?? '') && Math.min(width ?? 0, height ?? 0) === 1080
}

/** A copy that differs in what no decoder reads: a box of free space, or bytes behind the end of a JPEG. */
export function distinctCopy({ name, bytes }: Source, number: number): Source {
  const tail = Buffer.from(`\0\0\0\x10free${String(number).padStart(8, '0')}`, 'latin1')
  return { name: name.replace(/\.(\w+)$/, `_${number}.$1`), bytes: Buffer.concat([bytes, tail]) }
}
