import assert from 'node:assert/strict'
import { cp, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { filesBelow, hashesBelow, photoOf, putFiles } from './media-files.ts'
import {
  countsOf,
  createAccount,
  exits,
  intactBlobs,
  linkDevice,
  listOf,
  openScene,
  startServer,
  statusOf,
  syncOnce,
} from './scene.ts'

/* Stays whole: each test is one story on one household, told in steps. */

const SAMPLES = join(import.meta.dirname, '../../samples/DCIM')

/** Neither photos nor videos nor sidecars, whatever two of them are called. */
const OTHER_FILES = {
  'notes.txt': Buffer.from('milk, eggs'),
  'DCIM/100APPLE/song.mp3': Buffer.from('ID3\u0003 not a photo'),
  'archive.zip': Buffer.from('PK\u0003\u0004 not a photo'),
  'report.pdf': Buffer.from('%PDF-1.7 not a photo'),
}

const ROLL_KEYS = [
  'device',
  'server',
  'library',
  'total',
  'safe',
  'inProgress',
  'waiting',
  'blocked',
  'excluded',
  'deleted',
  'bytes',
  'fidelity',
  'unshown',
  'held',
  'unsent',
  'refused',
  'cursor',
]
const LISTED_KEYS = [
  'path',
  'sha256',
  'bytes',
  'bytesHere',
  'state',
  'code',
  'facts',
  'since',
  'nextTry',
  'fix',
]

test('[R1] every photo, video and sidecar of one device reaches the other, byte for byte, and both rolls close', async (t) => {
  await using scene = await openScene()
  const a = join(scene.folder, 'a')
  await cp(SAMPLES, join(a, 'DCIM'), { recursive: true })
  await putFiles(a, OTHER_FILES)
  const b = join(scene.folder, 'b')
  const server = await startServer(scene)
  await createAccount(server.data)
  for (const deviceName of ['a', 'b'])
    await linkDevice(join(scene.folder, deviceName), server.url, { deviceName })
  const others = new Set(Object.keys(OTHER_FILES))
  const originals = filesBelow(a).filter(({ path }) => !others.has(path))
  assert.equal(originals.length, 11)

  const rollOfA = await syncOnce(a)
  const rollOfB = await syncOnce(b)

  await t.test('the same bytes lie in both folders', () => {
    assert.deepEqual(hashesBelow(b), originals.map(({ sha256 }) => sha256).toSorted())
  })

  await t.test('the server keeps each under its SHA-256', () => {
    assert.deepEqual([...intactBlobs(server.data)].toSorted(), hashesBelow(b))
  })

  await t.test('status --json has its documented shape, and agrees with sync --once', async () => {
    const [statusOfA, statusOfB] = await Promise.all([statusOf(a), statusOf(b)])
    assert.deepEqual(Object.keys(rollOfA), ROLL_KEYS)
    assert.deepEqual(Object.keys(statusOfA), [...ROLL_KEYS, 'engine', 'quiet'])
    assert.deepEqual({ ...statusOfA, ...rollOfA }, statusOfA)
    assert.deepEqual({ ...statusOfB, ...rollOfB }, statusOfB)
    assert.equal(rollOfA.device, 'a')
    assert.equal(rollOfA.server, server.url)
    assert.equal(rollOfA.library, rollOfB.library)
    assert.deepEqual([rollOfA.total, rollOfA.safe, rollOfA.excluded], [15, 11, 4])
    assert.deepEqual([rollOfB.total, rollOfB.safe, rollOfB.excluded], [11, 11, 0])
    assert.equal(rollOfB.bytes, sumOf(originals))
    assert.equal(rollOfA.bytes, sumOf(filesBelow(a)))
    assert.deepEqual(Object.keys(rollOfA.cursor ?? {}), ['epoch', 'seq'])
  })

  await t.test(
    '[R2] every other file is listed as excluded with its reason, every original as safe',
    async () => {
      const [excluded, safe] = await Promise.all([listOf(a, 'excluded'), listOf(a, 'safe')])
      assert.deepEqual(excluded.map(({ path }) => path).toSorted(), [...others].toSorted())
      for (const item of [...excluded, ...safe]) assert.deepEqual(Object.keys(item), LISTED_KEYS)
      for (const { code, state, fix } of excluded)
        assert.deepEqual({ code, state, fix }, { code: 'unsupported_type', state: 'excluded', fix: null })
      assert.deepEqual(
        safe
          .map(({ path, sha256, bytes }) => ({ path, sha256, bytes }))
          .toSorted((x, y) => (x.path < y.path ? -1 : 1)),
        originals.map(({ path, sha256, bytes }) => ({ path, sha256, bytes })),
      )
    },
  )

  await t.test('a second sync --once of both transfers nothing', async () => {
    const requests = server.answered().length
    const seenBefore = await Promise.all(filesBelow(b).map(({ path }) => stat(join(b, path))))
    assert.deepEqual(countsOf(await syncOnce(a)), countsOf(rollOfA))
    assert.deepEqual(countsOf(await syncOnce(b)), countsOf(rollOfB))
    const since = server.answered().slice(requests)
    assert.ok(since.length > 0)
    const moved = since.filter(({ pathname }) => /\/(blobs|uploads|push)\b/.test(pathname))
    assert.deepEqual(moved, [])
    const seenAfter = await Promise.all(filesBelow(b).map(({ path }) => stat(join(b, path))))
    assert.deepEqual(
      seenAfter.map(({ ino, ctimeMs }) => ({ ino, ctimeMs })),
      seenBefore.map(({ ino, ctimeMs }) => ({ ino, ctimeMs })),
    )
  })

  await t.test('[R2] exit code 1 and one reason per item while something is not safe', async () => {
    await writeFile(join(a, 'late.jpg'), photoOf('late'))
    await server.process.kill()
    await exits(1, ['sync', '--once', '--folder', a])
    await exits(1, ['status', '--folder', a])
    const [item, ...more] = await listOf(a, 'waiting')
    assert.deepEqual([item?.path, item?.code, more.length], ['late.jpg', 'server_unreachable', 0])
    assert.ok(item?.since !== null && item?.fix !== null)
    assert.deepEqual(await listOf(a, 'blocked'), [])
  })
})

function sumOf(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}
