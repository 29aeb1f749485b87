import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { filesBelow, hashesBelow, photoOf, putFiles } from './media-files.ts'
import { exits, openHousehold, openScene, succeeds, syncOnce } from './scene.ts'

/* What becomes of a device at its end: safe to wipe [R6], and the two outcomes of unlinking. */

interface Answer {
  readonly verdict: string
  readonly code: string
  readonly lost: readonly { readonly path: string; readonly code: string }[]
  readonly ignored: readonly { readonly path: string }[]
  readonly statement: { readonly body: { readonly originals: number; readonly deviceId: string } } | null
}

async function askSafe(folder: string, code: number, ...options: readonly string[]): Promise<Answer> {
  const { stdout } = await exits(code, ['safe-to-wipe', '--json', '--folder', folder, ...options])
  return JSON.parse(stdout)
}

test('[R6] a device that is safe to wipe has a statement that holds until something changes', async () => {
  await using scene = await openScene()
  const { server, folders } = await openHousehold(scene, ['a', 'b'])
  const { a, b } = folders
  await putFiles(a, {
    'one.jpg': photoOf(1, 5_000),
    'two.jpg': photoOf(2, 7_000),
    'notes.txt': Buffer.from('x'),
  })
  await syncOnce(a)
  await syncOnce(b)
  const file = join(scene.folder, 'statement.json')
  const safe = await askSafe(a, 0, '--out', file)
  assert.deepEqual([safe.verdict, safe.statement?.body.originals], ['SAFE', 2])
  assert.deepEqual(
    safe.ignored.map(({ path }) => path),
    ['notes.txt'],
  )

  await server.process.kill()
  const verify = ['verify-statement', file, '--json', '--folder']
  assert.partialDeepStrictEqual(JSON.parse((await succeeds([...verify, a])).stdout), {
    isSigned: true,
    key: 'known',
    holds: true,
  })
  const elsewhere = JSON.parse((await succeeds([...verify, b])).stdout)
  assert.deepEqual([elsewhere.key, elsewhere.holds], ['known', null], 'another device of the same server')
  const stranger = JSON.parse((await exits(1, [...verify, scene.folder])).stdout)
  assert.equal(stranger.key, 'nobody')
  await succeeds([...verify, scene.folder, '--key', stranger.fingerprint])

  const away = await askSafe(a, 1)
  assert.deepEqual([away.verdict, away.code], ['UNKNOWN', 'no_answer'])
  await putFiles(a, { 'three.jpg': photoOf(3, 9_000) })
  assert.equal(JSON.parse((await exits(1, [...verify, a])).stdout).holds, false)
  const forged = JSON.parse(await readFile(file, 'utf8'))
  await writeFile(file, JSON.stringify({ ...forged, body: { ...forged.body, originals: 1_000 } }))
  assert.equal(JSON.parse((await exits(1, [...verify, a])).stdout).isSigned, false)
})

test('[R6] what settings leave out is named, and neither status nor safe-to-wipe calls it held by the server', async () => {
  await using scene = await openScene()
  const { folders } = await openHousehold(scene, ['a'])
  const { a } = folders
  await putFiles(a, { 'one.jpg': photoOf(1, 5_000) })
  await syncOnce(a)
  const status = async () => (await succeeds(['status', '--folder', a])).stdout
  assert.match(await status(), /✓ All safe: the server holds every original/)
  await succeeds(['settings', 'excludedFolders', 'private', '--yes', '--folder', a])
  await putFiles(a, { 'private/two.jpg': photoOf(2, 6_000) })
  await syncOnce(a)
  const told = await status()
  assert.match(told, /! 1 original is left out by your settings, so only here\./)
  assert.doesNotMatch(told, /All safe|every original and/)
  const { stdout } = await succeeds(['safe-to-wipe', '--folder', a])
  assert.match(stdout, /SAFE {2}This device can be wiped, but for what your settings leave out/)
  assert.match(stdout, /! 1 original is left out by your settings[^]*private\/two\.jpg/)
})

test('[R6] what the server does not hold intact is named, and never wiped by unlinking', async () => {
  await using scene = await openScene()
  const { server, folders } = await openHousehold(scene, ['a'], { quota: '20KB' })
  const { a } = folders
  await putFiles(a, { 'fits.jpg': photoOf(1, 8_000), 'large.jpg': photoOf(2, 30_000) })
  await syncOnce(a, 1)
  const answer = await askSafe(a, 1)
  assert.deepEqual([answer.verdict, answer.statement], ['NOT_SAFE', null])
  assert.deepEqual(
    answer.lost.map(({ path, code }) => `${path} ${code}`),
    ['large.jpg not_held'],
  )

  const preview = JSON.parse((await exits(1, ['unlink', '--remove', '--json', '--folder', a])).stdout)
  assert.partialDeepStrictEqual(preview, { done: false, outcome: 'remove', removes: 1 })
  assert.equal(filesBelow(a).length, 2, 'a preview removes nothing')
  const done = JSON.parse((await succeeds(['unlink', '--remove', '--yes', '--json', '--folder', a])).stdout)
  assert.partialDeepStrictEqual(done, { done: true, removed: 1, isServerTold: true })
  assert.deepEqual(
    filesBelow(a).map(({ path }) => path),
    ['large.jpg'],
  )
  assert.equal(existsSync(join(a, '.rollcall/device.json')), false)
  assert.ok(server.process.isRunning())
})

test('unlinking with --remove empties the device, and the library stays whole on another', async () => {
  await using scene = await openScene()
  const { folders } = await openHousehold(scene, ['a', 'b'])
  const { a, b } = folders
  await putFiles(a, {
    'trip/one.jpg': photoOf(1, 5_000),
    'two.jpg': photoOf(2, 7_000),
    'notes.txt': Buffer.from('x'),
  })
  await syncOnce(a)
  const all = hashesBelow(a).length
  await succeeds(['unlink', '--remove', '--yes', '--folder', a])
  assert.deepEqual(
    filesBelow(a).map(({ path }) => path),
    ['notes.txt'],
  )
  assert.equal(existsSync(join(a, 'trip')), false)
  await syncOnce(b)
  assert.equal(hashesBelow(b).length, all - 1, 'every photo is there')
  await syncOnce(b)
  assert.equal(hashesBelow(b).length, all - 1, 'and nothing was taken for deleted')
})

test('unlinking with --keep keeps every file, without the server too; with neither, it says both outcomes', async () => {
  await using scene = await openScene()
  const { server, folders } = await openHousehold(scene, ['a'])
  const { a } = folders
  await putFiles(a, { 'one.jpg': photoOf(1, 5_000) })
  await syncOnce(a)
  const asked = await exits(2, ['unlink', '--folder', a])
  assert.match(asked.stderr, /--keep {4}1 original .*\n.*--remove {2}1 original/)
  assert.ok(existsSync(join(a, '.rollcall/device.json')))
  await server.process.kill()
  await exits(1, ['unlink', '--remove', '--yes', '--folder', a])
  assert.equal(filesBelow(a).length, 1, 'nothing is removed that nobody vouches for')
  await succeeds(['unlink', '--keep', '--folder', a])
  assert.equal(filesBelow(a).length, 1)
  assert.equal(existsSync(join(a, '.rollcall/device.json')), false)
})

test('[R5] unlinking that is killed while it removes deletes nothing anywhere', async () => {
  await using scene = await openScene()
  const { folders } = await openHousehold(scene, ['a', 'b'])
  const { a, b } = folders
  const names = Array.from({ length: 40 }, (_, index) => `${index}.jpg`)
  await putFiles(a, Object.fromEntries(names.map((name, index) => [name, photoOf(index, 2_000 + index)])))
  await syncOnce(a)
  await syncOnce(b)
  const all = hashesBelow(b)
  const unlinking = scene.start(['unlink', '--remove', '--yes', '--folder', a])
  const countHere = () => readdirSync(a).filter((name) => name.endsWith('.jpg')).length
  while (unlinking.isRunning() && countHere() === names.length)
    await new Promise((resolve) => setImmediate(resolve))
  await unlinking.kill()
  if (existsSync(join(a, '.rollcall/device.json'))) {
    await rm(join(a, '.rollcall/lock.db-journal'), { force: true })
    await syncOnce(a)
    await syncOnce(a)
    assert.deepEqual(hashesBelow(a), all, 'the next sync brings everything back')
  }
  await syncOnce(b)
  assert.deepEqual(hashesBelow(b), all)
})
