import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { filesBelow, photoOf, putFiles } from './media-files.ts'
import { exits, linkDevice, openScene, startServer, succeeds, syncOnce } from './scene.ts'

/** Sizes of the original and of both edits. */
const ALL = [50_000, 60_000, 70_000]

interface Versions {
  readonly shown: number
  readonly versions: readonly { readonly rev: number; readonly file: string | null }[]
}

test('[S58] earlier edits: offered, let go of on every device, not uploaded again, and taken back by an undo', async () => {
  await using scene = await openScene()
  const server = await startServer(scene)
  const [a, b] = [join(scene.folder, 'a'), join(scene.folder, 'b')]
  const told = async <Shape>(folder: string, ...words: readonly string[]): Promise<Shape> =>
    JSON.parse((await succeeds([...words, '--folder', folder, '--json'])).stdout)
  const filesOf = async () =>
    (await told<Versions>(a, 'versions', 'one.jpg')).versions.map(({ file }) => file)
  const shownOf = async () => (await told<Versions>(a, 'versions', 'one.jpg')).shown
  const sizesIn = (folder: string) =>
    filesBelow(folder)
      .map(({ bytes }) => bytes)
      .toSorted((one, other) => one - other)
  const account = ['admin', 'create-account', 'ana', '--password-stdin', '--data', server.data]
  await succeeds(account, { input: 'a long password\n' })
  await putFiles(a, { 'one.jpg': photoOf(1, 50_000) })
  await linkDevice(a, server.url, { deviceName: 'a' })
  await syncOnce(a)
  for (const bytes of [60_000, 70_000]) {
    await putFiles(a, { 'one.jpg': photoOf(bytes, bytes) })
    await syncOnce(a)
    await syncOnce(a)
  }
  await linkDevice(b, server.url, { deviceName: 'b' })
  await syncOnce(b)
  assert.deepEqual(sizesIn(b), [50_000, 60_000, 70_000])
  const { offers } = await told<{ offers: readonly { kind: string; items: number; bytes: number }[] }>(
    a,
    'free-up-space',
  )
  assert.deepEqual(
    offers.map(({ kind, items, bytes }) => [kind, items, bytes]),
    [['old_versions', 1, 60_000]],
  )
  await succeeds(['free-up-space', '--kind', 'old-versions', '--yes', '--folder', a])
  for (const folder of [a, b, a]) await syncOnce(folder)
  assert.deepEqual(
    [sizesIn(a), sizesIn(b)],
    [
      [50_000, 70_000],
      [50_000, 70_000],
    ],
  )
  assert.deepEqual(await filesOf(), ['let_go', 'here'])
  const { stdout: versions } = await succeeds(['versions', 'one.jpg', '--folder', b])
  assert.match(versions, /rollcall restore PHOTO --edit VERSION/)
  await succeeds(['restore', 'one.jpg', '--edit', '1', '--folder', b])
  for (const folder of [b, a, b]) await syncOnce(folder)
  assert.deepEqual([sizesIn(a), sizesIn(b)], [ALL, ALL])
  assert.deepEqual(await filesOf(), ['here', 'here'])
  assert.equal(await shownOf(), 2, 'it looks as before')
  await exits(2, ['restore', 'one.jpg', '--edit', '7', '--folder', b])

  await succeeds(['free-up-space', '--kind', 'old-versions', '--yes', '--folder', a])
  for (const folder of [a, b, a]) await syncOnce(folder)
  assert.deepEqual(await filesOf(), ['let_go', 'here'])
  const { stdout } = await succeeds(['journal', '--folder', a])
  assert.match(stdout, /let go of earlier edits of/)
  await succeeds(['undo', '--yes', '--folder', a])
  for (const folder of [a, b, a]) await syncOnce(folder)
  assert.deepEqual([sizesIn(a), sizesIn(b)], [ALL, ALL])
  assert.deepEqual(await filesOf(), ['here', 'here'])
  assert.ok(existsSync(join(a, 'one.jpg')))
})
