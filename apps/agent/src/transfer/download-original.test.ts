import assert from 'node:assert/strict'
import { existsSync, readdirSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { ServerAway } from '@rollcall/platform-client'
import type { Sha256 } from '@rollcall/protocol'
import type { Disk } from '@rollcall/sync'
import { DiskFailure, pathKey } from '@rollcall/sync'
import { isUntouched } from '../folder/is-untouched.ts'
import type { ScannedFile } from '../state/folder-store.ts'
import { hashOf } from '../test-kit/fake-bytes.ts'
import type { TestDevice } from '../test-kit/test-device.ts'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import { downloadOriginal } from './download-original.ts'

const PHOTO = samplePhoto('one', 3_000)
const SHA256 = hashOf(PHOTO)
const MODIFIED = Date.UTC(2026, 10, 3, 4, 5, 6, 789)

interface Options {
  readonly path?: string
  readonly taken?: readonly string[]
  readonly sha256?: Sha256
  readonly bytes?: number
}

/** Fetches the photo, telling what `taken` paths the scan knows. */
async function fetchPhoto(
  device: TestDevice,
  { path = 'Photos/2026/a.jpg', taken = [], ...resource }: Options = {},
) {
  const keys = new Set(taken.map(pathKey))
  const wanted = {
    resource: { sha256: SHA256, bytes: PHOTO.length, modifiedAt: MODIFIED, mime: 'image/jpeg', ...resource },
    path,
    isTaken: (key: string) => keys.has(key),
    claim: (key: string) => keys.add(key),
  }
  const progress: number[] = []
  const fetched = await downloadOriginal(device.ports, wanted, (bytesDone) => progress.push(bytesDone))
  return { fetched, progress }
}

function deviceWithPhoto(wrapDisk?: (disk: Disk) => Disk): TestDevice {
  const device = createTestDevice(wrapDisk === undefined ? {} : { wrapDisk })
  device.library.addPhoto(PHOTO, 'a.jpg')
  return device
}

/** Files below `.rollcall/incoming`. */
function partial(device: TestDevice): string[] {
  const folder = `${device.root}/.rollcall/incoming`
  return existsSync(folder) ? readdirSync(folder) : []
}

test('downloadOriginal() puts the file whole in its place, with the time it had', async () => {
  using device = deviceWithPhoto()
  const { fetched, progress } = await fetchPhoto(device)
  assert.ok(fetched.ok)
  assert.equal(fetched.value.path, 'Photos/2026/a.jpg')
  assert.deepEqual(device.read('Photos/2026/a.jpg'), Buffer.from(PHOTO))
  const { mtimeMs, size } = statSync(`${device.root}/Photos/2026/a.jpg`)
  assert.equal(Math.floor(mtimeMs), MODIFIED)
  assert.equal(fetched.value.stat.bytes, size)
  assert.equal(progress.at(-1), 3_000)
  assert.deepEqual(partial(device), [])
})

test('downloadOriginal() answers the stat that a scan will find, so that the file is not read again', async () => {
  using device = deviceWithPhoto()
  const { fetched } = await fetchPhoto(device)
  const stat = await device.ports.disk.stat(`${device.root}/Photos/2026/a.jpg`)
  assert.ok(fetched.ok)
  assert.deepEqual(stat, fetched.value.stat)
})

test('downloadOriginal() answers no stat that hides what a program wrote as soon as the file was there', async () => {
  const saves: readonly ((path: string) => void)[] = [
    (path) => writeFileSync(path, samplePhoto('edited', PHOTO.length)),
    (path) => {
      writeFileSync(`${path}.new`, samplePhoto('edited', PHOTO.length))
      utimesSync(`${path}.new`, new Date(MODIFIED), new Date(MODIFIED))
      renameSync(`${path}.new`, path)
    },
  ]
  for (const save of saves) {
    const wrapDisk = (disk: Disk): Disk => ({
      ...disk,
      renameToNew: async (from, to) => {
        await disk.renameToNew(from, to)
        save(to)
      },
    })
    using device = deviceWithPhoto(wrapDisk)
    const { fetched } = await fetchPhoto(device)
    assert.ok(fetched.ok)
    const { path, stat } = fetched.value
    const scanned: ScannedFile = { path, stat, content: { kind: 'changing' } }
    assert.equal(isUntouched(scanned, await device.ports.disk.stat(`${device.root}/${path}`)), false)
  }
})

test('downloadOriginal() writes over no file: not one that it knows of, and not one that it does not', async () => {
  using device = deviceWithPhoto()
  device.write('x/a.jpg', 'unknown to the scan')
  device.write('x/a (2).jpg', 'this one too')
  const { fetched } = await fetchPhoto(device, { path: 'x/a.jpg', taken: ['x/A (1).JPG'] })
  assert.equal(fetched.ok && fetched.value.path, 'x/a (3).jpg')
  assert.equal(device.read('x/a.jpg').toString(), 'unknown to the scan')
  assert.equal(device.read('x/a (2).jpg').toString(), 'this one too')
})

test('downloadOriginal() claims its place before it takes it, so that downloads side by side do not meet', async () => {
  using device = deviceWithPhoto()
  const other = samplePhoto('two')
  device.library.addPhoto(other, 'A.jpg')
  const keys = new Set<string>()
  const fetchTo = (path: string, bytes: Uint8Array) => {
    const resource = { sha256: hashOf(bytes), bytes: bytes.length, modifiedAt: MODIFIED, mime: 'image/jpeg' }
    const wanted = {
      resource,
      path,
      isTaken: (key: string) => keys.has(key),
      claim: (key: string) => keys.add(key),
    }
    return downloadOriginal(device.ports, wanted, () => undefined)
  }
  const [one, two] = await Promise.all([fetchTo('a.jpg', PHOTO), fetchTo('A.JPG', other)])
  assert.ok(one.ok && two.ok)
  assert.notEqual(pathKey(one.value.path), pathKey(two.value.path))
})

test('downloadOriginal() goes on where a cut line left it', async () => {
  using device = deviceWithPhoto()
  device.library.weather.cutAfter = 1_000
  await assert.rejects(fetchPhoto(device), ServerAway)
  assert.deepEqual(partial(device), [SHA256])
  assert.ok(!existsSync(`${device.root}/Photos`), 'nothing half-done is in sight')
  const { fetched, progress } = await fetchPhoto(device)
  assert.ok(fetched.ok)
  assert.deepEqual(device.library.calls, ['get from 0', 'get from 1000'])
  assert.deepEqual(device.read('Photos/2026/a.jpg'), Buffer.from(PHOTO))
  assert.ok((progress[0] ?? 0) > 1_000)
})

test('downloadOriginal() does without the server when a kill came between the bytes and their place', async () => {
  using device = deviceWithPhoto()
  device.write(`.rollcall/incoming/${SHA256}`, PHOTO)
  assert.ok((await fetchPhoto(device)).fetched.ok)
  assert.deepEqual(device.library.calls, [])
})

test('downloadOriginal() throws a partial file away whose bytes are not the ones, and starts afresh', async () => {
  using device = deviceWithPhoto()
  device.write(`.rollcall/incoming/${SHA256}`, new Uint8Array(1_000))
  const { fetched } = await fetchPhoto(device)
  assert.equal(!fetched.ok && fetched.refusal.code, 'digest_mismatch')
  assert.deepEqual(partial(device), [])
  assert.ok((await fetchPhoto(device)).fetched.ok)
  device.write(`.rollcall/incoming/${SHA256}`, new Uint8Array(5_000))
  await assert.rejects(fetchPhoto(device, { path: 'again.jpg' }), DiskFailure)
  assert.ok((await fetchPhoto(device, { path: 'again.jpg' })).fetched.ok)
})

test('[R4] downloadOriginal() refuses bytes that are not the ones asked for, and keeps none of them', async () => {
  using device = deviceWithPhoto()
  device.library.weather.isRotten = true
  const { fetched } = await fetchPhoto(device)
  assert.equal(!fetched.ok && fetched.refusal.code, 'digest_mismatch')
  assert.deepEqual(partial(device), [])
  assert.ok(!existsSync(`${device.root}/Photos`))
})

test('downloadOriginal() takes a photo back out of its own trash, and asks nobody', async () => {
  using device = deviceWithPhoto()
  device.write(`.rollcall/trash/${SHA256}`, PHOTO)
  const { fetched } = await fetchPhoto(device, { path: 'back.jpg' })
  assert.equal(fetched.ok && fetched.value.path, 'back.jpg')
  assert.deepEqual(device.library.calls, [])
  assert.ok(!existsSync(`${device.root}/.rollcall/trash/${SHA256}`))
})

test('downloadOriginal() fetches anew what has rotted in the trash', async () => {
  using device = deviceWithPhoto()
  device.write(`.rollcall/trash/${SHA256}`, new Uint8Array(3_000))
  const { fetched } = await fetchPhoto(device)
  assert.ok(fetched.ok)
  assert.deepEqual(device.library.calls, ['get from 0'])
  assert.deepEqual(device.read('Photos/2026/a.jpg'), Buffer.from(PHOTO))
})

test('downloadOriginal() hands on that the server does not have it', async () => {
  using device = deviceWithPhoto()
  const { fetched } = await fetchPhoto(device, { sha256: 'e'.repeat(64) as Sha256 })
  assert.equal(!fetched.ok && fetched.refusal.code, 'not_found')
})

test('downloadOriginal() fetches an empty file', async () => {
  using device = createTestDevice()
  const empty = new Uint8Array(0)
  device.library.addPhoto(empty, 'empty.jpg')
  const { fetched } = await fetchPhoto(device, { sha256: hashOf(empty), bytes: 0 })
  assert.ok(fetched.ok)
  assert.equal(device.read('Photos/2026/a.jpg').length, 0)
})

test('downloadOriginal() stops a server that sends more than was asked for', async () => {
  using device = deviceWithPhoto()
  await assert.rejects(fetchPhoto(device, { bytes: 2_999 }), ServerAway)
  assert.ok(!existsSync(`${device.root}/Photos`))
})

test('[R15] downloadOriginal() repeats short writes, and leaves nothing in sight when the disk is full', async () => {
  let room = Number.POSITIVE_INFINITY
  const wrapDisk = (disk: Disk): Disk => ({
    ...disk,
    openToWrite: async (path) => {
      const file = await disk.openToWrite(path)
      return {
        ...file,
        write: async (bytes, position) => {
          const count = Math.min(bytes.length, 700, room)
          room -= count
          return count === 0 ? 0 : file.write(bytes.subarray(0, count), position)
        },
      }
    },
  })
  using device = deviceWithPhoto(wrapDisk)
  room = 1_000
  const isFull = (error: unknown) => error instanceof DiskFailure && error.kind === 'full'
  await assert.rejects(fetchPhoto(device), isFull)
  assert.deepEqual(partial(device), [])
  assert.ok(!existsSync(`${device.root}/Photos`))
  room = Number.POSITIVE_INFINITY
  assert.ok((await fetchPhoto(device)).fetched.ok)
  assert.deepEqual(device.read('Photos/2026/a.jpg'), Buffer.from(PHOTO))
})

test('[R14] downloadOriginal() makes bytes survive a power cut before they get their name, and the name after', async () => {
  const order: string[] = []
  const wrapDisk = (disk: Disk): Disk => ({
    ...disk,
    openToWrite: async (path) => {
      const file = await disk.openToWrite(path)
      return { ...file, sync: () => (order.push('sync bytes'), file.sync()) }
    },
    renameToNew: (from, to) => (order.push('name'), disk.renameToNew(from, to)),
    syncFolder: (path) => (
      order.push(`sync ${path.slice(path.lastIndexOf('/') + 1)}`), disk.syncFolder(path)
    ),
  })
  using device = deviceWithPhoto(wrapDisk)
  await fetchPhoto(device, { path: 'x/y/a.jpg' })
  const root = device.root.slice(device.root.lastIndexOf('/') + 1)
  assert.deepEqual(order, ['sync bytes', `sync ${root}`, 'sync x', 'name', 'sync y'])
})
