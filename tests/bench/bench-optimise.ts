import { existsSync, readdirSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { formatBytes } from '@rollcall/sync'
import sharp from 'sharp'
import { filesBelow, photoOf, putFiles, shaOf } from '../system/processes/media-files.ts'
import {
  assetsOf,
  openHousehold,
  openScene,
  statusOf,
  succeeds,
  syncOnce,
} from '../system/processes/scene.ts'
import { until } from '../system/processes/until.ts'

/** What a phone's photo takes. */
const PHOTO_BYTES = 4_000_000

/** The room of the small device: this part of the library. */
const BUDGET_SHARE = 10

/** Photos that the small device takes itself, beside those of the library. */
const ADDED = 5

/** Between two looks at how much lies on the small device. */
const LOOK_EVERY_MS = 50

const DERIVED_WITHIN_MS = 20 * 60_000

/** A photo of the library: its name, and the hash that it has to come back with. */
interface Photo {
  readonly name: string
  readonly sha256: string
}

/**
 * A library on a device with room for a tenth of it, in real processes: the most bytes that ever lie on it, whether every photo can be looked
 * at, and whether every original comes back byte for byte. A check as much as a measurement: it throws where one of them does not hold.
 */
export async function benchOptimise({ megabytes }: { readonly megabytes: number }): Promise<void> {
  const count = Math.max(BUDGET_SHARE, Math.round((megabytes * 1e6) / PHOTO_BYTES))
  const budget = Math.round((count * PHOTO_BYTES) / BUDGET_SHARE)
  await using scene = await openScene()
  const { folders } = await openHousehold(scene, ['all', 'small'])
  const { all, small } = folders
  const photos: Photo[] = await addPhotos(all, 0, count)
  await syncOnce(all)
  await derived(all, count)
  console.log(
    `optimise: ${count} photos, ${formatBytes(count * PHOTO_BYTES)}, on a device with room for ${formatBytes(budget)}`,
  )

  await succeeds(['optimise', 'on', '--budget', `${budget / 1e6}MB`, '--yes', '--folder', small])
  const look = { folder: small, budget }
  const linking = watchPeak(small)
  await syncOnce(small)
  await tell('after linking', { ...look, photos, peak: linking.stop() })

  // What is added lies on the device until the server has it, so only what remains is held against the budget.
  photos.push(...(await addPhotos(small, count, ADDED)))
  await syncOnce(small)
  await derived(small, count + ADDED)
  await syncOnce(small)
  await tell('after adding', { ...look, photos, peak: null })

  const fetching = watchPeak(small)
  await fetchAll(small, photos, Math.max(1, Math.floor(budget / PHOTO_BYTES / 3)))
  await tell('after fetching each', { ...look, photos, peak: fetching.stop() })

  await succeeds(['optimise', 'off', '--yes', '--folder', small])
  await syncOnce(small)
  const back = new Set(filesBelow(small).map(({ sha256 }) => sha256))
  const missing = photos.filter(({ sha256 }) => !back.has(sha256))
  if (missing.length > 0)
    throw new Error(`Cannot find every original again: ${missing.length} did not come back`)
  console.log(`  turned off             all ${photos.length} originals are back, byte for byte`)
}

/** Distinct photos that everything can show: a picture of its own each, and bytes behind it that make the file large. */
async function addPhotos(folder: string, from: number, count: number): Promise<Photo[]> {
  const photos: Photo[] = []
  for (let seed = from; seed < from + count; seed++) {
    const background = { r: (seed * 37) % 256, g: (seed * 101) % 256, b: (seed * 13) % 256 }
    const create = { width: 1600, height: 1200, channels: 3, background } as const
    const picture = await sharp({ create }).jpeg().toBuffer()
    const bytes = Buffer.concat([picture, photoOf(seed, PHOTO_BYTES - picture.length)])
    const name = `IMG_${String(seed).padStart(5, '0')}.JPG`
    await putFiles(folder, { [name]: bytes })
    photos.push({ name, sha256: shaOf(bytes) })
  }
  return photos
}

async function derived(folder: string, count: number): Promise<void> {
  await until(
    `smaller versions of ${count} photos`,
    async () => {
      const resources = (await assetsOf(folder)).flatMap((asset) => asset.resources)
      return resources.filter(({ derivatives }) => derivatives?.kinds.includes('preview')).length === count
    },
    DERIVED_WITHIN_MS,
  )
}

/** Fetches every original once, a few at a time, and compares each with what it was. */
async function fetchAll(folder: string, photos: readonly Photo[], atOnce: number): Promise<void> {
  for (let start = 0; start < photos.length; start += atOnce) {
    const some = photos.slice(start, start + atOnce)
    await succeeds(['fetch', ...some.map(({ name }) => name), '--folder', folder])
    await until(
      `the originals of ${some.map(({ name }) => name).join(', ')}`,
      async () => {
        await syncOnce(folder)
        const here = new Set(filesBelow(folder).map(({ sha256 }) => sha256))
        return some.every(({ sha256 }) => here.has(sha256))
      },
      DERIVED_WITHIN_MS,
    )
  }
}

/** What `tell` looks at. `peak`: the most bytes that lay there meanwhile; null when nobody watched. */
interface Look {
  readonly folder: string
  readonly budget: number
  readonly photos: readonly Photo[]
  readonly peak: number | null
}

/** Opens every file, and prints how many are originals, how many smaller, and what they take. Throws when something is not as promised. */
async function tell(when: string, { folder, budget, photos, peak }: Look): Promise<void> {
  const known = new Set(photos.map(({ sha256 }) => sha256))
  const files = filesBelow(folder)
  for (const { path } of files) await sharp(await readFile(join(folder, path))).stats()
  const originals = files.filter(({ sha256 }) => known.has(sha256)).length
  const { safe } = await statusOf(folder)
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const most = Math.max(bytes, peak ?? 0)
  const told = peak === null ? '' : `, at most ${formatBytes(peak)}`
  console.log(
    `  ${when.padEnd(22)} ${originals} originals and ${files.length - originals} smaller ones to look at: ${formatBytes(bytes)}${told}`,
  )
  if (files.length !== photos.length || safe !== photos.length)
    throw new Error(`Cannot see every photo: ${files.length} here and ${safe} safe, of ${photos.length}`)
  if (most > budget)
    throw new Error(`Cannot keep to the budget of ${formatBytes(budget)}: ${formatBytes(most)}`)
}

/** The most bytes that files took in a folder while it was watched, with what was on its way in. */
function watchPeak(folder: string): { readonly stop: () => number } {
  let most = 0
  let isOver = false
  const watch = async () => {
    while (!isOver) {
      most = Math.max(most, bytesBelow(folder))
      await pause(LOOK_EVERY_MS)
    }
  }
  void watch()
  return {
    stop: () => {
      isOver = true
      return most
    },
  }
}

/** Of photos, and of what `.rollcall/incoming` holds of them; a file may go while it is looked at. */
function bytesBelow(folder: string): number {
  const bytesByFile = new Map<number, number>()
  addFiles(folder, bytesByFile)
  return [...bytesByFile.values()].reduce((sum, bytes) => sum + bytes, 0)
}

/** By the number of the file: one that is getting its name has two for a moment, and takes its room once. */
function addFiles(folder: string, bytesByFile: Map<number, number>): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.name === '.rollcall') {
      if (existsSync(join(path, 'incoming'))) addFiles(join(path, 'incoming'), bytesByFile)
    } else if (entry.isDirectory()) addFiles(path, bytesByFile)
    else {
      const stat = statSync(path, { throwIfNoEntry: false })
      if (stat !== undefined) bytesByFile.set(stat.ino, stat.size)
    }
  }
}
