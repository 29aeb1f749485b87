import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Disk, DiskFailureKind } from '@rollcall/sync'
import { DiskFailure, writeWhole } from '@rollcall/sync'

/** A disk to try, and a folder of its own on it that is there and empty. */
export interface DiskUnderTest {
  readonly disk: Disk
  readonly root: string
  readonly cleanUp: () => Promise<void>
}

/** What every {@link Disk} does alike. `open` gives a fresh one for each test. */
export function diskContract(name: string, open: () => Promise<DiskUnderTest>): void {
  const on = (claim: string, check: (disk: Disk, root: string) => Promise<void>) =>
    test(claim, async () => {
      const { disk, root, cleanUp } = await open()
      try {
        await check(disk, root)
      } finally {
        await cleanUp()
      }
    })
  describe(`${name} keeps the contract of Disk`, () => {
    openFiles(on)
    names(on)
    folders(on)
    stats(on)
  })
}

type On = (claim: string, check: (disk: Disk, root: string) => Promise<void>) => void

function openFiles(on: On): void {
  on('openToRead() refuses not_found', async (disk, root) => {
    await rejects(disk.openToRead(`${root}/none`), 'not_found')
    await rejects(disk.openToRead(`${root}/none/below`), 'not_found')
  })
  on('create() empties what was there', async (disk, root) => {
    await write(disk, `${root}/a`, 'long before')
    await write(disk, `${root}/a`, 'new')
    assert.equal(await read(disk, `${root}/a`), 'new')
  })
  on('create() reads back through the same file', async (disk, root) => {
    const file = await disk.create(`${root}/a`)
    await writeWhole(file, bytesOf('hello'), 0)
    const into = new Uint8Array(5)
    assert.equal(await file.read(into, 0), 5)
    assert.equal(textOf(into), 'hello')
    await file.close()
  })
  on('openToWrite() keeps what was there and writes at a position', async (disk, root) => {
    await write(disk, `${root}/a`, 'abcdef')
    const file = await disk.openToWrite(`${root}/a`)
    await writeWhole(file, bytesOf('XY'), 2)
    await writeWhole(file, bytesOf('Z'), 7)
    await file.close()
    assert.equal(await read(disk, `${root}/a`), 'abXYef\0Z')
  })
  on('read() answers 0 at and after the end', async (disk, root) => {
    await write(disk, `${root}/a`, 'abc')
    const file = await disk.openToRead(`${root}/a`)
    assert.equal(await file.read(new Uint8Array(4), 3), 0)
    assert.equal(await file.read(new Uint8Array(4), 300), 0)
    await file.close()
  })
  on('write() and sync() take megabytes', async (disk, root) => {
    const bytes = Uint8Array.from({ length: 3_000_000 }, (_, index) => index % 251)
    const file = await disk.create(`${root}/a`)
    await writeWhole(file, bytes, 0)
    await file.sync()
    assert.equal((await file.stat()).bytes, bytes.length)
    await file.close()
    assert.equal(await read(disk, `${root}/a`), textOf(bytes))
  })
  on('an open file goes on reading its bytes after another took its name', async (disk, root) => {
    await write(disk, `${root}/a`, 'old')
    await write(disk, `${root}/b`, 'new')
    const file = await disk.openToRead(`${root}/a`)
    await disk.rename(`${root}/b`, `${root}/a`)
    const into = new Uint8Array(3)
    await file.read(into, 0)
    await file.close()
    assert.equal(textOf(into), 'old')
    assert.equal(await read(disk, `${root}/a`), 'new')
  })
}

function names(on: On): void {
  on('rename() moves over what is there', async (disk, root) => {
    await write(disk, `${root}/a`, 'a')
    await write(disk, `${root}/b`, 'b')
    await disk.rename(`${root}/a`, `${root}/b`)
    assert.equal(await read(disk, `${root}/b`), 'a')
    assert.equal(await disk.stat(`${root}/a`), null)
  })
  on('rename() refuses not_found', async (disk, root) => {
    await rejects(disk.rename(`${root}/none`, `${root}/b`), 'not_found')
    await write(disk, `${root}/a`, 'a')
    await rejects(disk.rename(`${root}/a`, `${root}/none/b`), 'not_found')
  })
  on('renameToNew() moves to a free name', async (disk, root) => {
    await write(disk, `${root}/a`, 'a')
    await disk.renameToNew(`${root}/a`, `${root}/b`)
    assert.equal(await read(disk, `${root}/b`), 'a')
    assert.equal(await disk.stat(`${root}/a`), null)
  })
  on('renameToNew() refuses a taken name and leaves both as they were', async (disk, root) => {
    await write(disk, `${root}/a`, 'a')
    await write(disk, `${root}/b`, 'b')
    await rejects(disk.renameToNew(`${root}/a`, `${root}/b`), 'exists')
    assert.equal(await read(disk, `${root}/a`), 'a')
    assert.equal(await read(disk, `${root}/b`), 'b')
  })
  on('remove() deletes, and deleting what is not there is no failure', async (disk, root) => {
    await write(disk, `${root}/a`, 'a')
    await disk.remove(`${root}/a`)
    await disk.remove(`${root}/a`)
    await disk.remove(`${root}/none/below`)
    assert.equal(await disk.stat(`${root}/a`), null)
  })
  on('protect() leaves a file readable, replaceable and removable', async (disk, root) => {
    await write(disk, `${root}/a`, 'a')
    await disk.protect(`${root}/a`)
    assert.equal(await read(disk, `${root}/a`), 'a')
    await write(disk, `${root}/b`, 'b')
    await disk.rename(`${root}/b`, `${root}/a`)
    await disk.protect(`${root}/a`)
    await disk.remove(`${root}/a`)
    assert.equal(await disk.stat(`${root}/a`), null)
  })
  on('a name comes back as it was given, also one that is not UTF-8', async (disk, root) => {
    const given = [
      'Ü é 写真 📷.HEIC',
      'e\u0301.jpg',
      '\uf0ff\uf080stray.jpg',
      ' space ',
      '%2F',
      'quote\'".jpg',
    ]
    for (const name of given) await write(disk, `${root}/${name}`, name)
    const listed = (await disk.list(root)).map((entry) => entry.name)
    assert.deepEqual(listed.toSorted(), given.toSorted())
    for (const name of given) assert.equal(await read(disk, `${root}/${name}`), name)
  })
}

function folders(on: On): void {
  on(
    'makeFolder() answers what it made, outermost first, and nothing the second time',
    async (disk, root) => {
      const made = [`${root}/a`, `${root}/a/b`, `${root}/a/b/c`]
      assert.deepEqual(await disk.makeFolder(`${root}/a/b/c`), made)
      assert.deepEqual(await disk.makeFolder(`${root}/a/b/c`), [])
      assert.deepEqual(await disk.makeFolder(`${root}/a/d`), [`${root}/a/d`])
    },
  )
  on('makeFolder() side by side makes each folder once', async (disk, root) => {
    const made = await Promise.all([1, 2, 3, 4].map(() => disk.makeFolder(`${root}/a/b`)))
    assert.deepEqual(made.flat().toSorted(), [`${root}/a`, `${root}/a/b`])
  })
  on('makeFolder() refuses the name of a file', async (disk, root) => {
    await write(disk, `${root}/a`, 'a')
    await rejects(disk.makeFolder(`${root}/a`), 'exists')
  })
  on('list() tells files from folders', async (disk, root) => {
    await disk.makeFolder(`${root}/folder/inner`)
    await write(disk, `${root}/file`, 'a')
    const entries = (await disk.list(root)).toSorted((one, other) => (one.name < other.name ? -1 : 1))
    assert.deepEqual(entries, [
      { name: 'file', kind: 'file' },
      { name: 'folder', kind: 'folder' },
    ])
    await rejects(disk.list(`${root}/none`), 'not_found')
  })
  on('syncFolder() takes a folder and refuses not_found', async (disk, root) => {
    await write(disk, `${root}/a`, 'a')
    await disk.syncFolder(root)
    await rejects(disk.syncFolder(`${root}/none`), 'not_found')
  })
  on('freeBytes() tells a count', async (disk, root) => {
    const free = await disk.freeBytes(root)
    assert.ok(Number.isSafeInteger(free) && free > 0)
  })
}

function stats(on: On): void {
  on('stat() answers null where nothing is', async (disk, root) => {
    assert.equal(await disk.stat(`${root}/none`), null)
    assert.equal(await disk.stat(`${root}/none/below`), null)
  })
  on('stat() tells kind and bytes, and the same for the open file', async (disk, root) => {
    await write(disk, `${root}/a`, 'abc')
    const found = await disk.stat(`${root}/a`)
    assert.equal(found?.kind, 'file')
    assert.equal(found?.bytes, 3)
    assert.equal((await disk.stat(root))?.kind, 'folder')
    const file = await disk.openToRead(`${root}/a`)
    assert.deepEqual(await file.stat(), found)
    await file.close()
  })
  on('stat() of a replaced file differs', async (disk, root) => {
    await write(disk, `${root}/a`, 'abc')
    const before = await disk.stat(`${root}/a`)
    await write(disk, `${root}/b`, 'xyz')
    await disk.rename(`${root}/b`, `${root}/a`)
    assert.notDeepEqual(await disk.stat(`${root}/a`), before)
  })
  on('setModified() is exact to the millisecond, also before 1970', async (disk, root) => {
    await write(disk, `${root}/a`, 'a')
    for (const modifiedAt of [
      1_700_000_000_123, 1_234_567_890_999, 0, 1, -1, -86_400_001, -2_000_000_000_001,
    ]) {
      await disk.setModified(`${root}/a`, modifiedAt)
      const nanoseconds = BigInt((await disk.stat(`${root}/a`))?.modifiedNs ?? '0')
      const inMillisecond = nanoseconds - BigInt(modifiedAt) * 1_000_000n
      assert.ok(inMillisecond >= 0n && inMillisecond < 1_000_000n, `${modifiedAt} became ${nanoseconds}`)
    }
  })
}

async function write(disk: Disk, path: string, text: string): Promise<void> {
  const file = await disk.create(path)
  await writeWhole(file, bytesOf(text), 0)
  await file.close()
}

async function read(disk: Disk, path: string): Promise<string> {
  const file = await disk.openToRead(path)
  const bytes = new Uint8Array((await file.stat()).bytes)
  let filled = 0
  for (;;) {
    const count = await file.read(bytes.subarray(filled), filled)
    if (count === 0) break
    filled += count
  }
  await file.close()
  assert.equal(filled, bytes.length)
  return textOf(bytes)
}

async function rejects(promise: Promise<unknown>, kind: DiskFailureKind): Promise<void> {
  await assert.rejects(promise, (error) => error instanceof DiskFailure && error.kind === kind)
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
