import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** The first bytes of a JPEG in JFIF form, so that a file counts as a photo by its content. */
const JPEG_HEAD = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex')

/** Writes `count` distinct photos of `bytes` each into a new folder, and waits until they are on the disk. */
export function writePhotos(folder: string, count: number, bytes: number): void {
  mkdirSync(folder, { recursive: true })
  for (let index = 0; index < count; index++) {
    const file = openSync(join(folder, `IMG_${String(index).padStart(5, '0')}.JPG`), 'w')
    writeSync(file, Buffer.concat([JPEG_HEAD, randomBytes(bytes - JPEG_HEAD.length)]))
    fsyncSync(file)
    closeSync(file)
  }
}
