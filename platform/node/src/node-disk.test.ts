import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { DiskFailureKind } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import { createNodeDisk } from './node-disk.ts'

/* What any disk does is in tests/contracts/disk-contract.ts; here is what only a real file system has. */

const disk = createNodeDisk()
const IS_POSIX = process.platform !== 'win32'
const IS_LINUX = process.platform === 'linux'

test(
  'list() carries names that are not UTF-8, and openToRead() finds them',
  { skip: !IS_LINUX && 'Linux only' },
  () =>
    inFolder(async (root) => {
      const name = Buffer.from([0x66, 0xff, 0x80, 0x2e, 0x6a])
      await writeFile(Buffer.concat([Buffer.from(`${root}/`), name]), 'stray')
      const [entry] = await disk.list(root)
      assert.equal(entry?.name, 'f\uf0ff\uf080.j')
      const file = await disk.openToRead(`${root}/${entry?.name}`)
      assert.equal((await file.stat()).bytes, 5)
      await file.close()
    }),
)

test('openToRead() and create() do not follow a link', { skip: !IS_POSIX && 'needs links' }, () =>
  inFolder(async (root) => {
    await writeFile(`${root}/target`, 'kept')
    await symlink(`${root}/target`, `${root}/link`)
    await rejects(disk.openToRead(`${root}/link`), 'denied')
    await rejects(disk.create(`${root}/link`), 'denied')
    assert.equal((await disk.stat(`${root}/link`))?.kind, 'link')
    assert.equal((await stat(`${root}/target`)).size, 4)
  }),
)

test('makeFolder() follows a link to a folder on another disk', { skip: !IS_POSIX && 'needs links' }, () =>
  inFolder(async (root) => {
    await mkdir(`${root}/elsewhere`)
    await symlink(`${root}/elsewhere`, `${root}/link`)
    assert.deepEqual(await disk.makeFolder(`${root}/link/new`), [`${root}/link/new`])
  }),
)

test('a name that the file system cannot take is name_refused', () =>
  inFolder(async (root) => {
    await rejects(disk.create(`${root}/${'x'.repeat(300)}`), 'name_refused')
    await rejects(disk.create(`${root}/zero\0byte`), 'name_refused')
  }))

test('a folder in the place of a file is exists', () =>
  inFolder(async (root) => {
    await mkdir(`${root}/folder`)
    await rejects(disk.create(`${root}/folder`), 'exists')
  }))

test('renameToNew() that cannot move leaves no placeholder', { skip: !IS_POSIX && 'links to folders' }, () =>
  inFolder(async (root) => {
    // A folder cannot be linked, which sends it down the way of file systems without links.
    await mkdir(`${root}/folder`)
    await assert.rejects(disk.renameToNew(`${root}/folder`, `${root}/new`), DiskFailure)
    assert.deepEqual(await readdir(root), ['folder'])
  }),
)

test('[R15] write() on a full disk is full', { skip: !IS_LINUX && 'needs /dev/full' }, async () => {
  const file = await disk.openToWrite('/dev/full')
  await rejects(file.write(new Uint8Array(10), 0), 'full')
  await file.close()
})

test('[R14] sync() that failed is not tried again', { skip: !IS_LINUX && 'needs /dev/full' }, async () => {
  const file = await disk.openToWrite('/dev/full')
  const failures = [await failureOf(file.sync()), await failureOf(file.sync())]
  await file.close()
  assert.equal(failures[0]?.kind, 'io')
  assert.equal(failures[0], failures[1])
})

test('protect() takes write permission and nothing else', { skip: !IS_POSIX && 'needs modes' }, () =>
  inFolder(async (root) => {
    await writeFile(`${root}/a`, 'a', { mode: 0o640 })
    await disk.protect(`${root}/a`)
    assert.equal((await stat(`${root}/a`)).mode & 0o777, 0o440)
  }),
)

test('a failure says what is so, names no path, and keeps its cause', () =>
  inFolder(async (root) => {
    const failure = await failureOf(disk.openToRead(`${root}/IMG_1.HEIC`))
    assert.equal(failure?.message, 'Cannot open file: nothing is there')
    assert.ok(failure?.cause instanceof Error)
  }))

async function inFolder(work: (root: string) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'rollcall-disk-'))
  try {
    await work(root)
  } finally {
    await rm(root, { recursive: true })
  }
}

async function rejects(promise: Promise<unknown>, kind: DiskFailureKind): Promise<void> {
  assert.equal((await failureOf(promise))?.kind, kind)
}

async function failureOf(promise: Promise<unknown>): Promise<DiskFailure | null> {
  try {
    await promise
    return null
  } catch (error) {
    return error instanceof DiskFailure ? error : null
  }
}
