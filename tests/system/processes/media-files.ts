import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const JPEG_HEAD = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex')
const MP4_HEAD = Buffer.from('0000001866747970697336d0000000006d7034326d703431', 'hex')

/** Bytes that begin like a JPEG and differ for each `seed`. */
export function photoOf(seed: number | string, bytes = 30_000): Buffer {
  return Buffer.concat([JPEG_HEAD, noise(seed, bytes - JPEG_HEAD.length)])
}

/** Bytes that begin like an MP4 and differ for each `seed`. */
export function videoOf(seed: number | string, bytes: number): Buffer {
  return Buffer.concat([MP4_HEAD, noise(seed, bytes - MP4_HEAD.length)])
}

/** Writes files below `folder`, by relative path. */
export async function putFiles(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, bytes)
  }
}

/** A file found on the disk. Names are bytes, which need not be UTF-8. */
export interface FoundFile {
  /** From the folder down, `latin1`, so that every byte is one character. */
  readonly path: string
  readonly sha256: string
  readonly bytes: number
}

/** Every file below a folder but Rollcall's own, in order of path. */
export function filesBelow(folder: string): readonly FoundFile[] {
  const files: FoundFile[] = []
  const visit = (at: Buffer, path: string) => {
    for (const entry of readdirSync(at, { withFileTypes: true, encoding: 'buffer' })) {
      const below = Buffer.concat([at, Buffer.from('/'), entry.name])
      const name = entry.name.toString('latin1')
      const belowPath = path === '' ? name : `${path}/${name}`
      if (name === '.rollcall') continue
      if (entry.isDirectory()) visit(below, belowPath)
      else if (entry.isFile()) {
        const content = readFileSync(below)
        files.push({ path: belowPath, sha256: shaOf(content), bytes: content.length })
      }
    }
  }
  visit(Buffer.from(folder), '')
  return files.toSorted((one, other) => (one.path < other.path ? -1 : 1))
}

/** The hashes of every file below a folder, in order; a file that is there twice stands twice. */
export function hashesBelow(folder: string): readonly string[] {
  return filesBelow(folder)
    .map(({ sha256 }) => sha256)
    .toSorted()
}

export function shaOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function noise(seed: number | string, bytes: number): Buffer {
  return createHash('shake256', { outputLength: bytes }).update(String(seed)).digest()
}
