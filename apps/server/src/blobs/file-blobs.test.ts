import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createNodeDisk, createSha256, createSystemRandom } from '@rollcall/platform-node'
import type { Problem, Outcome, Sha256, UploadId } from '@rollcall/protocol'
import { PART_BYTES } from '@rollcall/protocol'
import { DiskFailure } from '@rollcall/sync'
import type { Blobs } from './blobs.ts'
import { createFileBlobs } from './file-blobs.ts'
import type { Tampering } from './tampered-disk.ts'
import { tamperedDisk } from './tampered-disk.ts'

/* What any blob store does is in tests/contracts/blobs-contract.ts; here is how it is done with files. */

const PHOTO = photo(700_000, 1)
const UPLOAD = '00112233445566778899aabbccddeeff' as UploadId

test('[R14] store() writes, reads again, syncs, renames and syncs the folder, in this order', () =>
  inFolder(async (root) => {
    const { blobs, calls } = recording(root)
    await blobs.store(hashOf('other'), 5, bodyOf(Buffer.from('other')))
    calls.length = 0
    assert.deepEqual(await store(blobs, PHOTO), { ok: true, value: null })
    const [one, two] = [hash(PHOTO).slice(0, 2), hash(PHOTO).slice(2, 4)]
    assert.deepEqual(withoutRepeats(calls), [
      'create incoming/new',
      'write incoming/new',
      'read incoming/new',
      'sync incoming/new',
      'close incoming/new',
      `makeFolder blobs/${one}`,
      'syncFolder blobs',
      `makeFolder blobs/${one}/${two}`,
      `syncFolder blobs/${one}`,
      `rename blobs/${one}/${two}/${hash(PHOTO)}`,
      `protect blobs/${one}/${two}/${hash(PHOTO)}`,
      `syncFolder blobs/${one}/${two}`,
    ])
  }))

test('[R14] store() syncs the parents of folders that a killed process may have left unsynced', () =>
  inFolder(async (root) => {
    const [one, two] = [hash(PHOTO).slice(0, 2), hash(PHOTO).slice(2, 4)]
    await mkdir(`${root}/blobs/${one}/${two}`, { recursive: true })
    const { blobs, calls } = recording(root)
    await store(blobs, PHOTO)
    for (const folder of ['.', 'blobs', `blobs/${one}`])
      assert.ok(calls.includes(`syncFolder ${folder}`), folder)
  }))

test('[R14] store() never syncs a file again whose sync failed, and keeps nothing of it', () =>
  inFolder(async (root) => {
    const { blobs, calls } = recording(root, {
      onCall: (call) => {
        if (call === 'sync') throw new DiskFailure('io', 'Cannot sync file: the system answers EIO')
      },
    })
    assert.equal(codeOf(await store(blobs, PHOTO)), 'storage_failed')
    assert.equal(calls.filter((call) => call.startsWith('sync ')).length, 1)
    assert.deepEqual(await filesBelow(root), [])
  }))

test('[R14] store() refuses when any step of making it durable fails', async () => {
  for (const failing of [
    'create',
    'write',
    'read',
    'close',
    'rename',
    'protect',
    'syncFolder',
    'makeFolder',
  ]) {
    await inFolder(async (root) => {
      const { blobs } = recording(root, {
        onCall: (call, path) => {
          if (call === failing)
            throw new DiskFailure('io', `Cannot ${call} ${path.length}: the system answers EIO`)
        },
      })
      assert.equal(codeOf(await store(blobs, PHOTO)), 'storage_failed', failing)
    })
  }
})

test('[R4] store() refuses what the disk gives back altered, and blames the disk', () =>
  inFolder(async (root) => {
    const blobs = tampered(root, {
      onRead: (into, position) => {
        if (position === 0 && into.length > 0) into.fill(0, 0, 1)
      },
    })
    assert.equal(codeOf(await store(blobs, PHOTO)), 'readback_mismatch')
    assert.deepEqual(await filesBelow(root), [])
  }))

test('[R4] store() leaves a file that anyone can check by its name and nobody may write', () =>
  inFolder(async (root) => {
    await store(tampered(root, {}), PHOTO)
    const path = pathOf(root, hash(PHOTO))
    assert.equal(hash(await readFile(path)), hash(PHOTO))
    assert.equal((await stat(path)).mode & 0o222, 0)
  }))

test('[R15] store() repeats short writes', () =>
  inFolder(async (root) => {
    const blobs = tampered(root, { writeMax: 1_000 })
    assert.deepEqual(await store(blobs, PHOTO), { ok: true, value: null })
    assert.equal(await blobs.check(hash(PHOTO), PHOTO.length), 'intact')
  }))

test('[R15] store() on a disk that fills up is server_disk_full and leaves nothing', () =>
  inFolder(async (root) => {
    let writes = 0
    const { blobs } = recording(root, {
      onCall: (call) => {
        if (call === 'write' && ++writes === 2)
          throw new DiskFailure('full', 'Cannot write file: the disk is full')
      },
    })
    assert.equal(codeOf(await store(blobs, PHOTO)), 'server_disk_full')
    assert.deepEqual(await filesBelow(root), [])
  }))

test('[R15] store() on a disk that takes no bytes and says nothing is server_disk_full', () =>
  inFolder(async (root) => {
    assert.equal(codeOf(await store(tampered(root, { writeMax: 0 }), PHOTO)), 'server_disk_full')
  }))

test('[R8] store() leaves room for the database, and says so before reading the body', () =>
  inFolder(async (root) => {
    const blobs = tampered(root, { freeBytes: 64 * 1024 * 1024 })
    let asked = 0
    async function* body() {
      asked++
      yield PHOTO
    }
    assert.equal(codeOf(await blobs.store(hash(PHOTO), PHOTO.length, body())), 'server_disk_full')
    assert.equal(asked, 0)
  }))

test('store() that is refused leaves the blob of another run as it is', () =>
  inFolder(async (root) => {
    const blobs = tampered(root, {})
    await store(blobs, PHOTO)
    assert.equal(
      codeOf(await blobs.store(hash(PHOTO), PHOTO.length, bodyOf(photo(PHOTO.length, 2)))),
      'digest_mismatch',
    )
    assert.equal(await blobs.check(hash(PHOTO), PHOTO.length), 'intact')
  }))

test('store() after somebody took a folder away succeeds the second time', () =>
  inFolder(async (root) => {
    const blobs = tampered(root, {})
    await store(blobs, PHOTO)
    await rm(`${root}/blobs/${hash(PHOTO).slice(0, 2)}/${hash(PHOTO).slice(2, 4)}`, { recursive: true })
    assert.equal(codeOf(await store(blobs, PHOTO)), 'storage_failed')
    assert.deepEqual(await store(blobs, PHOTO), { ok: true, value: null })
  }))

test('[R14] storePart() syncs the bytes, then the folder, before it accepts', () =>
  inFolder(async (root) => {
    const { blobs, calls } = recording(root)
    await blobs.clearLeftovers(new Set())
    calls.length = 0
    await storePart(blobs, PHOTO)
    assert.deepEqual(withoutRepeats(calls), [
      `openToWrite incoming/${UPLOAD}`,
      `write incoming/${UPLOAD}`,
      `sync incoming/${UPLOAD}`,
      `close incoming/${UPLOAD}`,
      'syncFolder incoming',
    ])
  }))

test('[R14] assemble() reads all again, syncs, renames and syncs the folder', () =>
  inFolder(async (root) => {
    const { blobs, calls } = recording(root)
    await storePart(blobs, PHOTO)
    calls.length = 0
    assert.deepEqual(await blobs.assemble(UPLOAD, hash(PHOTO), PHOTO.length), { ok: true, value: null })
    const place = `blobs/${hash(PHOTO).slice(0, 2)}/${hash(PHOTO).slice(2, 4)}`
    const ofUpload = [`openToWrite incoming/${UPLOAD}`, `read incoming/${UPLOAD}`, `sync incoming/${UPLOAD}`]
    const toPlace = [
      `rename ${place}/${hash(PHOTO)}`,
      `protect ${place}/${hash(PHOTO)}`,
      `syncFolder ${place}`,
    ]
    const steps = withoutRepeats(calls)
    assert.deepEqual(steps.slice(0, 3), ofUpload)
    assert.deepEqual(steps.slice(-3), toPlace)
  }))

test('[R14] assemble() after a crash between rename and commit verifies the blob in its place', () =>
  inFolder(async (root) => {
    await store(tampered(root, {}), PHOTO)
    const { blobs, calls } = recording(root)
    assert.deepEqual(await blobs.assemble(UPLOAD, hash(PHOTO), PHOTO.length), { ok: true, value: null })
    assert.equal(calls.at(-1), `syncFolder blobs/${hash(PHOTO).slice(0, 2)}/${hash(PHOTO).slice(2, 4)}`)
  }))

test('[R4] assemble() refuses what the disk gives back altered or short', () =>
  inFolder(async (root) => {
    const blobs = tampered(root, {})
    await storePart(blobs, PHOTO)
    await writeFile(`${root}/incoming/${UPLOAD}`, photo(PHOTO.length, 3))
    assert.equal(codeOf(await blobs.assemble(UPLOAD, hash(PHOTO), PHOTO.length)), 'digest_mismatch')
    await writeFile(`${root}/incoming/${UPLOAD}`, PHOTO.subarray(1))
    assert.equal(codeOf(await blobs.assemble(UPLOAD, hash(PHOTO), PHOTO.length)), 'readback_mismatch')
    await rm(`${root}/incoming/${UPLOAD}`)
    assert.equal(codeOf(await blobs.assemble(UPLOAD, hash(PHOTO), PHOTO.length)), 'readback_mismatch')
  }))

test('check() tells missing, changed and unreadable bytes, and rejects when the whole store is gone', () =>
  inFolder(async (root) => {
    const blobs = tampered(root, {})
    await store(blobs, PHOTO)
    assert.equal(await blobs.check(hashOf('none'), 4), 'missing')
    await rm(pathOf(root, hash(PHOTO)))
    await writeFile(pathOf(root, hash(PHOTO)), photo(PHOTO.length, 4))
    assert.equal(await blobs.check(hash(PHOTO), PHOTO.length), 'readback_mismatch')
    const broken = tampered(root, {
      onCall: (call) => {
        if (call === 'read') throw new DiskFailure('io', 'Cannot read file: the system answers EIO')
      },
    })
    assert.equal(await broken.check(hash(PHOTO), PHOTO.length), 'unreadable')
    await rm(`${root}/blobs`, { recursive: true })
    await assert.rejects(blobs.check(hash(PHOTO), PHOTO.length), DiskFailure)
    await assert.rejects(blobs.sizeOf(hash(PHOTO)), DiskFailure)
  }))

test('clearLeftovers() deletes what a killed server left, but for open uploads', () =>
  inFolder(async (root) => {
    const blobs = tampered(root, {})
    await storePart(blobs, PHOTO)
    await writeFile(`${root}/incoming/new-00`, 'half')
    await writeFile(`${root}/incoming/ffffffffffffffffffffffffffffffff`, 'of nobody')
    await blobs.clearLeftovers(new Set([UPLOAD]))
    assert.deepEqual(await readdir(`${root}/incoming`), [UPLOAD])
  }))

test('storePart() in the middle of a file that has no beginning yet keeps its place', () =>
  inFolder(async (root) => {
    const blobs = tampered(root, {})
    const whole = photo(PART_BYTES + 10, 5)
    const part = { uploadId: UPLOAD, offset: PART_BYTES, bytes: 10, digest: hash(whole.subarray(PART_BYTES)) }
    await blobs.storePart({ ...part, body: bodyOf(whole.subarray(PART_BYTES)) })
    assert.equal((await stat(`${root}/incoming/${UPLOAD}`)).size, whole.length)
  }))

function tampered(root: string, tampering: Tampering): Blobs {
  const disk = tamperedDisk(createNodeDisk(), tampering)
  return createFileBlobs({ disk, random: createSystemRandom(), root })
}

/** Keeps the calls, with paths below the root and without chance in names. */
function recording(
  root: string,
  tampering: Tampering = {},
): { readonly blobs: Blobs; readonly calls: string[] } {
  const calls: string[] = []
  const onCall = (call: string, path: string) => {
    const place = path === root ? '.' : path.slice(root.length + 1)
    calls.push(`${call} ${place.replace(/new-[0-9a-f]+/, 'new')}`)
    tampering.onCall?.(call, path)
  }
  return { blobs: tampered(root, { ...tampering, onCall }), calls }
}

function store(blobs: Blobs, bytes: Uint8Array): Promise<Outcome<null, Problem>> {
  return blobs.store(hash(bytes), bytes.length, bodyOf(bytes))
}

function storePart(blobs: Blobs, bytes: Uint8Array): Promise<Outcome<null, Problem>> {
  const part = { uploadId: UPLOAD, offset: 0, bytes: bytes.length, digest: hash(bytes) }
  return blobs.storePart({ ...part, body: bodyOf(bytes) })
}

async function* bodyOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

function photo(bytes: number, seed: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => (index * 31 + seed * 7 + (index >> 8)) & 0xff)
}

function hash(bytes: Uint8Array): Sha256 {
  const sum = createSha256()
  sum.update(bytes)
  return sum.digestHex()
}

function hashOf(text: string): Sha256 {
  return hash(new TextEncoder().encode(text))
}

function pathOf(root: string, sha256: Sha256): string {
  return `${root}/blobs/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`
}

function codeOf(outcome: Outcome<null, Problem>): string {
  return outcome.ok ? 'accepted' : outcome.refusal.code
}

function withoutRepeats(calls: readonly string[]): string[] {
  return calls.filter((call, index) => call !== calls[index - 1])
}

async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}

async function inFolder(work: (root: string) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'rollcall-blobs-'))
  try {
    await work(root)
  } finally {
    await rm(root, { recursive: true })
  }
}
