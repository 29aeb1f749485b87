import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, rmdir, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { problemSchema, uploadStateSchema } from '@rollcall/protocol'
import { filesBelow, hashesBelow, photoOf, putFiles, shaOf, videoOf } from './media-files.ts'
import type { Scene } from './scene.ts'
import {
  assetsOf,
  callLibrary,
  exits,
  intactBlobs,
  listOf,
  openHousehold,
  openScene,
  succeeds,
  syncOnce,
} from './scene.ts'

const MEBIBYTE = 1024 * 1024
const PART_BYTES = 8 * MEBIBYTE

describe('a disk that is full', { concurrency: true, skip: await whyNoSmallDisk() }, () => {
  test('[R15] [R8] the server takes what fits and refuses the rest by name, until there is room', async () => {
    await using scene = await openScene()
    const a = join(scene.folder, 'a')
    const data = await mountSmallDisk(scene, 'data', 80)
    for (let index = 0; index < 6; index++)
      await putFiles(a, { [`${index}.jpg`]: photoOf(index, 5 * MEBIBYTE) })
    const { folders } = await openHousehold(scene, ['a', 'b'], { data })

    const roll = await syncOnce(a, 1)
    const blocked = await listOf(a, 'blocked')
    assert.ok(roll.safe >= 1 && roll.blocked >= 1 && roll.safe + roll.blocked === 6, JSON.stringify(roll))
    for (const { code, fix } of blocked) {
      assert.deepEqual({ code, fix }, { code: 'server_disk_full', fix: "Make room on the server's disk" })
    }
    assert.equal(intactBlobs(data).size, roll.safe)
    assert.deepEqual(await readdir(join(data, 'incoming')), [])
    assert.equal((await assetsOf(a)).length, roll.safe)
    assert.equal((await syncOnce(folders.b)).safe, roll.safe)

    // Deleting goes on, though nothing more fits [R8].
    const [photo] = await listOf(a, 'safe')
    await rm(join(a, photo?.path ?? ''))
    assert.equal((await syncOnce(a, 1)).deleted, 1)

    resize(data, 160)
    assert.deepEqual([(await syncOnce(a)).safe, intactBlobs(data).size], [5, 6])
    await syncOnce(folders.b)
    assert.deepEqual(hashesBelow(folders.b), hashesBelow(a))
  })

  test('[R15] a disk that fills up under an upload, to the last byte, refuses by name and goes on later', async () => {
    await using scene = await openScene()
    const a = join(scene.folder, 'a')
    const data = await mountSmallDisk(scene, 'data', 112)
    const video = videoOf(1, 2 * PART_BYTES + 1_000)
    await putFiles(a, { 'video.mp4': video, 'photo.jpg': photoOf(1) })
    await openHousehold(scene, ['a'], { data })

    const parts = [0, 1, 2].map((part) => video.subarray(part * PART_BYTES, (part + 1) * PART_BYTES))
    const declared = { sha256: shaOf(video), bytes: video.length, parts: parts.map(shaOf) }
    const opened = await callLibrary(a, 'POST', 'uploads', { body: JSON.stringify(declared) })
    const { uploadId } = uploadStateSchema.parse(await opened.json())
    const sendPart = (part: number) => {
      const body = new Uint8Array(parts[part] ?? [])
      const headers = { 'content-digest': `sha-256=:${createHash('sha256').update(body).digest('base64')}:` }
      return callLibrary(a, 'PUT', `uploads/${uploadId}/parts/${part}`, { body, headers })
    }
    assert.equal((await sendPart(0)).status, 200)
    const filler = join(data, 'filler')
    await fill(filler)
    for (let tries = 0; tries < 2; tries++) {
      const response = await sendPart(1)
      assert.deepEqual(
        [response.status, problemSchema.parse(await response.json()).code],
        [507, 'server_disk_full'],
      )
    }

    const roll = await syncOnce(a, 1)
    assert.deepEqual([roll.safe, roll.blocked], [0, 2])
    assert.deepEqual(
      (await listOf(a, 'blocked')).map(({ code }) => code),
      ['server_disk_full', 'server_disk_full'],
    )
    assert.deepEqual([...intactBlobs(data)], [])
    assert.deepEqual(await assetsOf(a), [])
    await exits(0, ['verify', '--data', data])

    await rm(filler)
    assert.equal((await syncOnce(a)).safe, 2)
    assert.deepEqual([...intactBlobs(data)].toSorted(), hashesBelow(a))
  })

  test("a device's disk takes what fits, and says of the rest that the server keeps it", async () => {
    await using scene = await openScene()
    const a = join(scene.folder, 'a')
    const b = await mountSmallDisk(scene, 'b', 24)
    await putFiles(a, { 'huge.mp4': videoOf(1, 20 * MEBIBYTE) })
    for (let index = 0; index < 5; index++) await putFiles(a, { [`${index}.jpg`]: photoOf(index, MEBIBYTE) })
    await openHousehold(scene, ['a', 'b'])
    assert.equal((await syncOnce(a)).safe, 6)

    const roll = await syncOnce(b, 1)
    assert.deepEqual([roll.total, roll.safe, roll.blocked], [6, 5, 1])
    const [item] = await listOf(b, 'blocked')
    assert.deepEqual(
      [item?.code, item?.bytes, item?.fix],
      ['device_disk_full', 20 * MEBIBYTE, 'Make room on this disk'],
    )
    assert.equal(filesBelow(b).length, 5)

    resize(b, 64)
    assert.equal((await syncOnce(b)).safe, 6)
    assert.deepEqual(hashesBelow(b), hashesBelow(a))
    await succeeds(['status', '--folder', b])
  })
})

/** A word on why a small disk cannot be mounted here; false where it can. */
async function whyNoSmallDisk(): Promise<string | false> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'pipe' })
    execFileSync('umount', [folder])
    return false
  } catch {
    return 'mounting a small disk is not allowed here'
  } finally {
    await rmdir(folder)
  }
}

/** A folder of the scene on a disk of its own, of so many mebibytes, in memory. */
async function mountSmallDisk(scene: Scene, name: string, mebibytes: number): Promise<string> {
  const folder = join(scene.folder, name)
  await mkdir(folder)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder])
  scene.defer(() => void execFileSync('umount', [folder]))
  return folder
}

function resize(folder: string, mebibytes: number): void {
  execFileSync('mount', ['-o', `remount,size=${mebibytes}m`, folder])
}

/** Writes a file that takes what is left of its disk. */
async function fill(path: string): Promise<void> {
  const { bavail, bsize } = await statfs(join(path, '..'))
  await writeFile(path, Buffer.alloc(bavail * bsize))
}
