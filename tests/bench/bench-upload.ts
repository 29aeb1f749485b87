import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openStage, rollcallOrThrow } from '../stage/stage.ts'
import { median } from './median.ts'
import { writePhotos } from './photo-set.ts'

const PHOTO_BYTES = 3_000_000

/**
 * Uploads photos of 3 MB from a folder to a server on the same disk, until the roll call says that all are safe, and compares
 * that with what the system's own tools need to copy, hash and sync the same files: `cp`, `sha256sum`, `sync FILE…`. The
 * device scans and hashes, the server reads back and hashes again, and every file is made to survive a power cut by itself.
 */
export async function benchUpload({
  rounds,
  photos,
}: {
  readonly rounds: number
  readonly photos: number
}): Promise<void> {
  const references: number[] = []
  const uploads: number[] = []
  for (let round = 0; round < rounds; round++) {
    const stage = await openStage()
    try {
      const folder = await stage.link('device')
      writePhotos(join(folder, 'DCIM'), photos, PHOTO_BYTES)
      await new Promise((resolve) => setTimeout(resolve, RESTED_AFTER_MS))
      references.push(measureReference(join(folder, 'DCIM'), join(stage.root, 'reference')))
      const startedAt = performance.now()
      await rollcallOrThrow(['sync', '--once', '--json', '--folder', folder])
      uploads.push((performance.now() - startedAt) / 1000)
    } finally {
      await stage.close()
    }
  }
  const megabytes = (photos * PHOTO_BYTES) / 1e6
  const reference = median(references)
  const upload = median(uploads)
  console.log(`upload: ${photos} photos of 3 MB, scanned, sent, read back, durable (median of ${rounds})`)
  console.log(
    `  cp + sha256sum + fsync   ${reference.toFixed(2)} s   ${Math.round(megabytes / reference)} MB/s`,
  )
  console.log(`  rollcall sync --once     ${upload.toFixed(2)} s   ${Math.round(megabytes / upload)} MB/s`)
  console.log(`  ratio of speeds          ${(reference / upload).toFixed(2)}`)
}

/** A scanner waits until files have rested; the benchmark waits before it looks at the clock. */
const RESTED_AFTER_MS = 2_500

function measureReference(from: string, to: string): number {
  mkdirSync(to)
  const files = readdirSync(from)
  const sources = files.map((file) => join(from, file))
  const targets = files.map((file) => join(to, file))
  const startedAt = performance.now()
  execFileSync('cp', [...sources, to])
  execFileSync('sha256sum', targets, { stdio: 'ignore' })
  execFileSync('sync', targets)
  const seconds = (performance.now() - startedAt) / 1000
  rmSync(to, { recursive: true })
  return seconds
}
